import { exampleReports, exampleRun } from './example-facts';
import type { TestObservation } from './test-observation';
import {
  addMeasurement,
  emptyHistory,
  historySchema,
  sameHistory,
  type Measurement,
  type History,
} from './history';
import { keepReadings } from './kept-readings';
import type { ReadinessDocument } from './report/document';
import { exampleDocument as document } from './report/example-document';

const security = { findings: [], packages: [] };
const found: Measurement = {
  document,
  metrics: { passRate: 100 },
  runs: [exampleRun(1)],
  source: { policy: 'p' },
  security,
  readings: keepReadings(exampleReports, 1, document.generatedAt),
  overrides: [],
};
const at = (moment: string, parts: Partial<ReadinessDocument> = {}): ReadinessDocument => ({
  ...document,
  ...parts,
  generatedAt: moment,
});
test('the first finding is remembered whole', () => {
  const observed = [
    {
      run: 1,
      attempt: 1,
      commit: exampleRun(1).commit,
      at: exampleRun(1).completedAt,
      environment: '3.10',
      tests: 2,
      rerun: ['flaky'],
      failed: ['broken'],
      details: { flaky: { seconds: 1 }, broken: { seconds: 2, cause: 'time' as const } },
    },
  ];
  const overrides = [{ pullRequest: 7, by: 'maya', at: '2026-01-07T00:00:00Z', reason: 'why' }];
  const history = addMeasurement(emptyHistory, { ...found, observed, overrides });
  expect(history).toEqual({
    version: 1,
    source: { policy: 'p' },
    document,
    metrics: { passRate: 100 },
    points: [
      { at: document.generatedAt, commit: document.commit, score: 100, metrics: { passRate: 100 } },
    ],
    runs: [exampleRun(1)],
    observations: observed,
    security,
    readings: found.readings,
    overrides,
    slack: { announced: 'nothing' },
  });
  expect(historySchema.parse(JSON.parse(JSON.stringify(history)))).toEqual(history);
});

test('a history holds nothing that is not known of it', () => {
  expect(historySchema.safeParse(emptyHistory).success).toBe(true);
  expect(historySchema.safeParse({ ...emptyHistory, version: 2 }).success).toBe(false);
  const announced = { ...emptyHistory, slack: { announced: 'often' } };
  expect(historySchema.safeParse(announced).success).toBe(false);
});

describe('a point is added', () => {
  const before = addMeasurement(emptyHistory, found);
  const later = '2026-02-02T09:00:00.000Z';

  test.each<[string, Partial<Measurement>, number]>([
    ['not when nothing but the time changed', { document: at(later) }, 1],
    ['when the score changed', { document: at(later, { value: 99 }) }, 2],
    ['when the commit changed', { document: at(later, { commit: 'b'.repeat(40) }) }, 2],
    ['when a metric changed', { document: at(later), metrics: { passRate: 90 } }, 2],
    [
      'when a metric is there for the first time',
      { document: at(later), metrics: { passRate: 100, coverage: 1 } },
      2,
    ],
    ['not when something else changed', { document: at(later, { threshold: 80 }) }, 1],
  ])('%s', (_name, change, points) => {
    const after = addMeasurement(before, { ...found, ...change });
    expect(after.points).toHaveLength(points);
    if (points === 2) expect(after.points.at(-1)?.at).toBe(later);
    expect(after.points[0]).toEqual(before.points[0]);
  });

  test('and the document is replaced when more of it changed than its time', () => {
    expect(addMeasurement(before, { ...found, document: at(later) }).document).toBe(document);
    const changed = at(later, { threshold: 80 });
    expect(addMeasurement(before, { ...found, document: changed }).document).toBe(changed);
  });

  test('and those of more than 90 days ago go', () => {
    const after = addMeasurement(before, {
      ...found,
      document: at('2026-05-02T10:00:00.000Z', { value: 99 }),
    });
    expect(after.points.map((point) => point.score)).toEqual([99]);
    const justIn = addMeasurement(before, {
      ...found,
      document: at('2026-05-02T09:00:00.000Z', { value: 99 }),
    });
    expect(justIn.points.map((point) => point.score)).toEqual([100, 99]);
  });

  test('and one of a clock that ran ahead does not stay the newest', () => {
    const [point] = before.points;
    if (point === undefined) throw new Error('no point');
    const ahead: History = { ...before, points: [{ ...point, at: '2031-01-01T00:00:00.000Z' }] };
    const after = addMeasurement(ahead, { ...found, document: at(later, { value: 99 }) });
    expect(after.points.map((one) => [one.at, one.score])).toEqual([
      [later, 100],
      [later, 99],
    ]);
    const again = addMeasurement(after, { ...found, document: at(later, { value: 99 }) });
    expect(sameHistory(after, again)).toBe(true);
  });
});

