import type { Attempt, SmokeCheck } from '../../../core/smoke/check';
import { checkSchema } from '../../../core/smoke/check-schema';
import { judgeAttempt } from '../../../core/smoke/judge';
import { smokePorts } from '../../../runtime/adapters/smoke-ports';
import { certificateFor } from './certificate';
import {
  dnsName,
  serveDns,
  serveGrpc,
  serveHttp2,
  serveHttps,
  type DnsAnswer,
} from './loopback-protocols';
import { serveHttp, type Loopback } from './loopback-servers';

const authority = certificateFor('Private CA', 90);
const server = certificateFor('127.0.0.1', 90, authority);
const client = certificateFor('monitor', 90, authority);
const stranger = certificateFor('stranger', 90);
const secrets = new Map([
  ['CA', authority.cert],
  ['CERT', client.cert],
  // As a form's field often has it.
  ['KEY', client.key.replaceAll('\n', '\\n')],
  ['STRANGER', stranger.cert],
  ['STRANGER_KEY', stranger.key],
  ['NONSENSE', 'hunter2'],
]);
const secret = (name: string) => ({ secret: name });
const ca = secret('CA');

const open: Loopback[] = [];
afterAll(async () => {
  await Promise.all(open.map((each) => each.close()));
});
async function kept(starting: Promise<Loopback>): Promise<number> {
  const started = await starting;
  open.push(started);
  return started.port;
}

/** An attempt of a check and what is wrong with it. */
async function attempt(
  more: object,
  baseUrl = 'http://127.0.0.1:1',
): Promise<{ readonly check: SmokeCheck; readonly seen: Attempt; readonly wrong: string }> {
  const check = checkSchema.parse({
    ...{ name: 'a', kind: 'api', latencyBudgetMs: 60_000 },
    ...more,
  });
  const seen = await smokePorts({ secrets }).attempt(check, baseUrl);
  const wrong = judgeAttempt(check, seen).map(({ text }) => text);
  return { check, seen, wrong: wrong.join('; ') };
}

describe('private CA and client certificate', () => {
  const get = (tls: object | undefined, url: string) =>
    attempt({ path: '/', ...(tls === undefined ? {} : { tls }) }, url);
  let plain = '';
  let mutual = '';
  beforeAll(async () => {
    const ok = (_: unknown, response: { end: (text: string) => void }) => {
      response.end('{}');
    };
    plain = `https://127.0.0.1:${await kept(serveHttps(ok, server))}`;
    mutual = `https://127.0.0.1:${await kept(serveHttps(ok, server, authority))}`;
  });

  test('a server of a private CA is trusted with it, and not without', async () => {
    expect((await get({ ca }, plain)).wrong).toBe('');
    expect((await get(undefined, plain)).wrong).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect((await get({ ca: secret('STRANGER') }, plain)).wrong).toContain(
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    );
  });

  test('a server that wants a client certificate gets the one of the check', async () => {
    const own = { ca, certificate: secret('CERT'), key: secret('KEY') };
    expect((await get(own, mutual)).wrong).toBe('');
    expect((await get({ ca }, mutual)).wrong).toMatch(/certificate required|ECONNRESET|closed/i);
  });

  test.each([
    ['a CA that is none', { ca: secret('NONSENSE') }, 'the secret NONSENSE is not a certificate'],
    ['a CA that is not set', { ca: secret('MISSING') }, 'the secret MISSING is not set'],
    [
      'a key that is none',
      { certificate: secret('CERT'), key: secret('NONSENSE') },
      'the secret NONSENSE is not a private key in PEM format',
    ],
    [
      'the key of another certificate',
      { certificate: secret('CERT'), key: secret('STRANGER_KEY') },
      'the secret STRANGER_KEY is not the key of the certificate in CERT',
    ],
  ])('%s is named, and never shown', async (_name, tls, expected) => {
    const { wrong } = await get(tls, plain);
    expect(wrong).toContain(expected);
    expect(wrong).not.toMatch(/hunter2|BEGIN/);
  });

  test('a tls probe trusts it too', async () => {
    const port = Number(new URL(plain).port);
    const probe = { probe: 'tls', host: '127.0.0.1', port };
    expect((await attempt({ ...probe, tls: { ca } })).wrong).toBe('');
    expect((await attempt(probe)).wrong).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });
});

