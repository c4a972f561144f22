import * as fc from 'fast-check';
import { computeScore, exampleFacts, exampleReports } from './example-facts';
import { missing, type FreshResults } from './facts';
import { decide, overrideReasonPrefix, overridingRoles, type OverrideRequest } from './gate';
import { defaultPolicy } from './policy';
import { type Score, type ScoreLine } from './score';

const faultless = computeScore(exampleFacts, defaultPolicy);
const of = (value: number, parts: Partial<Score> = {}): Score => ({
  ...faultless,
  value,
  ...parts,
});
const label: OverrideRequest = {
  by: 'maya',
  role: 'maintain',
  at: '2026-02-01T08:00:00Z',
  headAt: '2026-02-01T07:30:00Z',
  reason: 'release blocker',
};

const reached = {
  code: 'score-reaches-threshold',
  text: 'The score of 90 % reaches the threshold of 90 %.',
};
const below = {
  code: 'score-below-threshold',
  text: 'The score of 89.9 % is below the threshold of 90 %.',
};

describe('without a label', () => {
  test.each([
    [90, true],
    [90.1, true],
    [100, true],
    [89.9, false],
    [0, false],
  ])('a score of %d against a threshold of 90 passes: %s', (value, passed) => {
    expect(decide(of(value), 90, undefined, undefined)).toMatchObject({ passed, threshold: 90 });
  });

  test('a score at the threshold says that it reaches it, and one just below that it does not', () => {
    expect(decide(of(90), 90, undefined, undefined)).toEqual({
      passed: true,
      threshold: 90,
      reasons: [reached],
    });
    expect(decide(of(89.9), 90, undefined, undefined)).toEqual({
      passed: false,
      threshold: 90,
      reasons: [below],
    });
  });
});

describe('an override below the threshold', () => {
  const counts = (text: string) => ({ code: 'override-counts', text });
  const wrongRole = (role: string) => ({
    code: 'override-by-wrong-role',
    text: `The override label was set by maya, whose role is ${role}; it counts only from maintain or admin.`,
  });
  const noReason = {
    code: 'override-without-reason',
    text: 'The override label was set without a reason: comment "readiness-override: <why>" as maya, then re-run this job.',
  };
  const otherCommit = {
    code: 'override-for-earlier-commit',
    text: 'The override label was not set after this commit was pushed, or it is not known when: remove it, set it again now that CI has started for this commit, then re-run this job.',
  };
  const { reason: _reason, ...wordless } = label;

  test.each<[string, OverrideRequest, object | undefined, object]>([
    [
      'by a maintainer',
      label,
      { by: 'maya', at: '2026-02-01T08:00:00Z', reason: 'release blocker' },
      counts('maya (maintain) let it pass on 2026-02-01T08:00:00Z: release blocker'),
    ],
    [
      'by an administrator',
      { ...label, role: 'admin' },
      { by: 'maya', at: '2026-02-01T08:00:00Z', reason: 'release blocker' },
      counts('maya (admin) let it pass on 2026-02-01T08:00:00Z: release blocker'),
    ],
    [
      'with spaces around its reason',
      { ...label, reason: '  hotfix \n' },
      { by: 'maya', at: '2026-02-01T08:00:00Z', reason: 'hotfix' },
      counts('maya (maintain) let it pass on 2026-02-01T08:00:00Z: hotfix'),
    ],
    ['by a writer', { ...label, role: 'write' }, undefined, wrongRole('write')],
    ['by a triager', { ...label, role: 'triage' }, undefined, wrongRole('triage')],
    ['by a reader', { ...label, role: 'read' }, undefined, wrongRole('read')],
    ['by a role in other letters', { ...label, role: 'Admin' }, undefined, wrongRole('Admin')],
    ['by a writer without a reason', { ...wordless, role: 'write' }, undefined, wrongRole('write')],
    [
      'set a second after CI began for the commit',
      { ...label, headAt: '2026-02-01T07:59:59Z' },
      { by: 'maya', at: '2026-02-01T08:00:00Z', reason: 'release blocker' },
      counts('maya (maintain) let it pass on 2026-02-01T08:00:00Z: release blocker'),
    ],
    [
      'set in the second in which CI began for the commit',
      { ...label, headAt: '2026-02-01T08:00:00.000Z' },
      undefined,
      otherCommit,
    ],
    [
      'set before the commit was pushed',
      { ...label, headAt: '2026-02-01T08:00:01Z' },
      undefined,
      otherCommit,
    ],
    [
      'for a commit whose time is not known',
      { ...label, headAt: undefined },
      undefined,
      otherCommit,
    ],
    ['set at a time that is not known', { ...label, at: '' }, undefined, otherCommit],
    ['without a reason', wordless, undefined, noReason],
    ['with an empty reason', { ...label, reason: '' }, undefined, noReason],
    ['with a reason of spaces', { ...label, reason: ' \t' }, undefined, noReason],
  ])('%s', (_name, request, override, reason) => {
    expect(decide(of(89.9), 90, undefined, request)).toEqual({
      passed: override !== undefined,
      threshold: 90,
      ...(override === undefined ? {} : { override }),
      reasons: [below, reason],
    });
  });

  test('is not used, nor recorded, where the score reaches the threshold', () => {
    expect(decide(of(90), 90, undefined, label)).toEqual({
      passed: true,
      threshold: 90,
      reasons: [reached],
    });
    expect(decide(of(90), 90, undefined, { ...label, role: 'read' })).toMatchObject({
      passed: true,
      reasons: [reached],
    });
  });

  test('counts from exactly the roles that are named, with the prefix that is named', () => {
    expect(overridingRoles).toEqual(['maintain', 'admin']);
    expect(overrideReasonPrefix).toBe('readiness-override:');
  });
});

