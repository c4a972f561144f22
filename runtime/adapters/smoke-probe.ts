import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Attempt, PostgresCheck, ProbeCheck } from '../../core/smoke/check';
import { startPostgres } from './postgres-start';
import { reasonOf } from './smoke-request';

export interface SmokeProbeOptions {
  /** Milliseconds after which an attempt is given up. */
  readonly timeoutMs: number;
  /** Certificates to trust instead of the ones Node knows, PEM. */
  readonly ca?: string;
}

/** One attempt of a check that speaks no HTTP. Never throws for what a server can do; reports it as unreachable instead. */
export async function smokeProbe(check: ProbeCheck, options: SmokeProbeOptions): Promise<Attempt> {
  const start = performance.now();
  const signal = AbortSignal.timeout(options.timeoutMs);
  const sockets: Socket[] = [];
  const timedOut = new Promise<never>((_, reject) => {
    signal.onabort = () => {
      reject(signal.reason as Error);
    };
  });
  try {
    const seen = await Promise.race([probe(check, options, sockets), timedOut]);
    return { outcome: 'connected', latencyMs: performance.now() - start, ...seen };
  } catch (error) {
    return {
      outcome: 'unreachable',
      reason: reasonOf(error, options.timeoutMs),
      latencyMs: performance.now() - start,
    };
  } finally {
    // TLS before what it runs on: the other order ends the process, in Node 20 at least.
    for (const socket of sockets.reverse()) socket.destroy();
  }
}

async function probe(
  check: ProbeCheck,
  options: SmokeProbeOptions,
  sockets: Socket[],
): Promise<{ readonly certificateDays?: number }> {
  const socket = await opened(connect({ host: check.host, port: check.port }), 'connect', sockets);
  switch (check.probe) {
    case 'tcp':
      return {};
    case 'tls': {
      const secure = await secured(socket, check.host, true, options, sockets);
      const end = Date.parse(secure.getPeerX509Certificate()?.validTo ?? '');
      return { certificateDays: Math.floor((end - Date.now()) / 86_400_000) };
    }
    case 'postgres':
      await startPostgres(socket, check, (plain) =>
        secured(plain, check.host, verifies(check), options, sockets),
      );
      return {};
  }
}

function verifies(check: PostgresCheck): boolean {
  return check.sslmode === 'verify-full';
}

function secured(
  socket: Socket,
  host: string,
  rejectUnauthorized: boolean,
  options: SmokeProbeOptions,
  sockets: Socket[],
): Promise<TLSSocket> {
  const secure = connectTls({
    socket,
    // A server name is never an address. https://www.rfc-editor.org/rfc/rfc6066#section-3
    ...(isIP(host) === 0 ? { servername: host } : { host }),
    rejectUnauthorized,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  });
  return opened(secure, 'secureConnect', sockets);
}

/** The socket once it is ready. Later errors of it are for whoever reads it; without a listener they would end the process. */
function opened<S extends Socket>(socket: S, event: string, sockets: Socket[]): Promise<S> {
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.once('close', () => {
      reject(new Error('the server closed the connection'));
    });
    socket.once(event, () => {
      resolve(socket);
    });
  });
}
