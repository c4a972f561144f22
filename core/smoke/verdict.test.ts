import fc from 'fast-check';
import type { Attempt, Expectation, HttpCheck, SmokeCheck } from './check';
import { checkSchema } from './check-schema';
import { judgeAttempt } from './judge';
import { valuesAt } from './json-values';
import { failedMessage } from './slack-message';
import { checkResult, smokeVerdict } from './verdict';

const check = checkSchema.parse({
  name: 'orders',
  kind: 'api',
  path: '/orders',
  latencyBudgetMs: 1000,
}) as HttpCheck;
const answer = (json: unknown, over: object = {}): Attempt => ({
  outcome: 'answered',
  status: 200,
  latencyMs: 10,
  json,
  ...over,
});
const texts = (expectJson: Readonly<Record<string, Expectation>>, json: unknown) =>
  judgeAttempt({ ...check, expectJson }, answer(json)).map(({ text }) => text);

test.each<[string, Readonly<Record<string, Expectation>>, unknown, readonly string[]]>([
  ['a value', { status: 'ok' }, { status: 'ok' }, []],
  ['another value', { status: 'ok' }, { status: 'no' }, ['status is "no" instead of "ok"']],
  ['null', { error: null }, { error: null }, []],
  ['null, and absent', { error: null }, {}, ['error is absent instead of null']],
  ['a number in a list', { 'items.0.id': 7 }, { items: [{ id: 7 }] }, []],
  ['present', { id: { exists: true } }, { id: null }, []],
  ['not present', { id: { exists: true } }, {}, ['id is absent instead of present']],
  ['absent', { error: { exists: false } }, {}, []],
  ['not absent', { error: { exists: false } }, { error: 'x' }, ['error is "x" instead of absent']],
  [
    'a type',
    { items: { type: 'array' } },
    { items: {} },
    ['items is {} instead of a value of type array'],
  ],
  ['a number that is large enough', { n: { atLeast: 1, atMost: 3 } }, { n: 3 }, []],
  ['a number that is too small', { n: { atLeast: 1 } }, { n: 0 }, ['n is 0 instead of at least 1']],
  [
    'a text where a number is due',
    { n: { atMost: 1 } },
    { n: '0' },
    ['n is "0" instead of at most 1'],
  ],
  ['a part of a text', { version: { contains: '2.' } }, { version: 'v2.1' }, []],
  [
    'an entry of a list',
    { tags: { contains: 'a' } },
    { tags: ['b'] },
    ['tags is ["b"] instead of something that contains "a"'],
  ],
  [
    'enough entries',
    { items: { minItems: 2 } },
    { items: [1] },
    ['items is [1] instead of a list of at least 2'],
  ],
  ['few enough entries', { items: { maxItems: 1 } }, { items: [1] }, []],
  [
    'too many entries',
    { items: { maxItems: 1 } },
    { items: [1, 2] },
    ['items is [1,2] instead of a list of at most 1'],
  ],
  [
    'a text where a list is due',
    { items: { maxItems: 9 } },
    { items: 'abc' },
    ['items is "abc" instead of a list of at most 9'],
  ],
  ['a text of the right length', { id: { minLength: 3, maxLength: 3 } }, { id: 'abc' }, []],
  [
    'a text that is too short',
    { id: { minLength: 4 } },
    { id: 'abc' },
    ['id is "abc" instead of a text of at least 4 characters'],
  ],
  [
    'a list where a text is due',
    { id: { maxLength: 4 } },
    { id: [1] },
    ['id is [1] instead of a text of at most 4 characters'],
  ],
  ['every entry', { 'items.*.id': { type: 'number' } }, { items: [{ id: 1 }, { id: 2 }] }, []],
  ['every entry of none', { 'items.*.id': { type: 'number' } }, { items: [] }, []],
  [
    'an entry that is wrong, the first of them',
    { 'items.*.id': { type: 'number' } },
    { items: [{ id: 1 }, { id: 'b' }, {}] },
    ['items.1.id is "b" instead of a value of type number'],
  ],
  [
    'every entry of what is no list',
    { 'items.*.id': 1 },
    { items: 5 },
    ['items.*.id is absent instead of 1'],
  ],
  ['lists in lists', { 'rows.*.*': { atLeast: 1 } }, { rows: [[1], [2, 3]] }, []],
  ['a key with a dot', { '/a.b/0/c~1d~0': 7 }, { 'a.b': [{ 'c/d~': 7 }] }, []],
  ['a key of a pointer that is *', { '/*/a': 7 }, { '*': { a: 7 } }, []],
  [
    'a pointer that leads nowhere',
    { '/a.b/1': 7 },
    { 'a.b': [7] },
    ['/a.b/1 is absent instead of 7'],
  ],
  ['no property of a prototype', { constructor: { exists: false } }, {}, []],
])('expects %s', (_name, expectJson, json, expected) => {
  expect(texts(expectJson, json)).toEqual(expected);
});

test('names everything that is wrong with one answer', () => {
  const wrong = answer(undefined, { status: 500, latencyMs: 1500 });
  expect(judgeAttempt({ ...check, expectJson: { status: 'ok' } }, wrong)).toEqual([
    { code: 'status', text: 'status 500 instead of 200' },
    { code: 'not-json', text: 'the response is not JSON' },
    { code: 'latency', text: '1500 ms instead of at most 1000 ms' },
  ]);
});

