import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A versioned bucket in memory. */
export interface AtomicBucket {
  readonly url: string;
  /** Versions of each object by key, oldest first. */
  readonly objects: ReadonlyMap<string, readonly string[]>;
  close(): Promise<void>;
}

/**
 * The two operations of S3 that the worker uses, with the conditions it uses them under, for writers that meet: moto looks at
 * the condition of a write and then writes, in two steps; S3 does both in one, and so does this. The other tests run
 * against moto.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export async function atomicBucket(): Promise<AtomicBucket> {
  const objects = new Map<string, string[]>();
  const server = createServer((request, response) => void answer(request, response));
  const refuse = (response: ServerResponse, status: number, code: string): void => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
    );
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname } = new URL(request.url ?? '/', 'http://bucket');
    const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
    const versions = objects.get(key) ?? [];
    const newest = versions.at(-1);
    const current = newest === undefined ? undefined : etag(newest);
    if (request.method === 'GET') {
      if (newest === undefined) refuse(response, 404, 'NoSuchKey');
      else response.writeHead(200, { etag: current }).end(newest);
      return;
    }
    const { 'if-match': match, 'if-none-match': none } = request.headers;
    if ((none === '*' && newest !== undefined) || (match !== undefined && match !== current)) {
      refuse(response, 412, 'PreconditionFailed');
      return;
    }
    const body = Buffer.concat(chunks).toString('utf8');
    objects.set(key, [...versions, body]);
    response.writeHead(200, { etag: etag(body) }).end();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function etag(body: string): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
