import { parseDefinition } from './definition';
import { longestRunSeconds, monitorSeconds } from './time-limit';

const check = { name: 'health', kind: 'health', path: '/health', latencyBudgetMs: 2000 };
const good = { baseUrl: 'https://a.example/api', checks: [check] };
const problemsOf = (value: unknown) => {
  const parsed = parseDefinition(JSON.stringify(value), 'smoke.json');
  return parsed.ok
    ? []
    : parsed.problems.map(({ file, path, message }) => `${file}: ${path}: ${message}`);
};

test('the shortest definition is filled up with the defaults', () => {
  const parsed = parseDefinition(JSON.stringify({ $comment: 'generated', ...good }), 'smoke.json');
  expect(parsed).toMatchObject({
    ok: true,
    definition: {
      attempts: 3,
      delaySeconds: 5,
      checks: [{ probe: 'http', method: 'GET', reach: 'public' }],
    },
  });
});

test('what is given beside it replaces what it says, and what is not given does not', () => {
  const over = { baseUrl: 'http://127.0.0.1:8000', attempts: undefined };
  const parsed = parseDefinition(JSON.stringify({ ...good, attempts: 5 }), 'smoke.json', over);
  expect(parsed).toMatchObject({ definition: { baseUrl: 'http://127.0.0.1:8000', attempts: 5 } });
});

test.each<[string, unknown, string]>([
  ['text that is no JSON object', [], 'smoke.json: : '],
  ['an unknown key', { ...good, atempts: 3 }, 'Unrecognized key: "atempts"'],
  ['no checks', { ...good, checks: [] }, 'smoke.json: checks: must contain at least one check'],
  [
    'credentials in the URL',
    { ...good, baseUrl: 'https://u:hunter2@a.example' },
    'smoke.json: baseUrl: must have no credentials',
  ],
  [
    'another scheme',
    { ...good, baseUrl: 'file:///etc/passwd' },
    'smoke.json: baseUrl: must be an absolute http(s) URL',
  ],
  [
    'a path to another host',
    { ...good, checks: [{ ...check, path: '//b.example' }] },
    'smoke.json: checks[0].path: must be a path below the base URL',
  ],
  [
    'one name twice',
    { ...good, checks: [check, check] },
    'smoke.json: checks[1].name: must not be the name of an earlier check',
  ],
  [
    'an unknown probe',
    { ...good, checks: [{ ...check, probe: 'icmp' }] },
    'smoke.json: checks[0].probe: ',
  ],
  [
    'a probe without its port',
    { ...good, checks: [{ name: 'q', kind: 'api', probe: 'tcp', host: 'a', latencyBudgetMs: 1 }] },
    'smoke.json: checks[0].port: ',
  ],
  [
    'a URL as host',
    {
      ...good,
      checks: [{ name: 'q', kind: 'api', probe: 'tls', host: 'https://a', latencyBudgetMs: 1 }],
    },
    'smoke.json: checks[0].host: must be a host name',
  ],
  [
    'a body of a GET',
    { ...good, checks: [{ ...check, body: '{}' }] },
    'smoke.json: checks[0].body: a GET request cannot have a body',
  ],
  [
    'JSON of a HEAD',
    { ...good, checks: [{ ...check, method: 'HEAD', expectJson: { a: 1 } }] },
    'smoke.json: checks[0].expectJson: a response to HEAD has no body',
  ],
  [
    'an assertion that does not exist',
    { ...good, checks: [{ ...check, expectJson: { a: { matches: 'x' } } }] },
    'smoke.json: checks[0].expectJson.a: Unrecognized key: "matches"',
  ],
  [
    'a header with a line break',
    { ...good, checks: [{ ...check, headers: { a: 'x\ny' } }] },
    'smoke.json: checks[0].headers.a: must be one line',
  ],
  [
    'a text of a HEAD',
    { ...good, checks: [{ ...check, method: 'HEAD', expectText: 'x' }] },
    'smoke.json: checks[0].expectText: a response to HEAD has no body',
  ],
  [
    'a status that is none',
    { ...good, checks: [{ ...check, expectedStatus: [200, 99] }] },
    'smoke.json: checks[0].expectedStatus[1]: ',
  ],
  [
    'a dependence on nothing',
    { ...good, checks: [{ ...check, dependsOn: ['login'] }] },
    'smoke.json: checks[0].dependsOn[0]: must be the name of another check',
  ],
  [
    'a dependence in a circle',
    {
      ...good,
      checks: [
        { ...check, name: 'a', dependsOn: ['b'] },
        { ...check, name: 'b', dependsOn: ['c'] },
        { ...check, name: 'c', dependsOn: ['a'] },
      ],
    },
    'smoke.json: checks[2].dependsOn[0]: must not lead back to the check itself',
  ],
  [
    'a maintenance window without an end',
    { ...good, alerts: { maintenance: [{ from: '02:00' }] } },
    'smoke.json: alerts.maintenance[0].to: ',
  ],
  ['too many attempts', { ...good, attempts: 11 }, 'smoke.json: attempts: '],
  [
    'a canary without a verdict',
    { ...good, canary: { requests: 50 } },
    'smoke.json: canary.requests: must be at least',
  ],
])('%s is refused with its key path', (_name, value, expected) => {
  expect(problemsOf(value).join('\n')).toContain(expected);
  expect(problemsOf(value).join('\n')).not.toContain('hunter2');
});

test('every problem is named at once', () => {
  const checks = [
    { ...check, path: 'x' },
    { ...check, latencyBudgetMs: 0, expectedStatus: 1000 },
  ];
  expect(problemsOf({ baseUrl: 'a', checks, attempts: 0 }).length).toBeGreaterThanOrEqual(5);
  expect(parseDefinition('{', 'smoke.json')).toMatchObject({ problems: [{ code: 'not-json' }] });
});

test('the longest run is every attempt at its limit and every pause between them', () => {
  const parsed = parseDefinition(JSON.stringify(good), 'smoke.json');
  if (!parsed.ok) throw new Error('refused');
  expect(longestRunSeconds(parsed.definition)).toBe(3 * 7 + 5 + 10);
  expect(monitorSeconds(parsed.definition)).toBe(3 * 7 + 5 + 10 + 60);
});
