import type { Attempt, SmokeCheck } from '../../smoke/check';

export interface SmokeRequestOptions {
  readonly baseUrl: string;
  /** Milliseconds after which an attempt is given up; a late answer is of no use to anybody. */
  readonly timeoutMs: number;
  /** Largest body that is read, in bytes. */
  readonly maximumBytes?: number;
  /** Most redirects that are followed, within the same origin only. */
  readonly maximumRedirects?: number;
}

/** One attempt of a check over real HTTP. Never throws for what a service can do; reports it as unreachable instead. */
export async function smokeRequest(
  check: SmokeCheck,
  options: SmokeRequestOptions,
): Promise<Attempt> {
  const { maximumBytes = 1024 * 1024, maximumRedirects = 3 } = options;
  const start = performance.now();
  const signal = AbortSignal.timeout(options.timeoutMs);
  let url = targetOf(options.baseUrl, check.path);
  try {
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(url, {
        method: check.method,
        redirect: 'manual',
        signal,
        headers: { accept: 'application/json', 'user-agent': 'gatehouse-smoke' },
      });
      const next = redirectOf(response, url, check.expectedStatus);
      if (next === undefined) {
        const json = await jsonOf(response, maximumBytes);
        return {
          outcome: 'answered',
          status: response.status,
          latencyMs: performance.now() - start,
          json,
        };
      }
      await response.body?.cancel();
      if (redirects >= maximumRedirects) throw new Error(`more than ${maximumRedirects} redirects`);
      // Another host is another service: following there would report its health as this one's.
      if (next.origin !== url.origin) throw new Error(`redirect to another host, ${next.origin}`);
      url = next;
    }
  } catch (error) {
    return {
      outcome: 'unreachable',
      reason: reasonOf(error, options.timeoutMs),
      latencyMs: performance.now() - start,
    };
  }
}

/** The path below the base URL, whose own path is kept. */
function targetOf(baseUrl: string, path: string): URL {
  const base = new URL(baseUrl);
  return new URL(`${base.pathname.replace(/\/$/, '')}${path}`, base.origin);
}

/** Where a redirect leads; undefined when the answer is none, or is the one that is expected. */
function redirectOf(response: Response, from: URL, expectedStatus: number): URL | undefined {
  const location = response.headers.get('location');
  const isRedirect = response.status >= 300 && response.status < 400 && location !== null;
  return !isRedirect || response.status === expectedStatus ? undefined : new URL(location, from);
}

async function jsonOf(response: Response, maximumBytes: number): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.byteLength;
    if (size > maximumBytes) throw new Error(`the answer is larger than ${maximumBytes} bytes`);
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const code = cause !== undefined && 'code' in cause ? String(cause.code) : undefined;
  return [error.message, code ?? cause?.message].filter((part) => part !== undefined).join(': ');
}