test('the metrics, the source and the findings are those of the last look', () => {
  const findings = [{ file: 'a.py', line: 1, rule: 'B602', message: 'shell' }];
  const after = addMeasurement(addMeasurement(emptyHistory, found), {
    ...found,
    metrics: {},
    source: { policy: 'q', runsEtag: 'e' },
    security: { findings, packages: [] },
  });
  expect(after).toMatchObject({
    metrics: {},
    source: { policy: 'q', runsEtag: 'e' },
    security: { findings, packages: [] },
  });
  expect(after.metrics).toEqual({});
});

describe('runs', () => {
  const ids = (history: History) => history.runs.map(({ id }) => id);
  test('are merged by their id, the newest first; the later look knows best', () => {
    const first = addMeasurement(emptyHistory, { ...found, runs: [exampleRun(1), exampleRun(3)] });
    const green = exampleRun(3);
    const after = addMeasurement(first, {
      ...found,
      runs: [exampleRun(2), exampleRun(3, 'failure')],
    });
    expect(ids(after)).toEqual([3, 2, 1]);
    expect(after.runs[0]?.conclusion).toBe('failure');
    expect(addMeasurement(after, { ...found, runs: [green] }).runs[0]).toEqual(green);
  });

  test('are kept to the number of 50, or as many as a look needs', () => {
    const runs = Array.from({ length: 60 }, (_, index) => exampleRun(index + 1));
    expect(ids(addMeasurement(emptyHistory, { ...found, runs }))).toHaveLength(60);
    const once = addMeasurement(emptyHistory, { ...found, runs: runs.slice(0, 40) });
    const kept = ids(addMeasurement(once, { ...found, runs: runs.slice(40) }));
    expect(kept).toHaveLength(50);
    expect([kept[0], kept.at(-1)]).toEqual([60, 11]);
  });
});

describe('observations', () => {
  const seen = (run: number, attempt: number, parts: Partial<TestObservation> = {}) => ({
    observed: [
      {
        ...{ run, attempt, commit: 'c', at: exampleRun(run).completedAt },
        ...{ tests: 1, rerun: [], failed: [] },
        ...parts,
      },
    ],
  });
  const attempts = (history: History) =>
    history.observations.map(
      ({ run, attempt, environment = '' }) => `${run}.${attempt}${environment}`,
    );
  const add = (history: History, parts: Partial<Measurement>) =>
    addMeasurement(history, { ...found, ...parts });

  test('are in the order of time, runs and attempts', () => {
    const early = { at: '2020-01-01T00:00:00Z' };
    const history = [seen(2, 1), seen(1, 2), seen(3, 1, early), seen(1, 1)].reduce(
      add,
      emptyHistory,
    );
    expect(attempts(history)).toEqual(['3.1', '1.1', '1.2', '2.1']);
  });

  test('of the same attempt and environment replace the former one, others do not', () => {
    const first = add(emptyHistory, seen(1, 1));
    const again = add(first, seen(1, 1, { failed: ['t'] }));
    expect(again.observations.map(({ failed }) => failed)).toEqual([['t']]);
    expect(attempts(add(again, seen(1, 2)))).toEqual(['1.1', '1.2']);
    expect(attempts(add(again, seen(2, 1)))).toEqual(['1.1', '2.1']);
    expect(attempts(add(again, seen(1, 1, { environment: 'x' })))).toEqual(['1.1', '1.1x']);
  });

  test('stay as they are at a look without a report of tests', () => {
    const first = add(emptyHistory, seen(1, 1));
    expect(add(first, {}).observations).toBe(first.observations);
    expect(add(first, { observed: [] }).observations).toBe(first.observations);
  });

  test('are kept to the newest 1,000', () => {
    const observations = Array.from({ length: 1000 }, (_, index) => ({
      run: index + 1,
      attempt: 1,
      commit: 'c',
      at: '2020-01-01T00:00:00Z',
      tests: 1,
      rerun: [],
      failed: [],
    }));
    const kept = attempts(add({ ...emptyHistory, observations }, seen(1001, 1)));
    expect(kept).toHaveLength(1000);
    expect([kept[0], kept.at(-1)]).toEqual(['2.1', '1001.1']);
  });

  test('of end-to-end checks are kept to the newest 300, beside those of tests', () => {
    const check = { kind: 'end-to-end', environment: 'staging' } as const;
    const all = Array.from({ length: 301 }, (_, index) => seen(index + 1, 1, check).observed);
    const before = add(emptyHistory, { observed: all.flat() });
    const { observations } = add(before, seen(1000, 1));
    expect(observations).toHaveLength(301);
    expect([observations[0]?.run, observations.at(-1)?.run]).toEqual([2, 1000]);
    expect(historySchema.parse(before).observations).toEqual(before.observations);
  });

  test.each([
    ['the last format', { tests: 5, rerun: ['a'], failed: [] }, { tests: 5 }],
    ['the one before, which did not count the tests', { rerun: ['a'], failed: [] }, { tests: 0 }],
  ])('of %s are read', (_name, old, expected) => {
    const observations = [{ run: 1, attempt: 1, commit: 'c', at: '2026-01-01T00:00:00Z', ...old }];
    const history = historySchema.parse({ ...emptyHistory, observations });
    expect(history.observations).toMatchObject([{ rerun: ['a'], ...expected }]);
  });
});

