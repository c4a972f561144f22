import { connect, type IncomingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { codeOf } from './smoke-reason';

/** A request as HTTP/2 sends it. */
interface Http2Request {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** The head of a response, its body as it comes, and what follows the body. */
interface Http2Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  /** Headers after the body; complete once the body has ended. */
  readonly trailers: IncomingHttpHeaders;
}

/** Sends one request over HTTP/2, on a connection that is used for nothing else. */
export function http2Answer(
  socket: Socket,
  { method, url, headers, body }: Http2Request,
): Promise<Http2Answer> {
  if (socket instanceof TLSSocket && socket.alpnProtocol !== 'h2') {
    return Promise.reject(new Error('the server does not speak HTTP/2'));
  }
  return new Promise((resolve, reject) => {
    const session = connect(url.origin, { createConnection: () => socket });
    let isHttp2 = false;
    session.once('remoteSettings', () => {
      isHttp2 = true;
    });
    const failed = (cause: Error): void => {
      const isOther = !isHttp2 && codeOf(cause) === 'ERR_HTTP2_ERROR';
      reject(isOther ? new Error('the server does not speak HTTP/2', { cause }) : cause);
    };
    session.on('error', failed);
    const stream = session.request({
      ':method': method,
      ':path': `${url.pathname}${url.search}`,
      ':scheme': url.protocol.replace(':', ''),
      ':authority': url.host,
      ...headers,
    });
    const trailers: IncomingHttpHeaders = {};
    stream.on('trailers', (found) => {
      Object.assign(trailers, found);
    });
    stream.on('error', failed);
    stream.on('close', () => {
      reject(new Error('the server closed the connection'));
    });
    stream.on('response', (found) => {
      resolve({ status: Number(found[':status']), headers: found, body: stream, trailers });
    });
    stream.end(body);
  });
}
