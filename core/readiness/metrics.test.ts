import { exampleJobs, exampleReports, exampleRun } from './example-facts';
import { known, missing, noReports, type JobFact, type ReportFacts, type RunFact } from './facts';
import { metricsOf } from './metrics';
import { defaultPolicy } from './policy';

const none = noReports('is missing');
const ofRuns = (runs: readonly RunFact[], window = 10) =>
  metricsOf(runs, none, { ...defaultPolicy, window });
const ofReports = (reports: Partial<ReportFacts>) =>
  metricsOf([], { ...none, ...reports }, defaultPolicy);
const lasting = (run: RunFact, seconds: number): RunFact => ({
  ...run,
  completedAt: new Date(Date.parse(run.startedAt) + seconds * 1000).toISOString(),
});

test('nothing is known of nothing', () => {
  expect(ofRuns([])).toStrictEqual({});
  expect(ofRuns([exampleRun(1, 'cancelled'), { ...exampleRun(2), jobs: [] }])).toEqual({});
});

test('a faultless repository has every metric', () => {
  expect(metricsOf([exampleRun(1)], exampleReports, defaultPolicy)).toEqual({
    passRate: 100,
    firstAttemptRate: 100,
    buildSeconds: 300,
    cacheHitRate: 90,
    securityIssues: 0,
    coverage: 100,
  });
});

describe('the rates of runs', () => {
  test('call no run green at first in which one of the jobs was not', () => {
    const [one, ...others] = exampleJobs('success');
    if (one === undefined) throw new Error('no job');
    const jobs = [{ ...one, conclusion: 'failure' as const }, ...others, { ...one, attempt: 2 }];
    expect(ofRuns([{ ...exampleRun(1), attempt: 2, jobs }])).toMatchObject({
      passRate: 100,
      firstAttemptRate: 0,
    });
  });

  test('are of the newest runs that count, within the window, rounded down', () => {
    const runs = [
      exampleRun(1, 'failure'),
      exampleRun(2),
      exampleRun(3, 'cancelled'),
      exampleRun(4, 'failure'),
      exampleRun(5),
    ];
    expect(ofRuns(runs)).toMatchObject({ passRate: 50, firstAttemptRate: 50 });
    expect(ofRuns(runs, 3)).toMatchObject({ passRate: 66.6, firstAttemptRate: 66.6 });
    expect(ofRuns([exampleRun(1, 'failure')])).toEqual({ passRate: 0, firstAttemptRate: 0 });
  });

  const retried = (...jobs: readonly JobFact[]): RunFact => ({
    ...exampleRun(1),
    attempt: 2,
    jobs,
  });
  test.each<[string, RunFact, number, number]>([
    ['at the first attempt', exampleRun(1), 100, 100],
    ['by a re-run', retried(...exampleJobs('failure'), ...exampleJobs('success', 2)), 100, 0],
    ['by a re-run that did no job of its own again', retried(...exampleJobs('success')), 100, 100],
    [
      'by a re-run whose first attempt is not listed',
      retried(...exampleJobs('success', 2)),
      100,
      0,
    ],
    [
      'at the first attempt, though the list gives the jobs another number',
      { ...exampleRun(1), jobs: exampleJobs('success', 2) },
      100,
      100,
    ],
    [
      'at the first attempt, but for a job that does not count',
      {
        ...exampleRun(1, 'failure'),
        jobs: [
          ...exampleJobs('success'),
          { name: 'Readiness Gate', conclusion: 'failure', attempt: 1, seconds: 1 },
        ],
      },
      100,
      100,
    ],
  ])('a run that is green %s', (_name, run, passRate, firstAttemptRate) => {
    expect(ofRuns([run])).toMatchObject({ passRate, firstAttemptRate });
  });

  test('a job without a plain success is not green at first', () => {
    expect(ofRuns([{ ...exampleRun(1), jobs: exampleJobs('neutral') }])).toMatchObject({
      passRate: 100,
      firstAttemptRate: 0,
    });
  });
});

describe('the build time', () => {
  test('is the mean of the green runs, in whole seconds', () => {
    const runs = [
      lasting(exampleRun(1), 10),
      lasting(exampleRun(2), 21),
      lasting(exampleRun(3, 'failure'), 900),
    ];
    expect(ofRuns(runs).buildSeconds).toBe(16);
  });

  test.each([
    ['a run that ended before it began', lasting(exampleRun(2), -1)],
    ['a run of an unreadable time', { ...exampleRun(2), completedAt: 'soon' }],
  ])('leaves out %s', (_name, wrong) => {
    expect(ofRuns([wrong]).buildSeconds).toBeUndefined();
    expect(ofRuns([lasting(exampleRun(1), 10), wrong]).buildSeconds).toBe(10);
  });

  test('is that of all attempts together', () => {
    const rerun = { ...lasting(exampleRun(1), 9000), attempt: 2, seconds: 130 };
    expect(ofRuns([rerun]).buildSeconds).toBe(130);
    const { seconds: _seconds, ...unknown } = rerun;
    expect(ofRuns([unknown]).buildSeconds).toBeUndefined();
  });

  test('may be nothing', () => {
    expect(ofRuns([lasting(exampleRun(1), 0)]).buildSeconds).toBe(0);
  });
});

describe('the rates of reports', () => {
  test.each<[string, Partial<ReportFacts>, object]>([
    ['caches that hit', { caches: known({ lookups: 3, hits: 2 }) }, { cacheHitRate: 66.6 }],
    ['caches that never hit', { caches: known({ lookups: 3, hits: 0 }) }, { cacheHitRate: 0 }],
    ['no look-up', { caches: known({ lookups: 0, hits: 0 }) }, {}],
    [
      'coverage',
      {
        coverage: known({
          linesCovered: 2,
          linesTotal: 3,
          branchesCovered: 0,
          branchesTotal: 0,
          worstFiles: [],
        }),
      },
      { coverage: 66.6 },
    ],
    [
      'lines and branches',
      {
        coverage: known({
          linesCovered: 4,
          linesTotal: 4,
          branchesCovered: 0,
          branchesTotal: 1,
          worstFiles: [],
        }),
      },
      { coverage: 80 },
    ],
    [
      'no line of code',
      {
        coverage: known({
          linesCovered: 0,
          linesTotal: 0,
          branchesCovered: 0,
          branchesTotal: 0,
          worstFiles: [],
        }),
      },
      { coverage: 100 },
    ],
  ])('%s', (_name, reports, expected) => {
    expect(ofReports(reports)).toEqual(expected);
  });
});

describe('security issues', () => {
  const scan = known({ high: 1, medium: 2, low: 4, first: [] });
  const bad = { name: 'a', version: '1', ids: ['PYSEC-1', 'PYSEC-2'], fixedIn: [] };
  const audit = known({
    packages: [bad, { ...bad, name: 'b' }],
    audited: 9,
    skipped: 7,
    skippedNames: [],
  });
  const gone = missing<never>('is missing');
  test.each([
    ['both reports', scan, audit, 5],
    ['the scan alone', scan, gone, 3],
    ['the audit alone', gone, audit, 2],
    ['neither', gone, gone, undefined],
  ])(
    'are high and medium findings and vulnerable packages: %s',
    (_name, codeScan, vulnerabilities, expected) => {
      expect(ofReports({ codeScan, vulnerabilities }).securityIssues).toBe(expected);
    },
  );
});
