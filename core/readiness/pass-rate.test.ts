import { exampleFacts, exampleFresh, exampleJobs, exampleRun } from './example-facts';
import {
  conclusions,
  known,
  missing,
  type Conclusion,
  type FreshResults,
  type JobFact,
  type RunFact,
} from './facts';
import {
  freshOutcome,
  isJobNamed,
  latestAttempts,
  mayCount,
  newestFirst,
  passRate,
  runOutcome,
  type RunOutcome,
} from './pass-rate';
import { defaultPolicy } from './policy';

const { qualityJobs } = defaultPolicy;
const job = (name: string, conclusion: Conclusion, attempt = 1): JobFact => ({
  name,
  conclusion,
  attempt,
  seconds: 60,
});
const run = (...jobs: readonly JobFact[]): RunFact => ({ ...exampleRun(1, 'failure'), jobs });

test.each<[string, string, boolean]>([
  ['Test Suite', 'Test Suite', true],
  ['Test Suite (3.12)', 'Test Suite', true],
  ['Test Suite / unit', 'Test Suite', true],
  ['Test Suites', 'Test Suite', false],
  ['Test Suite(3.12)', 'Test Suite', false],
  ['Test Suite/unit', 'Test Suite', false],
  ['My Test Suite', 'Test Suite', false],
  ['ci / Test Suite', 'Test Suite', false],
  ['Test', 'Test Suite', false],
])('the job %j is one of %j: %s', (name, quality, expected) => {
  expect(isJobNamed(name, quality)).toBe(expected);
});

describe('a run counts by its jobs', () => {
  /** What a job of this conclusion alone makes of a run that went on to its end. */
  const outcomes: Readonly<Record<string, RunOutcome>> = {
    success: 'passed',
    neutral: 'passed',
    failure: 'failed',
    timed_out: 'failed',
    startup_failure: 'failed',
    action_required: 'failed',
    cancelled: 'ignored',
    skipped: 'ignored',
    stale: 'ignored',
    unknown: 'ignored',
    null: 'ignored',
  };

  test.each([...conclusions, 'unknown' as const, null])(
    'with one quality job that ended with %s',
    (conclusion) => {
      const expected = outcomes[String(conclusion)];
      const others = [job('Lint & Format', 'success'), job('Security Scan', 'success')];
      expect(runOutcome(run(job('Test Suite', conclusion), ...others), qualityJobs)).toBe(expected);
      expect(runOutcome(run(...others, job('Test Suite', conclusion)), qualityJobs)).toBe(expected);
    },
  );

  test.each<[string, RunFact, RunOutcome]>([
    [
      'a failure outweighs a skipped job',
      run(job('Lint & Format', 'skipped'), job('Test Suite', 'failure')),
      'failed',
    ],
    [
      'the gate and what follows it do not count',
      run(...exampleJobs('success'), job('Readiness Gate', 'failure')),
      'passed',
    ],
    [
      'a good gate helps no failed job',
      run(job('Test Suite', 'failure'), job('Readiness Gate', 'success')),
      'failed',
    ],
    ['the gate alone says nothing', run(job('Readiness Gate', 'failure')), 'ignored'],
    [
      'the gate and what follows it alone say nothing',
      run(job('CI Success', 'failure')),
      'ignored',
    ],
    ['no job at all says nothing', run(), 'ignored'],
    [
      'a run that lacks a quality job cannot pass',
      run(job('Lint & Format', 'success'), job('Security Scan', 'success')),
      'ignored',
    ],
    [
      'a run that lacks a quality job fails with any other job',
      run(job('Lint & Format', 'success'), job('Tests', 'failure')),
      'failed',
    ],
    [
      'a run that lacks a quality job fails with one that it has',
      run(job('Lint & Format', 'failure')),
      'failed',
    ],
    [
      'a job of another title that passed after a re-run did not fail',
      run(job('Tests', 'failure', 1), job('Tests', 'success', 2)),
      'ignored',
    ],
    [
      'a matrix fails with one of its jobs',
      run(job('Test Suite (3.11)', 'success'), job('Test Suite (3.12)', 'failure')),
      'failed',
    ],
  ])('%s', (_name, one, expected) => {
    expect(runOutcome(one, qualityJobs)).toBe(expected);
  });

  test('a workflow that cannot start has failed, though it has no job', () => {
    expect(runOutcome({ ...run(), conclusion: 'startup_failure' }, qualityJobs)).toBe('failed');
    const gate = run(job('Readiness Gate', 'success'));
    expect(runOutcome({ ...gate, conclusion: 'startup_failure' }, qualityJobs)).toBe('failed');
  });

  test.each([...conclusions, 'unknown' as const, null])(
    'a run that ended with %s may count',
    (conclusion) => {
      const expected = !([null, 'cancelled', 'skipped'] as readonly unknown[]).includes(conclusion);
      expect(mayCount(conclusion)).toBe(expected);
      expect(runOutcome({ ...run(...exampleJobs('success')), conclusion }, qualityJobs)).toBe(
        expected ? 'passed' : 'ignored',
      );
    },
  );
});