describe('HTTP/2', () => {
  const listener: Parameters<typeof serveHttp2>[0] = (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ version: request.httpVersion, method: request.method, body }));
    });
  };
  const expectJson = { version: '2.0', method: 'POST', body: '{"a":1}' };
  const post = { method: 'POST', path: '/orders', body: '{"a":1}', expectJson };

  test.each([
    ['over TLS', true],
    ['in plain text', false],
  ])('a server of HTTP/2 only, %s', async (_name, isSecure) => {
    const port = await kept(serveHttp2(listener, isSecure ? server : undefined));
    const url = `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`;
    const tls = isSecure ? { tls: { ca } } : {};
    const { wrong, seen } = await attempt({ ...post, ...tls, http2: true }, url);
    expect(wrong).toBe('');
    expect(Object.keys(seen.phases ?? {})).toEqual(
      isSecure ? ['connectMs', 'tlsMs', 'firstByteMs'] : ['connectMs', 'firstByteMs'],
    );
    expect((await attempt({ ...post, ...tls }, url)).wrong).toMatch(
      /does not speak HTTP\/1\.1|closed/,
    );
  });

  test('a server that speaks HTTP/1.1 only says so', async () => {
    const port = await kept(serveHttp((_, response) => response.end('{}')));
    const { wrong } = await attempt({ path: '/', http2: true }, `http://127.0.0.1:${port}`);
    expect(wrong).toContain('does not speak HTTP/2');
    const secure = await kept(serveHttps((_, response) => response.end('{}'), server));
    const other = await attempt(
      { path: '/', http2: true, tls: { ca } },
      `https://127.0.0.1:${secure}`,
    );
    expect(other.wrong).toContain('does not speak HTTP/2');
  });
});

describe('gRPC', () => {
  const longName = `${'a'.repeat(150)}.Orders`;
  const grpc = { probe: 'grpc', host: '127.0.0.1', plaintext: true };

  test.each([
    ['the whole server', '', ''],
    ['a service', 'orders.v1.Orders', ''],
    ['a service with a long name', longName, ''],
    ['a service that does not serve', 'down', 'the service is NOT_SERVING'],
    ['a service that is not known yet', 'new', 'the service is UNKNOWN'],
    ['a service that is not there', 'none', 'gRPC status NOT_FOUND: unknown service: 100 % sure'],
  ])('%s', async (_name, service, expected) => {
    const health = {
      '': 1,
      'orders.v1.Orders': 1,
      [longName]: 1,
      down: 2,
      new: 0,
    } as const;
    const port = await kept(serveGrpc(health));
    const { wrong } = await attempt({ ...grpc, port, service });
    if (expected === '') expect(wrong).toBe('');
    else expect(wrong).toContain(expected);
  });

  test('over TLS with a private CA', async () => {
    const port = await kept(serveGrpc({ '': 1 }, server));
    const { wrong, seen } = await attempt({ ...grpc, plaintext: false, port, tls: { ca } });
    expect(wrong).toBe('');
    expect(Object.keys(seen.phases ?? {})).toEqual(['connectMs', 'tlsMs', 'firstByteMs']);
  });

  test('a server without the health service, and one that is no gRPC', async () => {
    const bare = await kept(serveGrpc(undefined));
    expect((await attempt({ ...grpc, port: bare })).wrong).toContain('gRPC status UNIMPLEMENTED');
    const web = await kept(serveHttp2((_, response) => response.end('{}')));
    expect((await attempt({ ...grpc, port: web })).wrong).toContain('the response is not gRPC');
    const missing = await kept(
      serveHttp2((_, response) => {
        response.statusCode = 404;
        response.end();
      }),
    );
    expect((await attempt({ ...grpc, port: missing })).wrong).toContain(
      'HTTP status 404 instead of a gRPC response',
    );
    const old = await serveHttp((_, response) => response.end('{}'));
    open.push(old);
    expect((await attempt({ ...grpc, port: old.port })).wrong).toContain('does not speak HTTP/2');
  });
});

