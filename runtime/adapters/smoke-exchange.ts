import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { http2Answer } from './smoke-http2';
import { codeOf } from './smoke-reason';
import type { SmokeSockets } from './smoke-sockets';
import type { TlsMaterial } from './smoke-trust';

/** A request as it is sent. */
export interface SentRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** The head of a response, and its body as it comes. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/** Connections that are used again, by the many requests of a comparison. */
export interface KeptConnections {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

export function keptConnections(): KeptConnections {
  return { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
}

/** How a request reaches its server. */
export interface Route {
  readonly material: TlsMaterial;
  /** Speak HTTP/2, over TLS by ALPN and in plain text with prior knowledge; otherwise HTTP/1.1. */
  readonly http2: boolean;
  /** Absent: each request has a connection of its own. Of no effect with HTTP/2. */
  readonly kept?: KeptConnections | undefined;
}

/** Host and port of a URL; an IPv6 address without its brackets. */
function serverOf({ protocol, hostname, port }: URL): { host: string; port: number } {
  const usual = protocol === 'https:' ? 443 : 80;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) };
}

/** Sends a request and waits for the head of the response. */
export async function exchange(
  sent: SentRequest,
  { material, http2, kept }: Route,
  sockets: SmokeSockets,
): Promise<Answer> {
  const isSecure = sent.url.protocol === 'https:';
  const { host, port } = serverOf(sent.url);
  if (kept !== undefined && !http2) {
    const agent = isSecure ? kept.https : kept.http;
    return http1Answer(sent, { agent, host, port, ...material }, isSecure);
  }
  const plain = await sockets.connect(host, port);
  const ALPNProtocols = [http2 ? 'h2' : 'http/1.1'];
  const socket = isSecure
    ? await sockets.secure(plain, host, { ...material, ALPNProtocols }).catch(otherVersion(http2))
    : plain;
  const start = performance.now();
  const answer = http2
    ? await http2Answer(socket, sent)
    : await http1Answer(sent, { createConnection: () => socket }, false).catch(otherVersion(http2));
  sockets.measured('firstByteMs', start);
  return answer;
}

/** Says of a server that refuses the version of HTTP what would help. */
function otherVersion(http2: boolean): (error: unknown) => never {
  return (error) => {
    const code = codeOf(error);
    if (!code.startsWith('HPE_') && !code.endsWith('NO_APPLICATION_PROTOCOL')) throw error;
    const message = http2
      ? 'the server does not speak HTTP/2'
      : 'the server does not speak HTTP/1.1; for one that speaks HTTP/2 only, set http2';
    throw Object.assign(new Error(message, { cause: error }), { code });
  };
}

function http1Answer(
  { method, url, headers, body }: SentRequest,
  options: RequestOptions,
  isSecure: boolean,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = (isSecure ? httpsRequest : httpRequest)({
      method,
      path: `${url.pathname}${url.search}`,
      headers: {
        ...headers,
        host: url.host,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
      ...options,
    });
    request.on('error', reject);
    request.on('response', (response) => {
      // Whoever reads the body sees it too; without a listener it would end the process.
      response.on('error', () => undefined);
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: decoded(response, response.headers, method),
      });
    });
    request.end(body);
  });
}

/** The body as it was before it was compressed for the transfer. */
function decoded(body: Readable, headers: IncomingHttpHeaders, method: string): Readable {
  if (method === 'HEAD') return body;
  const decoder = {
    gzip: createGunzip,
    'x-gzip': createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
  }[headers['content-encoding']?.toLowerCase() ?? ''];
  return decoder === undefined ? body : pipeline(body, decoder(), () => undefined);
}
