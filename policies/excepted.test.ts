import { type Violation } from '../core/reading/violation';
import { type Waiver } from '../core/waivers/waiver';
import { withoutExcepted, type ExceptionRules } from './excepted';

const PLAIN: ExceptionRules = {
  settings: { mandatory: false, maximumDays: 90 },
  waivers: [],
  today: '2026-12-01',
  names: ['moving-runners', 'pinned-actions', 'job-timeouts'],
  disabled: new Set(['job-timeouts']),
};

const violation = (line: number, level: string, rule = 'moving-runners'): Violation => ({
  rule,
  line,
  column: 1,
  level,
  file: '.github/workflows/ci.yml',
  severity: 'low',
  confidence: 'high',
  link: 'https://example.com',
  message: 'm',
  fix: 'f',
});

/** How many violations are left, the reasons of those that are not, and what is wrong with exceptions. */
function judge(
  text: string,
  violations: readonly Violation[],
  rules: Partial<ExceptionRules> = {},
): readonly [number, readonly string[], readonly string[]] {
  const judged = withoutExcepted(text, violations, { ...PLAIN, ...rules });
  return [
    judged.violations.length,
    judged.excepted.map(({ by, reason, until }) => `${by}: ${reason} (${until})`),
    judged.faults.map(({ line, message }) => `${line ?? 0}: ${message}`),
  ];
}

const ignore = (rest = 'tested weekly, until 2027-01-31', rule = 'moving-runners'): string =>
  `# gatehouse: ignore[${rule}] ${rest}`;
const found = ['comment: tested weekly (2027-01-31)'];

describe('a comment', () => {
  test.each<[string, string, readonly [number, readonly string[], readonly string[]]]>([
    ['on the line', `a: b ${ignore()}\nc: d\n`, [0, found, []]],
    ['above it', `${ignore()}\na: b\n`, [0, found, []]],
    ['above it, with another one between', `${ignore()}\n# why\n\na: b\n`, [0, found, []]],
    ['in a script', `run: |\n  make ${ignore()}\n`, [0, found, []]],
    [
      'for several policies',
      `a ${ignore(undefined, 'pinned-actions, moving-runners')}`,
      [
        0,
        found,
        ['1: the exception for pinned-actions excepts nothing: line 1 has no such finding'],
      ],
    ],
    [
      'below it',
      `a: b\n${ignore()}\nc\n`,
      [1, [], ['2: the exception for moving-runners excepts nothing: line 3 has no such finding']],
    ],
    [
      'that is over',
      `a ${ignore('x, until 2026-11-30')}`,
      [1, [], ['1: the exception ended on 2026-11-30']],
    ],
    ['on its last day', `a ${ignore('x, until 2026-12-01')}`, [0, ['comment: x (2026-12-01)'], []]],
    [
      'that lasts too long',
      `a ${ignore('x, until 2027-03-02')}`,
      [1, [], ['1: the exception lasts until 2027-03-02, in 91 days; at most 90 are allowed']],
    ],
    [
      'for an unknown policy',
      `a ${ignore(undefined, 'moving-runner')}`,
      [1, [], ['1: the exception is for moving-runner, which is not a policy']],
    ],
    ['for a disabled one', `a ${ignore(undefined, 'job-timeouts')}`, [1, [], []]],
    ['without a reason', `a ${ignore('until 2027-01-31')}`, [1, [], []]],
    ['without an end', `a ${ignore('tested weekly')}`, [1, [], []]],
    ['in a value', `a: "x#gatehouse: ignore[moving-runners] r, until 2027-01-31"`, [1, [], []]],
  ])('%s', (_, text, expected) => {
    const line = text.split('\n').findIndex((item) => /^(?:a|\s*make)/.test(item)) + 1;
    expect(judge(text, [violation(line, 'advisory')])).toEqual(expected);
  });

  test('excepts a finding that blocks only where the configuration lets it', () => {
    const text = `a ${ignore()}`;
    const mandatory = [violation(1, 'mandatory')];
    expect(judge(text, mandatory)).toEqual([
      1,
      [],
      ['1: moving-runners is mandatory, and a comment excepts findings of advisory policies only'],
    ]);
    const settings = { mandatory: true, maximumDays: 90 };
    expect(judge(text, mandatory, { settings })).toEqual([0, found, []]);
  });
});

describe('a waiver', () => {
  const waiver = (until: string, path = '.github/workflows'): Waiver => ({
    what: { kind: 'policy', rule: 'moving-runners', path },
    why: 'moved in May',
    owner: '@acme/platform',
    until,
  });
  test.each<[string, Waiver, number]>([
    ['for its folder', waiver('2027-01-31'), 0],
    ['for its file', waiver('2027-01-31', '.github/workflows/ci.yml'), 0],
    ['for another one', waiver('2027-01-31', '.github/workflows/other.yml'), 1],
    ['that is over', waiver('2026-11-30'), 1],
  ])('%s', (_, item, left) => {
    const [count, excepted] = judge('a', [violation(1, 'mandatory')], { waivers: [item] });
    expect([count, excepted.length]).toEqual([left, 1 - left]);
  });

  test('excepts no other policy', () => {
    const other = [violation(1, 'mandatory', 'pinned-actions')];
    expect(judge('a', other, { waivers: [waiver('2027-01-31')] })[0]).toBe(1);
  });
});