test('a certificate that ends too soon fails, and so does one whose end is not known', () => {
  const tls = checkSchema.parse({
    name: 'tls',
    kind: 'health',
    probe: 'tls',
    host: 'a.example',
    latencyBudgetMs: 1000,
    certificateDays: 14,
  });
  const after = (days: object) =>
    judgeAttempt(tls, { outcome: 'connected', latencyMs: 1, ...days });
  expect(after({ certificateDays: 14 })).toEqual([]);
  expect(after({ certificateDays: 13 })).toMatchObject([{ code: 'certificate' }]);
  expect(after({})).toMatchObject([{ code: 'certificate' }]);
  expect(after({ certificateDays: Number.NaN })).toMatchObject([{ code: 'certificate' }]);
});

const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  fc.record({
    outcome: fc.constant('answered' as const),
    status: fc.constantFrom(200, 204, 500),
    latencyMs: fc.double({ min: 0, max: 3000 }),
    json: fc.jsonValue(),
  }),
  fc.record({
    outcome: fc.constant('unreachable' as const),
    reason: fc.string(),
    latencyMs: fc.double({ min: 0, max: 3000 }),
  }),
);

test('for any attempts: the last one decides, all of them are kept, and a retry is never a steady pass', () => {
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 4 }), (attempts) => {
      const result = checkResult(check, attempts);
      const last = attempts.at(-1);
      expect(result.attempts).toHaveLength(attempts.length);
      expect(result.passed).toBe(last !== undefined && judgeAttempt(check, last).length === 0);
      const verdict = smokeVerdict([result]);
      expect(verdict.passed).toBe(result.passed);
      expect(verdict.unsteady).toBe(result.passed && attempts.length > 1);
    }),
  );
});

test('nothing checked is nothing proven', () => {
  expect(smokeVerdict([]).passed).toBe(false);
});

test('a path into any JSON never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (json, path) => {
      valuesAt(json, path);
    }),
  );
});

test('every probe has its own form', () => {
  const probes = [
    'http',
    'tcp',
    'tls',
    'postgres',
  ] as const satisfies readonly SmokeCheck['probe'][];
  const forms = probes.map((probe) =>
    checkSchema.parse({
      name: probe,
      kind: 'api',
      latencyBudgetMs: 1,
      ...(probe === 'http' ? { path: '/' } : { probe, host: '::1' }),
      ...(probe === 'tcp' ? { port: 5672 } : {}),
    }),
  );
  expect(forms.map(({ probe }) => probe)).toEqual(probes);
  expect(forms).toMatchObject([
    { method: 'GET', expectedStatus: 200 },
    {},
    { port: 443 },
    { port: 5432 },
  ]);
});

describe('a check that depends on another one', () => {
  const depending = (name: string, ...dependsOn: readonly string[]) =>
    checkSchema.parse({
      name,
      kind: 'api',
      path: '/',
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
    });
  const result = (name: string, status: number, ...dependsOn: readonly string[]) =>
    checkResult(depending(name, ...dependsOn), [answer({}, { status })]);
  const causes = (...results: readonly ReturnType<typeof result>[]) =>
    smokeVerdict(results).results.map(({ blockedBy }) => blockedBy);

  test.each([
    ['fails with it', [result('a', 500), result('b', 500, 'a')], [undefined, 'a']],
    ['fails alone', [result('a', 200), result('b', 500, 'a')], [undefined, undefined]],
    ['passes all the same', [result('a', 500), result('b', 200, 'a')], [undefined, undefined]],
    [
      'fails with the one that failed',
      [result('a', 200), result('b', 500), result('c', 500, 'a', 'b')],
      [undefined, undefined, 'b'],
    ],
  ])('%s', (_name, results, expected) => {
    expect(causes(...results)).toEqual(expected);
  });

  test('its failure is a failure, and the message names its cause only', () => {
    const verdict = smokeVerdict([result('a', 500), result('b', 500, 'a'), result('c', 500, 'b')]);
    expect(verdict.passed).toBe(false);
    const message = JSON.stringify(
      failedMessage(verdict, { repository: 'r', environment: 'e', baseUrl: 'u', runUrl: 'l' }),
    );
    expect(message).toContain(':x: `a`');
    expect(message).not.toMatch(/:x: `[bc]`/);
    expect(message).toContain('and 2 more');
  });
});

test.each<[string, object, object, readonly string[]]>([
  ['one of the statuses', { expectedStatus: [200, 204] }, { status: 204 }, []],
  [
    'none of the statuses',
    { expectedStatus: [200, 204] },
    { status: 302 },
    ['status 302 instead of 200 or 204'],
  ],
  ['a text', { expectText: 'ready' }, { text: 'all ready' }, []],
  [
    'another text',
    { expectText: 'ready' },
    { text: 'Ready' },
    ['the body does not contain "ready"'],
  ],
  [
    'a header',
    { expectHeaders: { 'Content-Type': 'json' } },
    { headers: { 'content-type': 'application/json' } },
    [],
  ],
  ['a header that is there', { expectHeaders: { etag: '' } }, { headers: { etag: 'x' } }, []],
  [
    'a header that is absent',
    { expectHeaders: { etag: '' } },
    {},
    ['header etag is absent instead of present'],
  ],
  [
    'a header with another value',
    { expectHeaders: { server: 'nginx' } },
    { headers: { server: 'caddy' } },
    ['header server is "caddy" instead of something that contains "nginx"'],
  ],
])('an answer with %s', (_name, expected, found, violations) => {
  const asked = checkSchema.parse({ name: 'a', kind: 'api', path: '/', ...expected });
  expect(judgeAttempt(asked, answer({}, found)).map(({ text }) => text)).toEqual(violations);
});
