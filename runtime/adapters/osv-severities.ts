import {
  osvRecordSchema,
  ratedAliases,
  severityOf,
  type OsvRecord,
} from '../../core/readiness/severity/osv-record';
import type { Severity } from '../../core/readiness/severity/severity';
import { parseJsonText } from '../../core/kernel/json-text';

/** Limits of one question: a scan that names hundreds of vulnerabilities needs no severity to be acted on. */
export const osvLimits = { ids: 60, atOnce: 6, seconds: 15, bytes: 2 * 1024 * 1024 } as const;

/** What ids of vulnerabilities look like; nothing else goes into an address. */
const idPattern = /^[A-Za-z][\w.-]{2,60}$/;

/**
 * Severities by id, as far as OSV has them. A record without a rating, as PyPA's mostly are, is looked up under the id of
 * GitHub's advisory for the same vulnerability. Whatever is not answered in time is left out: it counts as unknown.
 * https://google.github.io/osv.dev/get-v1-vulns/
 */
export async function osvSeverities(
  ids: readonly string[],
  url: string,
): Promise<ReadonlyMap<string, Severity>> {
  const found = new Map<string, Severity>();
  const asked = ids.filter((id) => idPattern.test(id)).slice(0, osvLimits.ids);
  const signal = AbortSignal.timeout(osvLimits.seconds * 1000);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let id = asked[next]; id !== undefined && !signal.aborted; id = asked[next]) {
      next += 1;
      const severity = await severityAt(url, id, signal);
      if (severity !== undefined) found.set(id, severity);
    }
  };
  await Promise.all(Array.from({ length: osvLimits.atOnce }, work));
  return found;
}

async function severityAt(
  url: string,
  id: string,
  signal: AbortSignal,
): Promise<Severity | undefined> {
  const record = await recordAt(url, id, signal);
  if (record === undefined) return undefined;
  const own = severityOf(record);
  const [alias] = ratedAliases(record).filter((one) => one !== id && idPattern.test(one));
  if (own !== undefined || alias === undefined) return own;
  const other = await recordAt(url, alias, signal);
  return other === undefined ? undefined : severityOf(other);
}

/** A record; undefined where there is none, or no answer that can be read. */
async function recordAt(
  url: string,
  id: string,
  signal: AbortSignal,
): Promise<OsvRecord | undefined> {
  try {
    const response = await fetch(new URL(`/v1/vulns/${encodeURIComponent(id)}`, url), {
      signal,
      redirect: 'error',
      headers: { accept: 'application/json' },
    });
    const text = await bounded(response);
    if (!response.ok || text === undefined) return undefined;
    const record = osvRecordSchema.safeParse(parseJsonText(text));
    return record.success ? record.data : undefined;
  } catch {
    // No network, no time left, or no JSON. It stays unknown, which is named and counts like the worst: no reason to fail.
    return undefined;
  }
}

async function bounded(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | undefined = response.body ?? undefined;
  if (body === undefined) return '';
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > osvLimits.bytes) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
