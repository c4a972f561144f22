import * as fc from 'fast-check';
import { measureCost, type RanWorkflow } from './measured';

type Job = RanWorkflow['jobs'][number];

const job = (name: string, from: number, seconds: number, more: Partial<Job> = {}): Job => ({
  ...{ name, from, seconds, conclusion: 'success', attempt: 1, runner: 'ubuntu-24.04', queued: 5 },
  ...more,
});
const run = (jobs: readonly Job[], more: Partial<RanWorkflow> = {}): RanWorkflow => ({
  ...{ startedAt: '2026-03-02T09:00:00Z', conclusion: 'success', jobs },
  ...more,
});

/** Lint and tests side by side, then the gate, as ci.yml has them. */
const pipeline = [job('Lint', 0, 61), job('Tests', 2, 200), job('CI Success', 210, 4)];

describe('what runs cost', () => {
  test('is billed by whole minutes of each job', () => {
    expect(measureCost([run(pipeline)])).toMatchObject({
      ...{ runs: 1, minutes: 7, repeated: 0, cancelled: 0, days: 0 },
      rounding: 7 - 265 / 60,
      usd: 7 * 0.006,
    });
  });

  test('of each job and runner, the most minutes first', () => {
    const arm = { runner: 'ubuntu-24.04-arm', queued: 35 };
    const own = { runner: 'self-hosted', queued: undefined };
    const runs = [
      run([job('Tests', 0, 100), job('Tests', 0, 90, arm)]),
      run([job('Tests', 0, 200), job('Tests', 0, 310, arm), job('Deploy', 320, 30, own)]),
    ];
    expect(
      measureCost(runs).jobs.map((one) => [
        ...[one.name, one.runner, one.executions, one.minutes, one.usd?.toFixed(3)],
        ...[one.medianSeconds, one.medianQueued],
      ]),
    ).toEqual([
      ['Tests', 'ubuntu-24.04-arm', 2, 8, '0.040', 200, 35],
      ['Tests', 'ubuntu-24.04', 2, 6, '0.036', 150, 5],
      ['Deploy', 'self-hosted', 1, 1, undefined, 30, undefined],
    ]);
  });

  test('counts every attempt, and says what the later ones cost', () => {
    const again = [job('Tests', 0, 100), job('Tests', 300, 61, { attempt: 2 })];
    expect(measureCost([run(again)])).toMatchObject({ minutes: 4, repeated: 2 });
  });

  test('is nothing for a job that did not run', () => {
    const skipped = [job('Lint', 0, 60), job('Build', 60, 40, { conclusion: 'skipped' })];
    expect(measureCost([run([...skipped, job('Build', 60, 0)])])).toMatchObject({
      minutes: 1,
      jobs: [{ name: 'Lint' }],
    });
  });

  test.each<[string, readonly Partial<RanWorkflow>[], number | undefined]>([
    ['half the time', [{ completedAt: '2026-03-01T09:01:46Z' }], 3.5],
    ['longer than any chain', [{ completedAt: '2026-03-02T09:00:00Z' }], 7],
    ['no time', [{ completedAt: '2026-03-01T09:00:00Z' }], 0],
    ['an end before the start', [{ completedAt: '2026-03-01T08:00:00Z' }], undefined],
    ['an end that is not known', [{}], undefined],
    ['one known end of two', [{ completedAt: '2026-03-01T09:01:46Z' }, {}], 7],
    ['none that was cancelled', [], 0],
  ])('is estimated of cancelled runs: %s', (_name, ends, minutes) => {
    const cancelled = ends.map((end) =>
      run([], { conclusion: 'cancelled', startedAt: '2026-03-01T09:00:00Z', ...end }),
    );
    const found = measureCost([...cancelled, run(pipeline)]);
    expect(found.cancelled).toBe(ends.length);
    if (minutes === undefined) expect(found.cancelledMinutes).toBeUndefined();
    else expect(found.cancelledMinutes).toBeCloseTo(minutes);
    const unknown = pipeline.map(({ from: _from, ...one }) => one);
    expect(measureCost([...cancelled, run(unknown)]).cancelledMinutes).toBeUndefined();
  });

  test('is not known of a cancelled run, whose jobs are not read', () => {
    const cancelled = run([], { conclusion: 'cancelled', startedAt: '2026-03-01T09:00:00Z' });
    expect(measureCost([cancelled, run(pipeline)])).toMatchObject({
      ...{ runs: 1, cancelled: 1, minutes: 7, days: 0 },
    });
    expect(measureCost([])).toMatchObject({ runs: 0, minutes: 0, days: 0, pathSeconds: undefined });
  });

  test('spans the days from the first run to the last', () => {
    const dates = ['2026-03-04T09:00:00Z', '2026-03-01T21:00:00Z', 'not a date'];
    expect(measureCost(dates.map((startedAt) => run(pipeline, { startedAt }))).days).toBe(2.5);
  });
});

