import * as fc from 'fast-check';
import { arbitraryFacts, arbitraryPolicy, plausibleFacts } from './arbitrary-facts';
import { exampleFacts, exampleReports, exampleRun } from './example-facts';
import { known, missing, noReports, type Facts, type Reading, type ReportFacts } from './facts';
import { bandOf, checkPolicy, defaultPolicy } from './policy';
import { computeScore, floorToTenth } from './score';

const vulnerable = { name: 'requests', version: '2.0', ids: ['PYSEC-1'], fixedIn: ['2.1'] };

const valueOf = (facts: Facts): number => computeScore(facts, defaultPolicy).value;
const withReports = (reports: Partial<ReportFacts>): Facts => ({
  ...exampleFacts,
  reports: { ...exampleReports, ...reports },
});

test('a repository without a fault has every point', () => {
  const score = computeScore(exampleFacts, defaultPolicy);
  expect(score).toMatchObject({ value: 100, band: 'excellent' });
  expect(score.lines.reduce((sum, line) => sum + line.maximum, 0)).toBeCloseTo(100, 9);
});

test.each<[string, Facts, number]>([
  [
    'one of ten runs failed',
    { ...exampleFacts, runs: known([exampleRun(11, 'failure'), ...runs(9)]), fresh: {} },
    96,
  ],
  [
    '80 % of the lines are covered',
    withReports({ coverage: known({ linesCovered: 80, linesTotal: 100, worstFiles: [] }) }),
    94,
  ],
  [
    'one finding of high severity',
    withReports({ codeScan: known({ high: 1, medium: 0, low: 0, first: [] }) }),
    94,
  ],
  [
    'two vulnerable packages',
    withReports({
      vulnerabilities: known({ packages: [vulnerable, vulnerable], audited: 9, skipped: 0 }),
    }),
    92,
  ],
  ['one dependency conflict', withReports({ conflicts: known({ count: 1 }) }), 99],
  ['one lint finding', withReports({ lint: known({ count: 1, first: [] }) }), 95],
  ['one unformatted file', withReports({ format: known({ count: 1 }) }), 98],
  ['five type errors', withReports({ types: known({ count: 5, first: [] }) }), 99.5],
])('the documented weights decide what is lost: %s', (_name, facts, expected) => {
  expect(valueOf(facts)).toBe(expected);
});

test('a score is a number from 0 to 100, and so are its points, whatever the facts', () => {
  fc.assert(
    fc.property(arbitraryFacts, arbitraryPolicy, (facts, policy) => {
      const { value, lines } = computeScore(facts, policy);
      expect(value >= 0 && value <= 100).toBe(true);
      for (const line of lines) {
        expect(line.points >= 0 && line.points <= line.maximum + 1e-9).toBe(true);
        expect(Object.values(line.measures).every(Number.isFinite)).toBe(true);
      }
    }),
  );
});

test('the order of runs and of their jobs does not matter', () => {
  fc.assert(
    fc.property(plausibleFacts, fc.infiniteStream(fc.nat()), (facts, keys) => {
      if (facts.runs.state === 'missing') return;
      const shuffled = facts.runs.value
        .map((run) => ({
          key: keys.next().value as number,
          run: { ...run, jobs: [...run.jobs].reverse() },
        }))
        .sort((a, b) => a.key - b.key)
        .map(({ run }) => run);
      // Two attempts of the same number of the same job cannot both be the last one: GitHub has no such pair.
      fc.pre(
        facts.runs.value.every(
          (run) =>
            new Set(run.jobs.map((job) => `${job.name} ${job.attempt}`)).size === run.jobs.length,
        ),
      );
      expect(computeScore({ ...facts, runs: known(shuffled) }, defaultPolicy)).toEqual(
        computeScore(facts, defaultPolicy),
      );
    }),
  );
});

