import * as fc from 'fast-check';
import { checkDefinition } from '../smoke/definition';
import { isOneLine } from '../smoke/plain-text';
import { smokeSettings } from './smoke-schema';

const isTaken = (value: unknown): boolean => smokeSettings.safeParse(value).success;
const problemsOf = (value: unknown): string =>
  (smokeSettings.safeParse(value).error?.issues ?? [])
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('\n');
/** The problems of the delivered action with what a stack accepted. */
const actionProblems = (value: unknown): readonly string[] => {
  const { baseUrl, checks, canary } = smokeSettings.parse(value);
  const { url: _, ...policy } = canary ?? { url: '' };
  const definition = { baseUrl, checks, ...(canary === undefined ? {} : { canary: policy }) };
  const read = checkDefinition(definition, 'smoke.json');
  if (read.ok) {
    expect(read.definition).toMatchObject(definition);
    return [];
  }
  return read.problems.map(({ path, message }) => `${path ?? ''}: ${message}`);
};

const check = { name: 'health', kind: 'health', path: '/health' };
const settings = { baseUrl: 'https://a.example', checks: [check] };
const long = (length: number): string => 'x'.repeat(length);

/** Mostly what a key allows, so that whole checks pass, and each limit from both sides. */
const mostly = (good: readonly unknown[], edges: readonly unknown[] = []) =>
  fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(...good) },
    { weight: 1, arbitrary: fc.constantFrom('', ...edges, undefined, null) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  );
const keys = (good: readonly string[], edges: readonly string[]) => mostly(good, edges).map(String);
const texts = ['ok', 'é', 'ÿ'];
const edgeTexts = [
  ...['日本', '👩‍💻', '\t', 'a\nb', '\u2028', '\ud800', '\x7f', '\x85', '${{ x }}', 'a b', ' '],
  ...[100, 101, 200, 201, 4_096, 4_097, 16_384, 16_385].map(long),
];
const numbers = (low: number, high: number) =>
  mostly([low, high], [low - 1, high + 1, low + 0.5, -0, Number.NaN, String(low)]);