test('a quality job counts by its present and its former titles', () => {
  const renamed = ['Lint & Format', ['Test Suite', 'Tests']] as const;
  const of = (title: string, conclusion: Conclusion) =>
    runOutcome(run(job('Lint & Format', 'success'), job(title, conclusion)), renamed);
  expect(of('Test Suite', 'success')).toBe('passed');
  expect(of('Tests (3.12)', 'success')).toBe('passed');
  expect(of('Tests', 'failure')).toBe('failed');
  expect(of('Unit tests', 'success')).toBe('ignored');
});

describe('the latest attempt of a job counts', () => {
  const first = job('Test Suite', 'failure', 1);
  const second = job('Test Suite', 'success', 2);
  const third = job('Test Suite', 'failure', 3);
  const lint = job('Lint & Format', 'success', 1);
  const testsAndLint = ['Test Suite', 'Lint & Format'];

  test.each<[string, readonly JobFact[], readonly JobFact[], RunOutcome]>([
    ['one attempt', [first], [first], 'failed'],
    ['a re-run that passed', [first, second], [second], 'passed'],
    ['the same, listed the other way round', [second, first], [second], 'passed'],
    ['a re-run that failed after a pass', [second, third, first], [third], 'failed'],
    ['a partly re-run list', [first, lint, second], [second, lint], 'passed'],
  ])('%s', (_name, jobs, latest, outcome) => {
    expect(latestAttempts(jobs)).toEqual(latest);
    const wanted = testsAndLint.filter((name) => jobs.some((one) => one.name === name));
    expect(runOutcome(run(...jobs), wanted)).toBe(outcome);
  });
});

test.each<[string, FreshResults, RunOutcome]>([
  ['all green', exampleFresh, 'passed'],
  ['one red', { ...exampleFresh, 'Test Suite': 'failure' }, 'failed'],
  ['one red, one skipped', { lint: 'skipped', test: 'failure' }, 'failed'],
  ['one skipped', { ...exampleFresh, 'Test Suite': 'skipped' }, 'ignored'],
  ['one cancelled', { ...exampleFresh, 'Test Suite': 'cancelled' }, 'ignored'],
  ['one absent', { lint: 'success', test: 'absent' }, 'ignored'],
  ['one red, one absent', { lint: 'failure', test: 'absent' }, 'failed'],
  ['none', {}, 'ignored'],
])('fresh results with %s', (_name, fresh, expected) => {
  expect(freshOutcome(fresh)).toBe(expected);
});

test('runs are ordered by their start, and by their id within one second', () => {
  const at = (id: number, startedAt: string) => ({ ...exampleRun(id), startedAt });
  const runs = [
    at(3, '2026-01-05T10:00:00Z'),
    at(9, '2026-01-05T09:00:00Z'),
    at(5, '2026-01-05T10:00:00Z'),
    at(1, '2026-01-05T11:00:00Z'),
  ];
  const ids = (list: readonly RunFact[]) => list.map(({ id }) => id);
  expect(ids(newestFirst(runs))).toEqual([1, 5, 3, 9]);
  expect(ids(newestFirst([...runs].reverse()))).toEqual([1, 5, 3, 9]);
  expect(ids(runs)).toEqual([3, 9, 5, 1]);
});

