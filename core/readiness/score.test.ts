import * as fc from 'fast-check';
import { arbitraryFacts, arbitraryPolicy, plausibleFacts } from './arbitrary-facts';
import { computeScore, exampleFacts, exampleReports, exampleRun } from './example-facts';
import {
  known,
  missing,
  noReports,
  type DocumentName,
  type Facts,
  type Reading,
  type ReportFacts,
} from './facts';
import { bandOf, defaultPolicy } from './policy';
import { componentIds, floorToTenth, lineIds, type LineId } from './score';

const vulnerable = { name: 'requests', version: '2.0', ids: ['PYSEC-1'], fixedIn: ['2.1'] };

const valueOf = (facts: Facts): number => computeScore(facts, defaultPolicy).value;
const withReports = (reports: Partial<ReportFacts>): Facts => ({
  ...exampleFacts,
  reports: { ...exampleReports, ...reports },
});

const withDocuments = (
  documents: Partial<Record<DocumentName, boolean>>,
  documentedObjects = 20,
): Facts =>
  withReports({
    documentation: known({
      documents: { readme: true, license: true, changelog: true, contributing: true, ...documents },
      publicObjects: 20,
      documentedObjects,
    }),
  });
const lineOf = (facts: Facts, id: LineId) => {
  const found = computeScore(facts, defaultPolicy).lines.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no line ${id}`);
  return found;
};

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
    withReports({
      coverage: known({
        linesCovered: 80,
        linesTotal: 100,
        branchesCovered: 0,
        branchesTotal: 0,
        worstFiles: [],
      }),
    }),
    94,
  ],
  [
    'all lines and no branch of one is covered: 80 % by coverage.py',
    withReports({
      coverage: known({
        linesCovered: 4,
        linesTotal: 4,
        branchesCovered: 0,
        branchesTotal: 1,
        worstFiles: [],
      }),
    }),
    94,
  ],
  [
    'there is no statement to cover',
    withReports({
      coverage: known({
        linesCovered: 0,
        linesTotal: 0,
        branchesCovered: 0,
        branchesTotal: 0,
        worstFiles: [],
      }),
    }),
    100,
  ],
  [
    'one finding of high severity',
    withReports({ codeScan: known({ high: 1, medium: 0, low: 0, first: [] }) }),
    94,
  ],
  [
    'two vulnerable packages',
    withReports({
      vulnerabilities: known({
        packages: [vulnerable, vulnerable],
        audited: 9,
        skipped: 0,
        skippedNames: [],
      }),
    }),
    92,
  ],
  ['one dependency conflict', withReports({ conflicts: known({ count: 1 }) }), 99],
  ['one lint finding', withReports({ lint: known({ count: 1, first: [] }) }), 95],
  ['one unformatted file', withReports({ format: known({ count: 1 }) }), 98],
  ['five type errors', withReports({ types: known({ count: 5, first: [] }) }), 99.5],
  [
    'one finding of medium severity',
    withReports({ codeScan: known({ high: 0, medium: 1, low: 0, first: [] }) }),
    98.4,
  ],
  [
    'one finding of low severity',
    withReports({ codeScan: known({ high: 0, medium: 0, low: 1, first: [] }) }),
    99.8,
  ],
  [
    'one finding of each severity',
    withReports({ codeScan: known({ high: 1, medium: 1, low: 1, first: [] }) }),
    92.2,
  ],
  [
    'so many findings that nothing is left of their line',
    withReports({ codeScan: known({ high: 9, medium: 0, low: 0, first: [] }) }),
    90,
  ],
  ['no README', withDocuments({ readme: false }), 99.6],
  ['no LICENSE', withDocuments({ license: false }), 99.8],
  ['no CHANGELOG', withDocuments({ changelog: false }), 99.8],
  ['no CONTRIBUTING', withDocuments({ contributing: false }), 99.8],
  ['half of the docstrings', withDocuments({}, 10), 99.5],
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
    coverage: known({
      linesCovered: 0,
      linesTotal: 10,
      branchesCovered: 0,
      branchesTotal: 0,
      worstFiles: [],
    }),
  });
  expect(valueOf(withReports({ coverage: missing('gone') }))).toBeLessThanOrEqual(valueOf(worst));
});

test('the lines are those of the documented components, in their order, with their points', () => {
  const { lines } = computeScore(exampleFacts, defaultPolicy);
  expect(lines.map(({ id, component, maximum }) => [id, component, maximum])).toEqual([
    ['pass-rate', 'ci', 40],
    ['line-coverage', 'coverage', 30],
    ['code-scan', 'security', 10],
    ['vulnerabilities', 'security', 8],
    ['conflicts', 'security', 2],
    ['lint', 'quality', 5],
    ['format', 'quality', 2],
    ['types', 'quality', 1],
    ['documentation', 'quality', 2],
  ]);
  expect(lines.map(({ id }) => id)).toEqual([...lineIds]);
  expect([...new Set(lines.map(({ component }) => component))]).toEqual([...componentIds]);
});

describe('each line says what it was made of', () => {
  const failed = known([exampleRun(1, 'failure'), exampleRun(2, 'cancelled')]);
  test.each<[LineId, Facts, Readonly<Record<string, number>>, number]>([
    ['pass-rate', { ...exampleFacts, runs: failed }, { passed: 1, counted: 2, ignored: 1 }, 20],
    [
      'pass-rate',
      { ...exampleFacts, runs: failed, fresh: { 'Test Suite': 'failure' } },
      { passed: 0, counted: 2, ignored: 1, ownFailed: 1 },
      0,
    ],
    [
      'line-coverage',
      withReports({
        coverage: known({
          linesCovered: 3,
          linesTotal: 4,
          branchesCovered: 0,
          branchesTotal: 0,
          worstFiles: [],
        }),
      }),
      { covered: 3, total: 4 },
      22.5,
    ],
    [
      'code-scan',
      withReports({ codeScan: known({ high: 1, medium: 2, low: 3, first: [] }) }),
      { high: 1, medium: 2, low: 3 },
      0.2,
    ],
    [
      'vulnerabilities',
      withReports({
        vulnerabilities: known({
          packages: [vulnerable],
          audited: 9,
          skipped: 4,
          skippedNames: [],
        }),
      }),
      { packages: 1, skipped: 4 },
      4,
    ],
    ['conflicts', withReports({ conflicts: known({ count: 1 }) }), { conflicts: 1 }, 1],
    ['lint', withReports({ lint: known({ count: 3, first: [] }) }), { findings: 3 }, 0],
    ['format', withReports({ format: known({ count: 3 }) }), { files: 3 }, 0],
    ['types', withReports({ types: known({ count: 3, first: [] }) }), { errors: 3 }, 0.7],
    [
      'documentation',
      withDocuments({ license: false, contributing: false }, 5),
      { readme: 1, license: 0, changelog: 1, contributing: 0, documented: 5, public: 20 },
      0.85,
    ],
  ])('%s of %#', (id, facts, measures, points) => {
    const { state, points: won, measures: found } = lineOf(facts, id);
    expect({ state, found }).toEqual({ state: 'measured', found: measures });
    expect(won).toBeCloseTo(points, 9);
  });
});

describe('whatever is no count is the worst one, never none', () => {
  const wrong = [NaN, Infinity, -Infinity];
  const worst = Number.MAX_SAFE_INTEGER;
  const rows: readonly (readonly [LineId, string, (value: number) => Partial<ReportFacts>])[] = [
    ['lint', 'findings', (count) => ({ lint: known({ count, first: [] }) })],
    ['format', 'files', (count) => ({ format: known({ count }) })],
    ['types', 'errors', (count) => ({ types: known({ count, first: [] }) })],
    ['conflicts', 'conflicts', (count) => ({ conflicts: known({ count }) })],
    ['code-scan', 'high', (high) => ({ codeScan: known({ high, medium: 0, low: 0, first: [] }) })],
    [
      'code-scan',
      'medium',
      (medium) => ({ codeScan: known({ high: 0, medium, low: 0, first: [] }) }),
    ],
    ['code-scan', 'low', (low) => ({ codeScan: known({ high: 0, medium: 0, low, first: [] }) })],
  ];
  test.each(rows)('%s: %s', (id, measure, reports) => {
    for (const value of wrong) {
      const line = lineOf(withReports(reports(value)), id);
      expect(line).toMatchObject({ state: 'measured', points: 0 });
      expect(line.measures[measure]).toBe(worst);
    }
    expect(lineOf(withReports(reports(-1)), id).measures[measure]).toBe(0);
  });

  test.each([
    [NaN, 10, 0, 10],
    [5, NaN, 5, worst],
    [Infinity, 10, 0, 10],
    [5, Infinity, 5, worst],
    [Infinity, Infinity, 0, worst],
    [-5, 10, 0, 10],
    [5, 0, 5, 0],
    [5, -10, 5, 0],
  ])('coverage of %d in %d lines gives no point', (linesCovered, linesTotal, covered, total) => {
    const coverage = known({
      linesCovered,
      linesTotal,
      branchesCovered: 0,
      branchesTotal: 0,
      worstFiles: [],
    });
    const line = lineOf(withReports({ coverage }), 'line-coverage');
    expect(line.points).toBeCloseTo(0, 9);
    expect(line.measures).toEqual({ covered, total });
  });

  test('more covered lines than there are give no more than all points', () => {
    const coverage = known({
      linesCovered: 11,
      linesTotal: 10,
      branchesCovered: 0,
      branchesTotal: 0,
      worstFiles: [],
    });
    expect(lineOf(withReports({ coverage }), 'line-coverage').points).toBe(30);
  });

  test('packages that were skipped are counted, and cost nothing', () => {
    const vulnerabilities = known({ packages: [], audited: 0, skipped: NaN, skippedNames: [] });
    expect(lineOf(withReports({ vulnerabilities }), 'vulnerabilities')).toMatchObject({
      points: 8,
      measures: { packages: 0, skipped: worst },
    });
  });
});

describe('the pass rate of no run that counts', () => {
  test('is missing, with the reason why the history could not be read', () => {
    const facts = { ...exampleFacts, runs: missing<never>('GitHub answered 503') };
    expect(lineOf(facts, 'pass-rate')).toEqual({
      id: 'pass-rate',
      component: 'ci',
      maximum: 40,
      state: 'missing',
      points: 0,
      measures: {},
      reason: 'GitHub answered 503',
    });
  });

  test('is missing where there is a history of nothing', () => {
    const { fresh: _fresh, ...facts } = exampleFacts;
    expect(lineOf({ ...facts, runs: known([]) }, 'pass-rate')).toMatchObject({
      state: 'missing',
      points: 0,
      reason: 'no completed run counts yet',
    });
  });

  test('a score shows the pass rate without what only its explanation needs', () => {
    expect(computeScore(exampleFacts, defaultPolicy).passRate).toEqual({
      passed: 10,
      counted: 10,
      ignored: 0,
      basis: 'history',
      fresh: true,
      outcomes: Array.from({ length: 10 }, () => 'passed'),
    });
  });
});

test.each([
  [0, 0],
  [-3, 0],
  [0.05, 0],
  [0.1, 0.1],
  [89.99999999999999, 90],
  [89.9999, 89.9],
  [99.95, 99.9],
  [100, 100],
  [100.1, 100],
])('%d rounds down to %d', (value, expected) => {
  expect(floorToTenth(value)).toBe(expected);
});

test('a score just below a limit is not rounded up to it', () => {
  expect(floorToTenth(89.99)).toBe(89.9);
  expect(bandOf(floorToTenth(94.999), defaultPolicy.bands)).toBe('good');
  expect(floorToTenth(0.1 + 0.2 + 89.7)).toBe(90);
});

function runs(count: number) {
  return Array.from({ length: count }, (_, index) => exampleRun(index + 1));
}

function map<T>(reading: Reading<T>, change: (value: T) => T): Reading<T> {
  return reading.state === 'known' ? known(change(reading.value)) : reading;
}
