import { createServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { smokePorts } from '../../../runtime/adapters/smoke-ports';
import { smokeRequest, type SmokeRequestOptions } from '../../../runtime/adapters/smoke-request';
import type { Attempt, HttpCheck } from '../../../core/smoke/check';
import { checkSchema } from '../../../core/smoke/check-schema';
import { certificateFor } from './certificate';
import { serveHttp, serveTcp, type Loopback } from './loopback-servers';

const open: Loopback[] = [];
let url = '';
let elsewhere = '';
let seen: {
  method?: string | undefined;
  url?: string | undefined;
  headers: object;
  body: string;
}[] = [];

beforeAll(async () => {
  const other = await serveHttp((_, response) => response.end('{"status":"ok"}'));
  elsewhere = other.url;
  const service = await serveHttp((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      const path = request.url?.split('?')[0] ?? '';
      const redirect = (to: string) => response.writeHead(307, { location: to }).end();
      switch (path) {
        case '/api/loop':
          return redirect('/api/loop');
        case '/api/moved':
          return redirect('health?again=1');
        case '/api/away':
          return redirect(`${elsewhere}/health`);
        case '/api/nowhere':
          return redirect('http://[');
        case '/api/huge':
          response.writeHead(200);
          for (let part = 0; part < 40; part += 1) response.write('x'.repeat(65_536));
          return response.end();
        case '/api/slow-body':
          // The end never comes.
          return response.writeHead(200).write('{"status":');
        case '/api/zipped':
          response.writeHead(200, { 'content-encoding': 'gzip' });
          return response.end(gzipSync('{"status":"ok"}'));
        case '/api/unzippable':
          response.writeHead(200, { 'content-encoding': 'gzip' });
          return response.end(gzipSync('x'.repeat(1000)).subarray(0, 20));
        case '/api/cut':
          response.writeHead(200, { 'content-length': '100' }).write('{"status":');
          return setImmediate(() => request.socket.destroy());
        default:
          return response.end('{"status":"ok"}');
      }
    });
  });
  url = service.url;
  open.push(other, service);
});
afterAll(async () => {
  await Promise.all(open.map((server) => server.close()));
});
beforeEach(() => {
  seen = [];
});

async function ask(more: object, options: Partial<SmokeRequestOptions> = {}): Promise<Attempt> {
  const check = checkSchema.parse({
    ...{ name: 'a', kind: 'api', path: '/health', latencyBudgetMs: 5000 },
    ...more,
  });
  return smokeRequest(check as HttpCheck, { baseUrl: `${url}/api/`, timeoutMs: 5000, ...options });
}
const reasonOf = (attempt: Attempt): string =>
  attempt.outcome === 'unreachable' ? attempt.reason : attempt.outcome;

test('method, headers, query and body arrive below the path of the base URL', async () => {
  const attempt = await ask(
    {
      method: 'PUT',
      path: '/orders/7?dry=1',
      headers: { authorization: { secret: 'TOKEN' }, 'x-trace': 'smoke' },
      body: '{"open":true}',
    },
    { secrets: new Map([['TOKEN', 'Bearer hunter2\n']]) },
  );
  expect(attempt).toMatchObject({ outcome: 'answered', status: 200, json: { status: 'ok' } });
  expect(seen).toMatchObject([
    {
      method: 'PUT',
      url: '/api/orders/7?dry=1',
      headers: {
        authorization: 'Bearer hunter2',
        'x-trace': 'smoke',
        'content-type': 'application/json',
      },
      body: '{"open":true}',
    },
  ]);
});

test('a redirect within the service is followed', async () => {
  expect(await ask({ path: '/moved' })).toMatchObject({ status: 200, json: { status: 'ok' } });
});

test('a redirect is the answer where it is expected, and to a request with effects', async () => {
  expect(await ask({ path: '/loop', expectedStatus: 307 })).toMatchObject({ status: 307 });
  expect(await ask({ path: '/moved', method: 'POST' })).toMatchObject({ status: 307 });
  expect(seen).toHaveLength(2);
});