describe('the pass rate', () => {
  const { fresh: _fresh, ...byHistory } = exampleFacts;
  const rate = (runs: readonly RunFact[], fresh?: typeof exampleFresh, window = 3) => {
    const { outcomes, ...rest } = passRate(
      { ...byHistory, runs: known(runs), ...(fresh === undefined ? {} : { fresh }) },
      { ...defaultPolicy, window },
    );
    expect(outcomes.length).toBe(rest.counted);
    expect(outcomes.filter((one) => one === 'passed').length).toBe(rest.passed);
    return rest;
  };
  const red = { ...exampleFresh, 'Test Suite': 'failure' as const };
  const history = { basis: 'history', fresh: false, ownFailed: false };

  test('counts as many of the newest runs as the window takes', () => {
    const runs = [
      exampleRun(1, 'failure'),
      exampleRun(2, 'failure'),
      exampleRun(3),
      exampleRun(4, 'failure'),
    ];
    expect(rate(runs)).toEqual({ passed: 1, counted: 3, ignored: 0, ...history });
    expect(rate(runs, undefined, 4)).toEqual({ passed: 1, counted: 4, ignored: 0, ...history });
    expect(rate(runs, undefined, 1)).toEqual({ passed: 0, counted: 1, ignored: 0, ...history });
    expect(rate(runs, undefined, 9)).toEqual({ passed: 1, counted: 4, ignored: 0, ...history });
  });

  test('counts the fresh run as the newest one, within the window', () => {
    const runs = [exampleRun(1, 'failure'), exampleRun(2, 'failure'), exampleRun(3)];
    expect(rate(runs, exampleFresh, 2)).toEqual({
      passed: 2,
      counted: 2,
      ignored: 0,
      ...history,
      fresh: true,
    });
    expect(rate(runs, red, 2)).toEqual({
      passed: 1,
      counted: 2,
      ignored: 0,
      basis: 'history',
      fresh: true,
      ownFailed: true,
    });
  });

  test('looks past runs that do not count, and says how many', () => {
    const runs = [
      exampleRun(1),
      exampleRun(2, 'cancelled'),
      exampleRun(3, 'failure'),
      { ...exampleRun(4), jobs: [] },
      exampleRun(5, 'skipped'),
    ];
    expect(rate(runs)).toEqual({ passed: 1, counted: 2, ignored: 3, ...history });
    // What is older than the last run that is counted is not looked at.
    expect(rate(runs, undefined, 1)).toEqual({ passed: 0, counted: 1, ignored: 2, ...history });
  });

  test('remembers what it counted, the newest first', () => {
    const runs = [exampleRun(1), exampleRun(2, 'failure'), exampleRun(3, 'cancelled')];
    const { outcomes } = passRate({ ...exampleFacts, runs: known(runs) }, defaultPolicy);
    expect(outcomes).toEqual(['passed', 'failed', 'passed']);
  });

  test('counts a run once that is listed twice', () => {
    expect(rate([exampleRun(1), exampleRun(2, 'failure'), exampleRun(2, 'failure')])).toEqual({
      passed: 1,
      counted: 2,
      ignored: 0,
      ...history,
    });
  });

  const own = { counted: 1, fresh: true, ownFailed: false };
  const nothing = { passed: 0, counted: 0, basis: 'none', fresh: false, ownFailed: false };
  test.each([
    ['a green fresh run alone', exampleFresh, { passed: 1, basis: 'own', ...own }],
    ['a red fresh run alone', red, { passed: 0, basis: 'own', ...own, ownFailed: true }],
    ['fresh results that do not count', { lint: 'skipped' as const }, nothing],
    ['no fresh run', undefined, nothing],
  ])('without history: %s', (_name, fresh, expected) => {
    expect(rate([], fresh)).toEqual({ ...expected, ignored: 0 });
    // A history of which nothing counts is one all the same.
    expect(rate([exampleRun(1, 'cancelled')], fresh)).toMatchObject({
      basis: expected.basis === 'own' ? 'history' : 'none',
      ignored: 1,
    });
  });

  test('one run of the branch beside the fresh one is history', () => {
    expect(rate([exampleRun(1)], exampleFresh)).toMatchObject({ basis: 'history', counted: 2 });
    expect(rate([exampleRun(1)])).toMatchObject({ basis: 'history', counted: 1 });
  });

  test('nothing counts where the history could not be read, not even the fresh run', () => {
    const facts = { ...exampleFacts, runs: missing<never>('GitHub answered 503') };
    expect(passRate(facts, defaultPolicy)).toEqual({
      passed: 0,
      counted: 0,
      ignored: 0,
      basis: 'none',
      fresh: false,
      ownFailed: false,
      outcomes: [],
    });
  });
});