describe('DNS', () => {
  const types: Readonly<Record<number, DnsAnswer['records']>> = {
    1: [Buffer.from([10, 0, 0, 7]), Buffer.from([10, 0, 0, 8])],
    28: [Buffer.concat([Buffer.from([0xfd, 0]), Buffer.alloc(13), Buffer.from([7])])],
    5: [dnsName('lb.example.com')],
    2: [dnsName('ns1.example.com')],
    12: [dnsName('host.example.com')],
    15: [Buffer.concat([Buffer.from([0, 10]), dnsName('mail.example.com')])],
    16: [Buffer.from('\x05v=spf\x021 ')],
    33: [Buffer.concat([Buffer.from([0, 1, 0, 2, 0x13, 0x88]), dnsName('sip.example.com')])],
    257: [Buffer.concat([Buffer.from([0, 5]), Buffer.from('issueletsencrypt.org')])],
  };
  const dns = { probe: 'dns', host: 'orders.example.com' };
  let resolver = '';
  beforeAll(async () => {
    const port = await kept(
      serveDns((name, type) => {
        const codes: Readonly<Record<string, number>> = { gone: 3, broken: 2, closed: 5 };
        const code = codes[name.split('.')[0] ?? ''] ?? 0;
        const isEmpty = code !== 0 || name.startsWith('empty');
        return { code, records: isEmpty ? [] : (types[type] ?? []) };
      }),
    );
    resolver = `127.0.0.1:${port}`;
  });

  test.each([
    ['A', ['10.0.0.8']],
    ['AAAA', ['fd00::7']],
    ['CAA', ['0 issue "letsencrypt.org"']],
    ['CNAME', ['LB.example.com.']],
    ['MX', ['10 mail.example.com']],
    ['NS', ['ns1.example.com']],
    ['PTR', ['host.example.com.']],
    ['SRV', ['1 2 5000 sip.example.com']],
    ['TXT', ['v=spf1 ']],
  ])('records of type %s', async (recordType, expectRecords) => {
    const { wrong, seen } = await attempt({ ...dns, recordType, resolver, expectRecords });
    expect(wrong).toBe('');
    expect(Object.keys(seen.phases ?? {})).toEqual(['dnsMs']);
  });

  test.each([
    ['a record that is missing', {}, 'the records are ["10.0.0.7","10.0.0.8"], without "10.0.0.9"'],
    ['a name that does not exist', { host: 'gone.example.com' }, 'the name does not exist'],
    ['no record of the type', { host: 'empty.example.com' }, 'has no record of type A'],
    ['a server that cannot answer', { host: 'broken.example.com' }, 'could not answer: ESERVFAIL'],
    ['a server that refuses', { host: 'closed.example.com' }, 'refuses to answer: EREFUSED'],
  ])('%s', async (_name, more, expected) => {
    const { wrong } = await attempt({ ...dns, resolver, expectRecords: ['10.0.0.9'], ...more });
    expect(wrong).toContain(expected);
  });

  test('a server that does not answer', async () => {
    const silent = await kept(serveDns(() => ({ code: 0, records: [] })));
    await open.pop()?.close();
    const { wrong } = await attempt({
      ...dns,
      resolver: `127.0.0.1:${silent}`,
      latencyBudgetMs: 1,
    });
    expect(wrong).toMatch(/ECONNREFUSED|does not answer|no response within/);
  });
});
