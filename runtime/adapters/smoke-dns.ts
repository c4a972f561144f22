import { Resolver } from 'node:dns/promises';
import type { DnsCheck } from '../../core/smoke/check';
import { codeOf } from './smoke-reason';
import type { SmokeSockets } from './smoke-sockets';

/** Times a question is sent: a lost packet says nothing about a server. */
const tries = 2;

/**
 * The records of a name, each as zone files write it, from a resolver of one's own where the check names one.
 *
 * @throws Error that says what the answer was.
 */
export async function resolveRecords(
  { host, recordType, resolver: address }: DnsCheck,
  timeoutMs: number,
  signal: AbortSignal,
  sockets: SmokeSockets,
): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: Math.ceil(timeoutMs / tries), tries });
  if (address !== undefined) resolver.setServers([address]);
  // What is still asked then would keep the process alive.
  signal.addEventListener('abort', () => {
    resolver.cancel();
  });
  const start = performance.now();
  try {
    const found: unknown = await resolver.resolve(host, recordType);
    return [found].flat().map(recordText);
  } catch (error) {
    throw describedError(error, recordType);
  } finally {
    resolver.cancel();
    sockets.measured('dnsMs', start);
  }
}

/** https://nodejs.org/api/dns.html#error-codes */
function describedError(error: unknown, recordType: string): unknown {
  const code = codeOf(error);
  const message = {
    ENOTFOUND: 'the name does not exist',
    ENODATA: `the name has no record of type ${recordType}`,
    ESERVFAIL: 'the server could not answer',
    EREFUSED: 'the server refuses to answer',
    ETIMEOUT: 'the server does not answer',
    ECONNREFUSED: 'there is no server at this address',
  }[code];
  if (message === undefined) return error;
  return Object.assign(new Error(message, { cause: error }), { code });
}

/** What Node makes of a record of each type. https://nodejs.org/api/dns.html#dnsresolvehostname-rrtype-callback */
type Found =
  | string
  | readonly string[]
  | { readonly priority: number; readonly exchange: string }
  | {
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly name: string;
    }
  | Readonly<Record<string, string | number>>;

function recordText(found: unknown): string {
  const record = found as Found;
  if (typeof record === 'string') return record;
  if (Array.isArray(record)) return record.join('');
  if ('exchange' in record) return `${record.priority} ${record.exchange}`;
  if ('weight' in record) {
    return `${record.priority} ${record.weight} ${record.port} ${record.name}`;
  }
  const { critical = 0, ...properties } = record as Readonly<Record<string, string | number>>;
  const [[tag, value] = ['', '']] = Object.entries(properties).filter(([key]) => key !== 'type');
  return `${critical} ${tag} "${value}"`;
}
