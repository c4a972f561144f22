import { formatProblem } from '../kernel/problem';
import { readWaivers } from './read-waivers';
import { waivedText, waiverText } from './waiver';

const rules = { longestDays: 90, today: '2026-03-31' };
const read = (text: string) => readWaivers('waivers.yaml', text, rules);

/** One entry, with some of its lines replaced. */
const entry = (lines: Readonly<Record<string, string>> = {}): string =>
  Object.entries({
    what: '{ finding: { tool: ruff, rule: F401, path: src/old } }',
    why: 'the module is removed in May',
    owner: '"@acme/shop"',
    until: '2026-05-31',
    ...lines,
  })
    .map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${value}\n`)
    .join('');

test('every kind of waiver is read', () => {
  const kinds = [
    ['{ gate: types }', 'the gate types'],
    [
      '{ finding: { tool: ruff-format, rule: format, path: src/old/a b.py } }',
      'format of ruff-format in src/old/a b.py',
    ],
    ['{ test: "tests/test_a.py::test_b[x y]" }', 'the test tests/test_a.py::test_b[x y]'],
    ['{ vulnerability: { id: CVE-2026-1234 } }', 'CVE-2026-1234'],
    ['{ vulnerability: { id: GHSA-abcd-1234, package: flask } }', 'GHSA-abcd-1234 in flask'],
    ['{ policy: { rule: moving-runners } }', 'the policy moving-runners'],
    [
      '{ policy: { rule: moving-runners, repository: shop, path: .github/workflows/ci.yml } }',
      'the policy moving-runners in shop at .github/workflows/ci.yml',
    ],
  ] as const;
  const { waivers, problems } = read(
    `waivers:\n${kinds.map(([what]) => entry({ what })).join('')}`,
  );
  expect(problems).toEqual([]);
  expect(waivers.map(({ what }) => waivedText(what))).toEqual(kinds.map(([, text]) => text));
  expect(waivers[0]).toEqual({
    what: { kind: 'gate', gate: 'types' },
    why: 'the module is removed in May',
    owner: '@acme/shop',
    until: '2026-05-31',
  });
});

test('a vulnerability may be waived because it affects nothing', () => {
  const notAffected = 'vulnerable_code_not_present';
  const what = '{ vulnerability: { id: CVE-2026-1, package: flask } }';
  const { waivers, problems } = read(`waivers:\n${entry({ what, notAffected })}`);
  expect(problems).toEqual([]);
  expect(waivers.map((one) => [one.notAffected, waiverText(one)])).toEqual([
    [notAffected, 'CVE-2026-1 in flask (not affected: vulnerable code not present)'],
  ]);
});

test.each([
  ['{ gate: types }', 'vulnerable_code_not_present', 'is for a vulnerability alone'],
  ['{ vulnerability: { id: CVE-2026-1 } }', 'never', 'is not one of the allowed values'],
])('of %s the reason %s is refused', (what, notAffected, text) => {
  const { waivers, problems } = read(`waivers:\n${entry({ what, notAffected })}`);
  expect(waivers).toEqual([]);
  expect(problems.map(formatProblem)).toEqual([
    expect.stringMatching(
      new RegExp(`^waivers\\.yaml:\\d+:5: waivers\\[0\\]\\.notAffected: ${text}`),
    ),
  ]);
});

test('an expired waiver is read as it is', () => {
  const { waivers, problems } = read(`waivers:\n${entry({ until: '2020-01-01' })}`);
  expect([waivers.length, problems.length]).toEqual([1, 0]);
});

test('all problems are named at once, and the other waivers count', () => {
  const { waivers, problems } = read(
    `waivers:\n${entry({ until: 'soon', ownr: 'me' })}${entry({ what: '{ gate: type }' })}${entry()}`,
  );
  expect(waivers).toHaveLength(1);
  expect(problems.map(formatProblem)).toEqual([
    'waivers.yaml:5:5: waivers[0].until: must be a day, such as 2026-03-31; found "soon"',
    'waivers.yaml:6:5: waivers[0].ownr: unknown key; allowed: what, why, owner, until, notAffected; did you mean owner?',
    'waivers.yaml:7:13: waivers[1].what.gate: is not one of the allowed values; found "type"; allowed: lint, format, types, tests, coverage, security; did you mean types?',
  ]);
});

test.each<[string, string, RegExp]>([
  ['no YAML', 'waivers: [', /waivers\.yaml:1:/],
  ['no list', 'waivers: 1', /waivers: has the wrong type; found 1/],
  ['nothing', '', /has the wrong type/],
  ['another key', 'waiver: []', /waiver: unknown key; allowed: waivers; did you mean waivers/],
  ['no owner', `waivers:\n${entry({ owner: 'ada' })}`, /owner: must be @login/],
  ['no reason', `waivers:\n${entry({ why: '""' })}`, /why: is too small/],
  ['no day', `waivers:\n${entry({ until: '2026-02-30' })}`, /until: must be a day/],
  ['nothing waived', `waivers:\n${entry({ what: '{}' })}`, /what: must be one of gate/],
  [
    'two things waived',
    `waivers:\n${entry({ what: '{ gate: types, test: a }' })}`,
    /what: must be one of gate/,
  ],
  [
    'a path outside',
    `waivers:\n${entry({ what: '{ finding: { tool: ruff, rule: F401, path: ../a } }' })}`,
    /finding\.path: must be a file or a directory/,
  ],
  [
    'a pattern',
    `waivers:\n${entry({ what: '{ finding: { tool: ruff, rule: F401, path: "src/**" } }' })}`,
    /finding\.path: must be a file or a directory/,
  ],
  [
    'the whole repository',
    `waivers:\n${entry({ what: '{ finding: { tool: ruff, rule: F401, path: . } }' })}`,
    /finding\.path: must be a file or a directory/,
  ],
  [
    'an unknown tool',
    `waivers:\n${entry({ what: '{ finding: { tool: rruff, rule: F401, path: src } }' })}`,
    /finding\.tool: is not one of the allowed values.*did you mean ruff/,
  ],
  [
    'a waiver that lasts too long',
    `waivers:\n${entry({ until: '2026-06-30' })}`,
    /until: the waiver lasts too long and does not count; found 2026-06-30, in 91 days; allowed: at most 90 days/,
  ],
  [
    'the same twice',
    `waivers:\n${entry()}${entry({ until: '2026-04-01' })}`,
    /waivers\[1\]\.what: this is waived by an earlier entry already; found F401 of ruff in src\/old/,
  ],
])('%s is refused', (_name, text, message) => {
  const { problems } = read(text);
  expect(problems.map(formatProblem).join('\n')).toMatch(message);
});

test('a waiver may end on the last day that is allowed', () => {
  expect(read(`waivers:\n${entry({ until: '2026-06-29' })}`).problems).toEqual([]);
});