describe('what caches save', () => {
  const runs = (cacheHitRate: number | undefined, ...seconds: readonly number[]) =>
    seconds.map((each) => run([job('Lint', 0, 20), job('Tests', 0, each)], { cacheHitRate }));
  const failed = run([job('Tests', 0, 3)], { conclusion: 'failure', cacheHitRate: 100 });
  test.each<[string, readonly RanWorkflow[], object | undefined]>([
    [
      'is the difference of the medians of successful runs',
      [...runs(100, 80, 100, 90, 95), ...runs(50, 300, 200), ...runs(0, 250), failed],
      { hits: 4, misses: 3, savedSeconds: 250 - 92.5 },
    ],
    [
      'is not known of fewer than three misses',
      [...runs(100, 1, 2, 3), ...runs(0, 9, 9)],
      undefined,
    ],
    [
      'is not known of fewer than three hits',
      [...runs(100, 1, 2), ...runs(99.9, 9, 9, 9)],
      undefined,
    ],
    ['is not known where no look-up was recorded', runs(undefined, 1, 2, 3, 4, 5, 6), undefined],
  ])('%s', (_, of, expected) => {
    expect(measureCost(of).caches).toEqual(expected);
  });
});

describe('the path of a run', () => {
  const onPath = (...runs: readonly RanWorkflow[]) => {
    const { jobs, pathSeconds } = measureCost(runs);
    return [Object.fromEntries(jobs.map((one) => [one.name, one.onPath])), pathSeconds];
  };

  test('is what waited for each other, up to what ended last', () => {
    expect(onPath(run(pipeline))).toEqual([{ Lint: 0, Tests: 1, 'CI Success': 1 }, 212]);
  });

  test('differs from run to run', () => {
    const slowLint = [job('Lint', 0, 400), job('Tests', 0, 200), job('CI Success', 402, 4)];
    expect(onPath(run(pipeline), run(slowLint))).toEqual([
      { Lint: 0.5, Tests: 0.5, 'CI Success': 1 },
      (212 + 406) / 2,
    ]);
  });

  test('is that of the last attempt', () => {
    const again = [
      ...pipeline,
      job('Tests', 500, 100, { attempt: 2 }),
      job('CI Success', 600, 3, { attempt: 2 }),
    ];
    expect(onPath(run(again))[1]).toBe(103);
  });

  test('does not reach over a pause in which no runner was being started', () => {
    const approved = [job('Build', 0, 60), job('Deploy', 3600, 60)];
    expect(onPath(run(approved))).toEqual([{ Build: 0, Deploy: 1 }, 60]);
    const handed = [job('Build', 0, 60), job('Deploy', 180, 60)];
    expect(onPath(run(handed))).toEqual([{ Build: 1, Deploy: 1 }, 240]);
  });

  test('is not known where a start was not recorded', () => {
    const unknown = pipeline.map((one) => ({ ...one, from: undefined }));
    expect(onPath(run(unknown))).toEqual([{ Lint: 0, Tests: 0, 'CI Success': 0 }, undefined]);
    expect(onPath(run(unknown), run(pipeline))[0]).toEqual({ Lint: 0, Tests: 1, 'CI Success': 1 });
  });

  test('is never longer than the run, and its jobs never overlap', () => {
    const anyJob = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      from: fc.integer({ min: 0, max: 500 }),
      seconds: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(anyJob, { minLength: 1, maxLength: 12 }), (parts) => {
        const jobs = parts.map(({ name, from, seconds }) => job(name, from, seconds));
        const { pathSeconds = Infinity, minutes } = measureCost([run(jobs)]);
        const ends = parts.map(({ from, seconds }) => from + seconds);
        expect(pathSeconds).toBeLessThanOrEqual(
          Math.max(...ends) - Math.min(...parts.map(({ from }) => from)),
        );
        expect(minutes * 60).toBeGreaterThanOrEqual(
          parts.reduce((sum, { seconds }) => sum + seconds, 0),
        );
      }),
    );
  });
});
