import { secretsOf, targetOf } from './check';
import { checkSchema } from './check-schema';

const shared = { name: 'a', kind: 'api' };
const login = { method: 'POST', path: '/login', body: '{"p":"${secrets.PASSWORD}"}' };
const call = { path: '/orders', headers: { authorization: 'Bearer ${token}' } };
const steps = (...list: readonly object[]) => ({ ...shared, probe: 'steps', steps: list });
const server = (probe: string, more: object) => ({ ...shared, probe, host: 'a.example', ...more });
const secret = { secret: 'A' };

function problemsOf(check: object): readonly string[] {
  const { error } = checkSchema.safeParse(check);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test.each<[string, object]>([
  ['a login and a call', steps({ ...login, extract: { token: 'token' } }, call)],
  ['a value of a header', steps({ ...login, extract: { token: { header: 'x-token' } } }, call)],
  ['gRPC', server('grpc', { service: 'orders.v1.Orders', plaintext: true, port: 50_051 })],
  ['a private CA', { ...shared, path: '/', tls: { ca: secret } }],
  ['a client certificate', { ...shared, path: '/', tls: { certificate: secret, key: secret } }],
  ...['10.0.0.2', '10.0.0.2:5353', 'fd00::2', '[fd00::2]:5353'].map(
    (resolver): [string, object] => [
      `DNS at ${resolver}`,
      server('dns', { recordType: 'MX', resolver }),
    ],
  ),
])('%s is a check', (_name, check) => {
  expect(problemsOf(check)).toEqual([]);
});

test.each<[string, object, string]>([
  [
    'a step that uses what no step extracts',
    steps(login, call),
    'steps.1.headers.authorization: has ${token}, which no earlier step extracts; extracted until here: none',
  ],
  [
    'a step that uses what a later one extracts',
    steps(call, { ...login, extract: { token: 'a', other: 'b' } }, { path: '/${other}' }),
    'steps.0.headers.authorization: has ${token}, which no earlier step extracts',
  ],
  [
    'a value that no one uses',
    steps({ ...login, extract: { tokn: 'token' } }, { path: '/' }),
    'steps.0.extract.tokn: is used by no later step',
  ],
  [
    'a value of a body that does not exist',
    steps({ method: 'HEAD', path: '/', extract: { token: 'a' } }, call),
    'steps.0.extract.token: a response to HEAD has no body',
  ],
  [
    'a secret without a name',
    steps({ ...login, body: '${secrets.my-secret}' }, { path: '/' }),
    'steps.0.body: has ${secrets.my-secret}, which is not the name of a secret',
  ],
  ['one step', steps(login), 'steps: must have at least two steps'],
  ['a body of a GET', steps(login, { path: '/', body: 'x' }), 'steps.1.body: a GET request cannot'],
  [
    'a source that is none',
    steps({ ...login, extract: { token: { cookie: 'a' } } }, call),
    'steps.0.extract.token: must be a path in the JSON response, or { header: NAME }',
  ],
  [
    'a certificate without its key',
    { ...shared, path: '/', tls: { certificate: secret } },
    'tls.certificate: needs `key`',
  ],
  [
    'a key without its certificate',
    server('grpc', { tls: { key: secret } }),
    'tls.key: needs `certificate`',
  ],
  [
    'no certificates',
    server('tls', { tls: {} }),
    'tls: must have `ca`, or `certificate` and `key`',
  ],
  [
    'certificates in plain text',
    server('grpc', { plaintext: true, tls: { ca: secret } }),
    'tls: has no effect with `plaintext: true`',
  ],
  [
    'certificates of a database without TLS',
    server('postgres', { sslmode: 'disable', tls: { ca: secret } }),
    'tls: has no effect with `sslmode: disable`',
  ],
  [
    'a type of record that does not exist',
    server('dns', { recordType: 'ALIAS' }),
    'recordType: must be A, AAAA, CAA, CNAME, MX, NS, PTR, SRV or TXT',
  ],
  ['a resolver by name', server('dns', { resolver: 'dns.example' }), 'resolver: must be an IP'],
  ['a service with a slash', server('grpc', { service: 'a/b' }), 'service: must be the full name'],
])('%s is refused by its key', (_name, check, expected) => {
  expect(problemsOf(check).join('\n')).toContain(expected);
});

test('the secrets of a check are those of its headers, its steps and its certificates', () => {
  const check = checkSchema.parse({
    ...steps(
      { ...login, headers: { 'x-key': { secret: 'KEY' } } },
      { path: '/?a=${secrets.PASSWORD}' },
    ),
    tls: { ca: { secret: 'CA' } },
  });
  expect(secretsOf(check)).toEqual(['KEY', 'PASSWORD', 'CA']);
  expect(targetOf(check)).toBe('POST /login, GET /?…');
  const plain = checkSchema.parse({ ...shared, path: '/${secrets.A}' });
  expect(secretsOf(plain)).toEqual([]);
});
