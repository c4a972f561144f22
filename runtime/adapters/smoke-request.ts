import { parseJsonText } from '../../core/kernel/json-text';
import type { Attempt, HeaderValue, HttpCheck } from '../../core/smoke/check';

export interface SmokeRequestOptions {
  readonly baseUrl: string;
  /** Milliseconds after which an attempt is given up; a late answer is of no use to anyone. */
  readonly timeoutMs: number;
  /** Values of the secrets that headers name. */
  readonly secrets?: ReadonlyMap<string, string>;
  /** Largest body that is read, in bytes. */
  readonly maximumBytes?: number;
  /** Most redirects that are followed, within the same origin only. */
  readonly maximumRedirects?: number;
}

/** One attempt of a check over real HTTP. Never throws for what a service can do; reports it as unreachable instead. */
export async function smokeRequest(
  check: HttpCheck,
  options: SmokeRequestOptions,
): Promise<Attempt> {
  const { maximumBytes = 1024 * 1024, maximumRedirects = 3 } = options;
  const start = performance.now();
  const signal = AbortSignal.timeout(options.timeoutMs);
  try {
    const headers = headersOf(check, options.secrets ?? new Map());
    let url = urlOf(options.baseUrl, check.path);
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(url, {
        method: check.method,
        redirect: 'manual',
        signal,
        headers,
        ...(check.body === undefined ? {} : { body: check.body }),
      });
      const next = redirectOf(response, url, check);
      if (next === undefined) {
        const text = await textOf(response, maximumBytes);
        return {
          outcome: 'answered',
          status: response.status,
          latencyMs: performance.now() - start,
          json: jsonOf(text),
          ...(check.expectText === undefined ? {} : { text }),
          ...(check.expectHeaders === undefined
            ? {}
            : { headers: headersAsked(response, check.expectHeaders) }),
        };
      }
      await response.body?.cancel();
      if (redirects >= maximumRedirects) throw new Error(`more than ${maximumRedirects} redirects`);
      // Another host is another service: following there would report its health as this one's, and hand it the headers.
      if (!isSameService(url, next)) throw new Error(`redirect to ${elsewhere(url, next)}`);
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

function headersOf(check: HttpCheck, secrets: ReadonlyMap<string, string>): Headers {
  const headers = new Headers({ accept: 'application/json', 'user-agent': 'gatehouse-smoke' });
  if (check.body !== undefined) headers.set('content-type', 'application/json');
  for (const [name, value] of Object.entries(check.headers)) {
    headers.set(name, headerText(value, secrets));
  }
  return headers;
}

function headerText(value: HeaderValue, secrets: ReadonlyMap<string, string>): string {
  if (typeof value === 'string') return value;
  const secret = secrets.get(value.secret)?.trim();
  if (secret === undefined || secret === '')
    throw new Error(`the secret ${value.secret} is not set`);
  // Headers would refuse it with an error that quotes it.
  if (!/^[\t\x20-\x7e]+$/.test(secret)) {
    throw new Error(`the secret ${value.secret} is not a valid header value`);
  }
  return `${value.prefix ?? ''}${secret}`;
}

/** The path below the base URL, whose own path is kept. */
function urlOf(baseUrl: string, path: string): URL {
  const base = new URL(baseUrl);
  return new URL(`${base.pathname.replace(/\/$/, '')}${path}`, base.origin);
}

/**
 * Where a redirect leads; undefined when the answer is none, or is the one that is expected. Only a request without
 * effects is sent again to another address: for the others a redirect is the answer.
 */
function redirectOf(response: Response, from: URL, check: HttpCheck): URL | undefined {
  if (check.method !== 'GET' && check.method !== 'HEAD') return undefined;
  const location = response.headers.get('location');
  const isRedirect = [301, 302, 303, 307, 308].includes(response.status) && location !== null;
  if (!isRedirect || [check.expectedStatus].flat().includes(response.status)) return undefined;
  return new URL(location, from);
}

/** The same host and port, or the TLS port of the same host for plain http at its usual port. */
export function isSameService(from: URL, to: URL): boolean {
  if (to.origin === from.origin) return true;
  const isUpgrade = from.protocol === 'http:' && to.protocol === 'https:';
  return isUpgrade && to.hostname === from.hostname && from.port === '' && to.port === '';
}

function elsewhere(from: URL, to: URL): string {
  return to.hostname === from.hostname
    ? `another port or scheme of the host, ${to.origin}`
    : `another host, ${to.origin}`;
}

/** The headers that are asked for and there. */
function headersAsked(
  response: Response,
  asked: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.keys(asked).flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name.toLowerCase(), value]];
    }),
  );
}

async function textOf(response: Response, maximumBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.byteLength;
    if (size > maximumBytes) throw new Error(`the response is larger than ${maximumBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Why there was no answer. fetch says only that it failed; what failed is in the chain of causes. */
export function reasonOf(error: unknown, timeoutMs: number): string {
  const { name, message = String(error), code, cause } = partsOf(error);
  if (name === 'TimeoutError') return `no response within ${timeoutMs} ms`;
  const deeper = partsOf(cause);
  // What fetch says of a body that ends early: https://undici.nodejs.org/#/docs/api/Errors
  if (message === 'terminated') return 'the connection was closed before the response was complete';
  const detail = deeper.code ?? code ?? deeper.message;
  return [message, detail].filter((part) => part !== undefined && part !== '').join(': ');
}

/** By its form and not by its class: what OpenSSL and DNS throw need not be an Error of this realm. */
function partsOf(error: unknown): {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly cause?: unknown;
} {
  return typeof error === 'object' && error !== null ? error : {};
}