test.each([
  ['a loop of redirects', '/loop', 'more than 3 redirects'],
  [
    'a redirect to another port',
    '/away',
    'redirect to another port or scheme of the host, http://',
  ],
  ['a redirect to no address', '/nowhere', 'Invalid URL'],
  ['a body that is larger than is read', '/huge', 'larger than 1048576 bytes'],
  ['a compressed body that is not whole', '/unzippable', 'unexpected end of file'],
  [
    'a body that is cut short',
    '/cut',
    'the connection was closed before the response was complete',
  ],
])('%s is reported as what it is', async (_name, path, expected) => {
  expect(reasonOf(await ask({ path }))).toContain(expected);
});

test('a compressed body is read, and its head has none', async () => {
  expect(await ask({ path: '/zipped' })).toMatchObject({ json: { status: 'ok' } });
  expect(await ask({ path: '/zipped', method: 'HEAD' })).toMatchObject({ status: 200 });
});

test('each attempt has a connection of its own, and the many of a comparison share theirs', async () => {
  let connections = 0;
  const service = await serveHttp((_, response) => response.end('{}'));
  const counted = await serveTcp((socket) => {
    connections += 1;
    const onward = connect(service.port, '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    onward.on('error', () => undefined);
  });
  open.push(counted, service);
  const check = checkSchema.parse({ name: 'a', kind: 'api', path: '/', latencyBudgetMs: 5000 });
  const baseUrl = `http://127.0.0.1:${counted.port}`;
  for (const keepsConnections of [false, true]) {
    connections = 0;
    const ports = smokePorts({ secrets: new Map(), keepsConnections });
    for (let number = 0; number < 4; number += 1) {
      const attempt = await ports.attempt(check, baseUrl);
      expect(attempt).toMatchObject({ outcome: 'answered', status: 200 });
      const measured = ['connectMs', 'firstByteMs'];
      expect(Object.keys(attempt.phases ?? {})).toEqual(keepsConnections ? [] : measured);
    }
    expect(connections).toBe(keepsConnections ? 1 : 4);
  }
});

test('a body that never ends is given up in time', async () => {
  expect(reasonOf(await ask({ path: '/slow-body' }, { timeoutMs: 60 }))).toBe(
    'no response within 60 ms',
  );
});

test('no one listens, and someone who speaks no HTTP', async () => {
  const gone = await serveTcp(() => undefined);
  await gone.close();
  const reason = reasonOf(await ask({}, { baseUrl: `http://127.0.0.1:${gone.port}` }));
  expect(reason).toMatch(/^connect ECONNREFUSED [^ ]+$/);
  const other = await serveTcp((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
  open.push(other);
  const odd = await ask({}, { baseUrl: `http://127.0.0.1:${other.port}` });
  expect(reasonOf(odd)).toMatch(/^the server does not speak HTTP\/1\.1.*: HPE_/);
});

test('a certificate that no one trusts', async () => {
  const server = createServer(certificateFor('127.0.0.1', 30));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const attempt = await ask({}, { baseUrl: `https://127.0.0.1:${port}` });
  server.close();
  expect(reasonOf(attempt)).toBe('self-signed certificate: DEPTH_ZERO_SELF_SIGNED_CERT');
});

test.each([
  ['is not set', new Map<string, string>(), 'the secret TOKEN is not set'],
  [
    'is not a valid header value',
    new Map([['TOKEN', 'hunter2\r\nx: y']]),
    'is not a valid header value',
  ],
])(
  'a secret that %s is named, never shown, and nothing is sent',
  async (_name, secrets, reason) => {
    const attempt = await ask({ headers: { authorization: { secret: 'TOKEN' } } }, { secrets });
    expect(reasonOf(attempt)).toContain(reason);
    expect(reasonOf(attempt)).not.toContain('hunter2');
    expect(seen).toEqual([]);
  },
);