describe('reasons', () => {
  test('name each missing input with its points and why it is missing, and no measured one', () => {
    const reports = {
      ...exampleReports,
      coverage: missing<never>('coverage.json is missing'),
      types: missing<never>('mypy.txt is missing'),
    };
    const weights = { ci: 40, coverage: 26.664, security: 23.336, quality: 10 };
    const score = computeScore({ ...exampleFacts, reports }, { ...defaultPolicy, weights });
    const { reasons } = decide(score, 0, undefined, undefined);
    expect(reasons.slice(1)).toEqual([
      {
        code: 'input-missing',
        text: 'line-coverage counts 0 of 26.66 points: coverage.json is missing.',
      },
      { code: 'input-missing', text: 'types counts 0 of 1 points: mypy.txt is missing.' },
    ]);
  });

  test('say so where it is not known why an input is missing', () => {
    const line: ScoreLine = {
      id: 'pass-rate',
      component: 'ci',
      state: 'missing',
      points: 0,
      maximum: 40,
      measures: {},
    };
    const { reasons } = decide(of(90, { lines: [line] }), 90, undefined, undefined);
    expect(reasons).toEqual([
      reached,
      { code: 'input-missing', text: 'pass-rate counts 0 of 40 points: no input.' },
    ]);
  });

  test.each(['failure', 'cancelled', 'skipped'] as const)(
    'name a job of this run that ended with %s, which does not change the verdict',
    (result) => {
      const fresh: FreshResults = { 'Test Suite': 'success', 'Security Scan': result };
      expect(decide(of(90), 90, fresh, undefined)).toEqual({
        passed: true,
        threshold: 90,
        reasons: [
          reached,
          {
            code: 'own-job-not-successful',
            text: `The job "Security Scan" of this run ended with ${result}.`,
          },
        ],
      });
    },
  );

  test.each([
    ['own', ['score-reaches-threshold', 'no-history']],
    ['history', ['score-reaches-threshold']],
    ['none', ['score-reaches-threshold']],
  ] as const)('a pass rate of the basis %s', (basis, codes) => {
    const score = of(90, { passRate: { ...of(90).passRate, basis } });
    const { reasons } = decide(score, 90, undefined, undefined);
    expect(reasons.map(({ code }) => code)).toEqual(codes);
    if (basis !== 'own') return;
    expect(reasons.at(-1)?.text).toBe(
      'The branch has no completed run yet: the CI pass rate is that of this run alone.',
    );
  });
});

test('a job that is not among the needs is named', () => {
  const { reasons } = decide(of(90), 90, { 'Test Suite': 'absent' }, undefined);
  expect(reasons.slice(1)).toEqual([
    {
      code: 'own-job-absent',
      text: 'The job "Test Suite" is not among the needs of this job, so this run does not count.',
    },
  ]);
});

test('a branch of which no run counts is not taken for a new one', () => {
  const passRate = { passed: 1, counted: 1, ignored: 30, basis: 'history', fresh: true } as const;
  const { reasons } = decide(of(90, { passRate }), 90, undefined, undefined);
  expect(reasons.slice(1)).toEqual([
    {
      code: 'no-run-counts',
      text: 'None of the 30 completed runs of the branch counts: the CI pass rate is that of this run alone.',
    },
  ]);
});

describe('for every score, threshold and label', () => {
  const percent = fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10);
  const request: fc.Arbitrary<OverrideRequest | undefined> = fc.option(
    fc.record(
      {
        by: fc.string(),
        role: fc.oneof(fc.constantFrom('read', 'write', 'maintain', 'admin'), fc.string()),
        at: fc.constant('2026-02-01T08:00:00Z'),
        headAt: fc.constantFrom('2026-02-01T07:00:00Z', '2026-02-01T09:00:00Z', undefined),
        reason: fc.oneof(fc.constantFrom('', ' ', 'why'), fc.string()),
      },
      { requiredKeys: ['by', 'role', 'at', 'headAt'] },
    ),
    { nil: undefined },
  );
  const passes = (value: number, threshold: number, label_?: OverrideRequest) =>
    decide(of(value), threshold, undefined, label_).passed;

  test('a higher score or a lower threshold never turns a pass into a failure', () => {
    fc.assert(
      fc.property(percent, percent, percent, request, (value, threshold, more, set) => {
        if (!passes(value, threshold, set)) return;
        expect(passes(Math.min(100, value + more), threshold, set)).toBe(true);
        expect(passes(value, Math.max(0, threshold - more), set)).toBe(true);
      }),
    );
  });

  test('a label never turns a pass into a failure, and lets pass only with role, reason and for its commit', () => {
    fc.assert(
      fc.property(percent, percent, request, (value, threshold, set) => {
        const { passed, override } = decide(of(value), threshold, undefined, set);
        const isValid =
          ['maintain', 'admin'].includes(set?.role ?? '') &&
          set?.headAt === '2026-02-01T07:00:00Z' &&
          set.reason?.trim();
        expect(passed).toBe(value >= threshold || Boolean(isValid));
        expect(override !== undefined).toBe(value < threshold && Boolean(isValid));
      }),
    );
  });

  test("the results of the run's own jobs change reasons only", () => {
    const result = fc.constantFrom('success', 'failure', 'cancelled', 'skipped');
    fc.assert(
      fc.property(percent, fc.dictionary(fc.string(), result), request, (value, fresh, set) => {
        const { reasons, ...verdict } = decide(of(value), 90, fresh, set);
        const { reasons: _without, ...plain } = decide(of(value), 90, undefined, set);
        expect(verdict).toEqual(plain);
        expect(reasons.filter(({ code }) => code === 'own-job-not-successful')).toHaveLength(
          Object.values(fresh).filter((one) => one !== 'success').length,
        );
      }),
    );
  });
});