const optional = (
  keys: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc.record(keys, {
    requiredKeys: ['name', 'kind', 'path', 'host', 'url'].filter((key) => key in keys),
  });

const expectations = fc.oneof(
  mostly([...texts, 1, true, null], edgeTexts),
  optional({
    exists: mostly([true, false]),
    type: mostly(['string', 'array']),
    atLeast: mostly([0, -1.5]),
    contains: mostly([...texts, 1, false], edgeTexts),
    minItems: numbers(0, 1_000_000),
  }),
);
const shared = {
  name: mostly([...texts, ...'abcdefghij日本'], edgeTexts),
  kind: mostly(['health', 'api', 'database']),
  latencyBudgetMs: numbers(1, 300_000),
  reach: mostly(['public']),
};
const server = { ...shared, host: mostly(['a.example', '::1', 'my_db', '10.0.0.1'], edgeTexts) };
const checks: fc.Arbitrary<unknown> = fc.oneof(
  optional({
    ...shared,
    method: mostly(['POST', 'PUT', 'DELETE'], ['GET', 'HEAD']),
    path: mostly(
      ['/', '/a?b=c', '/日本', '/a|b', `/${long(1_999)}`],
      [`/${long(2_000)}`, `/${long(2_999)}`, '//a', '/a b', '/a#b', '/\\', '/${{x}}', ...edgeTexts],
    ),
    headers: fc.dictionary(
      keys(['x-a', 'accept'], ['host', 'é', long(101)]),
      fc.oneof(
        mostly(texts, edgeTexts),
        fc.record({ secret: mostly(['TOKEN', 'a_1'], ['GITHUB_TOKEN', '1A', ...edgeTexts]) }),
      ),
      { maxKeys: 1 },
    ),
    body: mostly(['{}', '日本'], edgeTexts),
    expectedStatus: numbers(100, 599),
    expectJson: fc.dictionary(keys(['a.0.b', 'a b', '日本'], edgeTexts), expectations, {
      maxKeys: 1,
    }),
  }),
  optional({ ...server, probe: fc.constant('tcp'), port: numbers(1, 65_535) }),
  optional({
    ...server,
    probe: fc.constant('tls'),
    port: numbers(1, 65_535),
    certificateDays: numbers(0, 3_650),
  }),
  optional({
    ...server,
    probe: fc.constant('postgres'),
    sslmode: mostly(['disable', 'verify-full']),
    user: mostly([...texts, '日本', long(63)], [long(64), ...edgeTexts]),
    database: mostly([...texts, long(63)], [long(64), ...edgeTexts]),
  }),
);
const everySettings = fc.record(
  {
    baseUrl: mostly(
      ['https://a.example', 'http://[::1]:8000/a/', `https://a.example/${long(400)}`],
      [
        'https://日本.example',
        'https://u:p@a.example',
        'https:///',
        'https://a/?b',
        'https:a',
        'https://%',
      ],
    ),
    checks: fc.array(checks, { minLength: 1, maxLength: 2 }),
    canary: optional({
      url: fc.constant('https://b.example'),
      requests: mostly([5_000], [30, 5_001]),
      minimumRequests: numbers(30, 5_000),
      errorTolerance: numbers(0.001, 0.5),
      latencyFactor: numbers(1.01, 10),
      confidence: numbers(0.8, 0.999),
    }),
  },
  { requiredKeys: ['baseUrl', 'checks'] },
);

test('the delivered action accepts whatever a stack accepts, and reads it as the same', () => {
  let accepted = 0;
  fc.assert(
    fc.property(everySettings, (value) => {
      if (!isTaken(value)) return;
      accepted += 1;
      expect(actionProblems(value)).toEqual([]);
    }),
    { numRuns: 1_500 },
  );
  expect(accepted).toBeGreaterThan(50);
});

test('a stack accepts every check of the action, but for texts that no delivered file may hold', () => {
  let accepted = 0;
  fc.assert(
    fc.property(checks, (value) => {
      const { baseUrl } = settings;
      const read = checkDefinition({ baseUrl, checks: [value] }, 'smoke.json');
      if (!read.ok || !textsOf(value).every((text) => isOneLine(text) && !text.includes('${{')))
        return;
      accepted += 1;
      expect(problemsOf({ baseUrl, checks: [value] })).toBe('');
    }),
    { numRuns: 1_000 },
  );
  expect(accepted).toBeGreaterThan(50);
});

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsOf(item)]);
}

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  [
    'a header that HTTP cannot carry',
    { headers: { 'x-a': '日本' } },
    'checks.0.headers.x-a: must be one line of Latin-1 text',
  ],
  ['a path of 3,000 characters', { path: `/${long(2_999)}` }, 'checks.0.path: Too big'],
  ['a header of the connection', { headers: { Host: 'b' } }, 'checks.0.headers.Host: '],
  [
    'a tab in a header',
    { headers: { 'x-a': 'a\tb' } },
    'checks.0.headers.x-a: must be one line without control characters',
  ],
  [
    'an expression in a name',
    { name: '${{ x }}' },
    'checks.0.name: must not contain a GitHub expression',
  ],
  [
    'an expression in a key',
    { expectJson: { '${{ x }}': 1 } },
    'checks.0.expectJson: has a key that must not contain',
  ],
])('the stack refuses %s', (_name, deviation, expected) => {
  expect(problemsOf({ ...settings, checks: [{ ...check, ...deviation }] })).toContain(expected);
});

test('the stack refuses more checks than the action runs', () => {
  const many = (count: number) => ({
    ...settings,
    checks: Array.from({ length: count }, (_, index) => ({ ...check, name: `check ${index}` })),
  });
  expect(problemsOf(many(50))).toBe('');
  expect(problemsOf(many(51))).toContain('checks: must be at most 50 checks');
});