test('an override is remembered once, and never forgotten', () => {
  const one = { pullRequest: 7, by: 'maya', at: '2026-01-07T00:00:00Z', reason: 'why' };
  const other = { ...one, pullRequest: 8 };
  const later = { ...one, at: '2026-01-08T00:00:00Z' };
  const first = addMeasurement(emptyHistory, { ...found, overrides: [one] });
  expect(addMeasurement(first, { ...found, overrides: [] }).overrides).toEqual([one]);
  expect(addMeasurement(first, { ...found, overrides: [one, other, later] }).overrides).toEqual([
    one,
    other,
    later,
  ]);
});

describe('two histories say the same', () => {
  const history = addMeasurement(emptyHistory, found);
  test.each<[string, Partial<History>, boolean]>([
    ['as they are', {}, true],
    ['read from another answer', { source: { policy: 'p', runsEtag: 'e' } }, true],
    ['judged by another policy', { source: { policy: 'q' } }, false],
    ['with another score', { document: at(document.generatedAt, { value: 1 }) }, false],
    ['with another message owed', { slack: { announced: 'nothing', pending: 'below' } }, false],
    ['without a run', { runs: [] }, false],
  ])('%s: %s', (_name, change, expected) => {
    expect(sameHistory(history, { ...history, ...change })).toBe(expected);
    expect(sameHistory({ ...history, ...change }, history)).toBe(expected);
  });

  test('without a source as with an empty policy', () => {
    expect(sameHistory(emptyHistory, { ...emptyHistory, source: { policy: '' } })).toBe(true);
    expect(sameHistory(emptyHistory, { ...emptyHistory, source: { policy: 'p' } })).toBe(false);
  });
});

test('readings keep the time of the first look that read them', () => {
  const later = '2026-03-01T00:00:00.000Z';
  const once = addMeasurement(emptyHistory, found);
  const again = addMeasurement(once, { ...found, readings: { ...found.readings, at: later } });
  expect(again.readings?.at).toBe(document.generatedAt);
  expect(sameHistory(once, again)).toBe(true);
  const other = addMeasurement(once, {
    ...found,
    readings: keepReadings(exampleReports, 2, later),
  });
  expect(other.readings).toMatchObject({ run: 2, at: later });
});

test('a conclusion that is not known yet does not make the history unreadable', () => {
  const run = {
    ...exampleRun(1),
    conclusion: 'paused',
    jobs: [{ name: 'a', conclusion: 'held', attempt: 1, seconds: 1 }],
  };
  const parsed = historySchema.parse({ ...emptyHistory, runs: [run] });
  expect(parsed.runs).toMatchObject([{ conclusion: 'unknown', jobs: [{ conclusion: 'unknown' }] }]);
  expect(historySchema.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
});

test.each([
  ['before the day on which a mode changes the same', '2026-02-02', true],
  ['on the day on which a mode changes another', '2026-02-03', false],
])('the finding of %s history', (_name, day, isSame) => {
  const exceptions = {
    ...{ modes: { types: 'warn then enforce from 2026-02-03' }, waivers: [], wrong: 0 },
  };
  const later = { ...found, document: at(`${day}T09:00:00.000Z`, { exceptions }) };
  const first = addMeasurement(emptyHistory, { ...found, document: { ...document, exceptions } });
  expect(sameHistory(addMeasurement(first, later), first)).toBe(isSame);
});

test('the same finding later gives back an equal history', () => {
  const once = addMeasurement(emptyHistory, found);
  const again = addMeasurement(once, { ...found, document: at('2026-03-01T00:00:00.000Z') });
  expect(sameHistory(once, again)).toBe(true);
});
