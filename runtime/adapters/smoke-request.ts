import { parseJsonText } from '../../core/kernel/json-text';
import type { Attempt, HeaderValue, HttpRequest, TlsSettings } from '../../core/smoke/check';
import { exchange, type Answer, type KeptConnections } from './smoke-exchange';
import { attempted } from './smoke-sockets';
import { tlsMaterial } from './smoke-trust';

export interface SmokeRequestOptions {
  readonly baseUrl: string;
  /** Milliseconds after which an attempt is given up; a late answer is of no use to anyone. */
  readonly timeoutMs: number;
  /** Values of the secrets that headers and `tls` name. */
  readonly secrets?: ReadonlyMap<string, string>;
  /** Certificates of connections over TLS. */
  readonly tls?: TlsSettings | undefined;
  /** Speak HTTP/2 instead of HTTP/1.1. */
  readonly http2?: boolean | undefined;
  /** Connections to use again; absent: each request has its own, so that all of its phases are measured. */
  readonly kept?: KeptConnections | undefined;
  /** Largest body that is read, in bytes. */
  readonly maximumBytes?: number;
  /** Most redirects that are followed, within the same origin only. */
  readonly maximumRedirects?: number;
}

/** One attempt of a request over real HTTP. Never throws for what a service can do; reports it as unreachable instead. */
export function smokeRequest(request: HttpRequest, options: SmokeRequestOptions): Promise<Attempt> {
  const { maximumBytes = 1024 * 1024, maximumRedirects = 3, secrets = new Map() } = options;
  return attempted(options.timeoutMs, async (sockets) => {
    const headers = headersOf(request, secrets);
    const route = {
      material: tlsMaterial(options.tls, secrets),
      http2: options.http2 ?? false,
      kept: options.kept,
    };
    const { method, body } = request;
    let url = urlOf(options.baseUrl, request.path);
    for (let redirects = 0; ; redirects += 1) {
      const sent = { method, url, headers, ...(body === undefined ? {} : { body }) };
      const answer = await exchange(sent, route, sockets);
      const next = redirectOf(answer, url, request);
      if (next === undefined) return answered(answer, request, maximumBytes);
      // A connection is free for its next request once the body is read.
      answer.body.resume();
      if (redirects >= maximumRedirects) throw new Error(`more than ${maximumRedirects} redirects`);
      // Another host is another service: following there would report its health as this one's, and hand it the headers.
      if (!isSameService(url, next)) throw new Error(`redirect to ${elsewhere(url, next)}`);
      url = next;
    }
  });
}

async function answered(answer: Answer, request: HttpRequest, maximumBytes: number) {
  const text = await textOf(answer, maximumBytes);
  const { expectText, expectHeaders = {}, wantedHeaders = [] } = request;
  const asked = [...Object.keys(expectHeaders), ...wantedHeaders];
  return {
    outcome: 'answered' as const,
    status: answer.status,
    json: jsonOf(text),
    ...(expectText === undefined ? {} : { text }),
    ...(asked.length === 0 ? {} : { headers: headersAsked(answer, asked) }),
  };
}

function headersOf(
  request: HttpRequest,
  secrets: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': 'gatehouse-smoke',
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name.toLowerCase()] = headerText(value, secrets);
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
function redirectOf({ status, headers }: Answer, from: URL, request: HttpRequest): URL | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  const { location } = headers;
  const isRedirect = [301, 302, 303, 307, 308].includes(status) && location !== undefined;
  if (!isRedirect || [request.expectedStatus].flat().includes(status)) return undefined;
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
  { headers }: Answer,
  asked: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    asked.flatMap((each) => {
      const name = each.toLowerCase();
      const value = headers[name];
      if (value === undefined) return [];
      return [[name, [value].flat().join(name === 'set-cookie' ? '\n' : ', ')]];
    }),
  );
}

async function textOf({ body }: Answer, maximumBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = chunk as Buffer;
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