describe('no improvement of an input lowers the score', () => {
  type Improve = (reports: ReportFacts) => Partial<ReportFacts>;
  const less = <T extends { count: number }>(value: T): T => ({
    ...value,
    count: Math.max(0, value.count - 1),
  });
  const improvements: readonly (readonly [string, Improve])[] = [
    [
      'one more line covered',
      ({ coverage }) => ({
        coverage: map(coverage, (one) => ({ ...one, linesCovered: one.linesCovered + 1 })),
      }),
    ],
    [
      'one uncovered line less',
      ({ coverage }) => ({
        coverage: map(coverage, (one) => ({
          ...one,
          linesTotal: Math.max(one.linesCovered, one.linesTotal - 1),
        })),
      }),
    ],
    [
      'one finding of high severity less',
      ({ codeScan }) => ({
        codeScan: map(codeScan, (one) => ({ ...one, high: Math.max(0, one.high - 1) })),
      }),
    ],
    [
      'one finding of medium severity less',
      ({ codeScan }) => ({
        codeScan: map(codeScan, (one) => ({ ...one, medium: Math.max(0, one.medium - 1) })),
      }),
    ],
    [
      'one finding of low severity less',
      ({ codeScan }) => ({
        codeScan: map(codeScan, (one) => ({ ...one, low: Math.max(0, one.low - 1) })),
      }),
    ],
    [
      'one vulnerable package less',
      ({ vulnerabilities }) => ({
        vulnerabilities: map(vulnerabilities, (one) => ({
          ...one,
          packages: one.packages.slice(1),
        })),
      }),
    ],
    ['one conflict less', ({ conflicts }) => ({ conflicts: map(conflicts, less) })],
    ['one lint finding less', ({ lint }) => ({ lint: map(lint, less) })],
    ['one unformatted file less', ({ format }) => ({ format: map(format, less) })],
    ['one type error less', ({ types }) => ({ types: map(types, less) })],
    [
      'one docstring more',
      ({ documentation }) => ({
        documentation: map(documentation, (one) => ({
          ...one,
          documentedObjects: one.documentedObjects + 1,
        })),
      }),
    ],
    [
      'a README',
      ({ documentation }) => ({
        documentation: map(documentation, (one) => ({
          ...one,
          documents: { ...one.documents, readme: true },
        })),
      }),
    ],
    [
      'a report that was missing',
      (reports) => ({
        lint: reports.lint.state === 'missing' ? known({ count: 7, first: [] }) : reports.lint,
      }),
    ],
  ];

  test.each(improvements)('%s', (_name, improve) => {
    fc.assert(
      fc.property(plausibleFacts, (facts) => {
        const better = { ...facts, reports: { ...facts.reports, ...improve(facts.reports) } };
        expect(valueOf(better)).toBeGreaterThanOrEqual(valueOf(facts));
      }),
    );
  });

  test('a failed run that a re-run turns green', () => {
    fc.assert(
      fc.property(plausibleFacts, fc.nat(20), (facts, chosen) => {
        if (facts.runs.state === 'missing') return;
        const runs = facts.runs.value.map((run, index) =>
          index === chosen && run.conclusion === 'failure'
            ? {
                ...run,
                conclusion: 'success' as const,
                jobs: run.jobs.map((job) => ({ ...job, conclusion: 'success' as const })),
              }
            : run,
        );
        // A run that did not count before may count now, as good as any.
        expect(valueOf({ ...facts, runs: known(runs) })).toBeGreaterThanOrEqual(valueOf(facts));
      }),
    );
  });
});

test('every missing input is named, gives no point and lowers nothing else', () => {
  const facts = {
    ...exampleFacts,
    runs: missing<never>('GitHub answered 503'),
    reports: noReports('no artifact'),
  };
  const { value, lines } = computeScore(facts, defaultPolicy);
  expect(value).toBe(0);
  for (const line of lines) {
    expect(line).toMatchObject({ state: 'missing', points: 0 });
    expect(line.reason).toMatch(/503|no artifact/);
  }
});

test('a missing report never scores more than the worst report that is there', () => {
  const worst = withReports({
    coverage: known({ linesCovered: 0, linesTotal: 10, worstFiles: [] }),
  });
  expect(valueOf(withReports({ coverage: missing('gone') }))).toBeLessThanOrEqual(valueOf(worst));
});

test('a score just below a limit is not rounded up to it', () => {
  expect(floorToTenth(89.99)).toBe(89.9);
  expect(bandOf(floorToTenth(94.999), defaultPolicy.bands)).toBe('good');
  expect(floorToTenth(0.1 + 0.2 + 89.7)).toBe(90);
});

test.each<[number, string]>([
  [100, 'excellent'],
  [95, 'excellent'],
  [94.9, 'good'],
  [90, 'good'],
  [89.9, 'fair'],
  [80, 'fair'],
  [79.9, 'poor'],
  [0, 'poor'],
])('%d % is %s', (value, band) => {
  expect(bandOf(value, defaultPolicy.bands)).toBe(band);
});

describe('a policy', () => {
  test('whose weights do not add up to 100 is refused with the sum', () => {
    const [problem] = checkPolicy({
      ...defaultPolicy,
      weights: { ci: 40, coverage: 30, security: 20, quality: 20 },
    });
    expect(problem).toMatchObject({ code: 'weights-sum', path: 'weights' });
    expect(problem?.found).toContain('= 110');
  });

  test('has all its problems told at once', () => {
    const codes = checkPolicy({
      weights: { ci: -1, coverage: NaN, security: 1, quality: 100 },
      bands: { excellent: 80, good: 90, fair: 95 },
      window: 0,
      qualityJobs: [],
    }).map((one) => one.code);
    expect(codes).toEqual([
      'weight-out-of-range',
      'weight-out-of-range',
      'bands-order',
      'window-out-of-range',
      'no-quality-jobs',
    ]);
  });

  test('of weights that add up to 100 is accepted, fractions too', () => {
    expect(
      checkPolicy({
        ...defaultPolicy,
        weights: { ci: 33.3, coverage: 33.3, security: 33.3, quality: 0.1 },
      }),
    ).toEqual([]);
    fc.assert(
      fc.property(arbitraryPolicy, (policy) => {
        expect(checkPolicy(policy)).toEqual([]);
      }),
    );
  });
});

function runs(count: number) {
  return Array.from({ length: count }, (_, index) => exampleRun(index + 1));
}

function map<T>(reading: Reading<T>, change: (value: T) => T): Reading<T> {
  return reading.state === 'known' ? known(change(reading.value)) : reading;
}
