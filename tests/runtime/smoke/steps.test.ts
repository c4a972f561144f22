import { checkSchema } from '../../../core/smoke/check-schema';
import { judgeAttempt } from '../../../core/smoke/judge';
import { smokePorts } from '../../../runtime/adapters/smoke-ports';
import { serveHttp, type Loopback } from './loopback-servers';

/** A service that wants a login: it gives a token, a cookie and the place of what was made. */
let service: Loopback & { url: string };
let seen: string[] = [];
const token = 'a "b" c';

beforeAll(async () => {
  service = await serveHttp((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      const { method, url = '', headers } = request;
      seen.push([method, url, headers.authorization, headers.cookie, body].join(' ').trim());
      if (url === '/login') {
        const isRight = body.includes('hunter2') || body === 'user=smoke&password=a%26b%20c';
        const cookies = ['session=7; Path=/; HttpOnly', 'old=1; Path=/'];
        response.writeHead(isRight ? 200 : 401, { 'set-cookie': cookies, location: '/orders/12' });
        response.end(JSON.stringify({ auth: { token, expires: 60 } }));
      } else if (url === '/logout') {
        response.writeHead(204, { 'set-cookie': ['session=; Max-Age=0'] }).end();
      } else response.end('{"orders":[{"id":12}]}');
    });
  });
});
afterAll(() => service.close());
beforeEach(() => {
  seen = [];
});

async function run(
  steps: readonly object[],
  secrets: Readonly<Record<string, string>> = { PASSWORD: 'hunter2' },
): Promise<string> {
  const check = checkSchema.parse({
    ...{ name: 'a', kind: 'api', probe: 'steps', latencyBudgetMs: 60_000, steps },
  });
  const ports = smokePorts({ secrets: new Map(Object.entries(secrets)) });
  const attempt = await ports.attempt(check, service.url);
  return judgeAttempt(check, attempt)
    .map(({ text }) => text)
    .join('; ');
}
const login = {
  method: 'POST',
  path: '/login',
  body: '{"user":"smoke","password":"${secrets.PASSWORD}"}',
};

test('a later request has what an earlier one gave: a value, a header, and the cookies', async () => {
  const extract = { token: 'auth.token', place: { header: 'location' } };
  const wrong = await run([
    { ...login, extract },
    { path: '/orders?of=${token}', headers: { authorization: 'Bearer ${token} ${place}' } },
    { path: '/logout', expectedStatus: 204 },
    { path: '/orders', expectJson: { orders: { minItems: 1 } } },
  ]);
  expect(wrong).toBe('');
  expect(seen).toEqual([
    'POST /login   {"user":"smoke","password":"hunter2"}',
    `GET /orders?of=a%20%22b%22%20c Bearer ${token} /orders/12 session=7; old=1`,
    'GET /logout  session=7; old=1',
    'GET /orders  old=1',
  ]);
});

test('a value stays one value in a form, and in JSON', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const form = { ...login, headers, body: 'user=smoke&password=${secrets.PASSWORD}' };
  const next = { method: 'POST', path: '/orders', body: '{"token":"${token}"}' };
  const extract = { token: '/auth/token' };
  expect(await run([{ ...form, extract }, next], { PASSWORD: 'a&b c' })).toBe('');
  expect(seen.at(-1)).toContain('{"token":"a \\"b\\" c"}');
});

test.each<[string, readonly object[], Readonly<Record<string, string>>, string, number]>([
  [
    'a login that is refused ends it there',
    [login, { path: '/orders' }],
    { PASSWORD: 'wrong' },
    'step 1 (POST /login): status 401 instead of 200',
    1,
  ],
  [
    'a value that is not in the response',
    [
      { ...login, extract: { token: 'auth.tokn' } },
      { path: '/orders', headers: { authorization: '${token}' } },
    ],
    { PASSWORD: 'hunter2' },
    'step 1 (POST /login): auth.tokn has nothing to extract as token',
    1,
  ],
  [
    'a header that is not in the response',
    [{ ...login, extract: { to: { header: 'x-to' } } }, { path: '/${to}' }],
    { PASSWORD: 'hunter2' },
    'step 1 (POST /login): the header x-to has nothing to extract as to',
    1,
  ],
  [
    'an answer of the last step that is wrong',
    [login, { path: '/orders?secret=1', expectJson: { total: 3 } }],
    { PASSWORD: 'hunter2' },
    'step 2 (GET /orders): total is absent instead of 3',
    2,
  ],
  [
    'a secret that is not set',
    [login, { path: '/orders' }],
    {},
    'step 1 (POST /login): the secret PASSWORD is not set',
    0,
  ],
  [
    'a secret that fits in no header',
    [{ path: '/orders', headers: { 'x-key': '${secrets.PASSWORD}' } }, login],
    { PASSWORD: 'hun\nter2' },
    'step 1 (GET /orders): the value of the header x-key is not valid in a header',
    0,
  ],
])('%s', async (_name, steps, secrets, expected, requests) => {
  const wrong = await run(steps, secrets);
  expect(wrong).toContain(expected);
  expect(wrong).not.toMatch(/hun|wrong|secret=/);
  expect(seen).toHaveLength(requests);
});

test('the time of an attempt is that of all steps together', async () => {
  const slow = await serveHttp((_, response) => {
    setTimeout(() => response.end('{}'), 60);
  });
  const steps = Array.from({ length: 10 }, () => ({ path: '/' }));
  const check = checkSchema.parse({
    ...{ name: 'a', kind: 'api', probe: 'steps', latencyBudgetMs: 300, steps },
  });
  const attempt = await smokePorts({ secrets: new Map() }).attempt(check, slow.url);
  await slow.close();
  expect(attempt.latencyMs).toBeGreaterThan(590);
  expect(judgeAttempt(check, attempt)).toMatchObject([{ code: 'latency' }]);
});
