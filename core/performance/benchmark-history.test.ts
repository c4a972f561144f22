import { benchmarkHistory } from './benchmark-history';
import { judgeRun, regressions, roundsFor } from './judge-run';
import { keptRun } from './kept-run';
import { measurementSchema, resultSchemas, type KeptRun } from './results';
import { measurementSummary, secondsText, verdictText } from './words';

const kind = { runner: 'ubuntu-24.04', cpu: 'EPYC', arch: 'x64', python: '3.12' };
const run = (id: number, parse: number, parts: Partial<KeptRun> = {}): KeptRun => ({
  ...{
    run: id,
    commit: String(id).padStart(40, '0'),
    at: `2026-01-${String(id).padStart(2, '0')}`,
  },
  ...kind,
  seconds: { parse, render: 1 + (id % 3) / 1000 },
  ...parts,
});
const steady = Array.from({ length: 12 }, (_, index) => run(index + 1, 1 + (index % 4) / 1000));

test('a level that changed, since which run and with how many baselines', () => {
  const [parse, render] = benchmarkHistory([...steady, run(13, 1.1), run(14, 1.1), run(15, 1.1)]);
  expect(parse).toMatchObject({ name: 'parse', baselines: 3 });
  expect(parse?.last).toMatchObject({ since: { run: 13 }, isPaired: false });
  expect(parse?.last?.change).toBeCloseTo(0.1, 1);
  expect(render?.last).toBeUndefined();
});

test('a change that was seen beside the commit before counts at once, and begins new baselines', () => {
  const changed = run(13, 1.1, { changed: { parse: 0.1 } });
  const [parse] = benchmarkHistory([...steady, changed, run(14, 1.1)]);
  expect(parse).toMatchObject({
    baselines: 2,
    last: { change: 0.1, since: changed, isPaired: true },
  });
});

test('only runs of the same kind of machine and Python are compared', () => {
  const other = [13, 14, 15].map((id) => run(id, 2, { cpu: 'Xeon' }));
  expect(benchmarkHistory([...steady, ...other])[0]).toMatchObject({
    values: [2, 2, 2],
    last: undefined,
  });
  expect(benchmarkHistory([])).toEqual([]);
});

const rounds = (ratio: number) =>
  Array.from({ length: 10 }, (_, index) => {
    const base = 1 + (index % 3) / 1000;
    return { head: { parse: base * ratio, own: 2 }, base: { parse: base, gone: 1 } };
  });

test('a measurement compares what both sides have, and is kept with four digits', () => {
  const measurement = judgeRun(rounds(1.08), kind, 0.05);
  expect(measurementSchema.parse(measurement)).toEqual(measurement);
  expect(measurement.benchmarks).toMatchObject([
    { name: 'own', seconds: 2, verdict: 'not enough data', pairs: 0 },
    { name: 'parse', verdict: 'slower', pairs: 10 },
  ]);
  expect(regressions(measurement, 0.05).map(({ name }) => name)).toEqual(['parse']);
  expect(regressions(measurement, 0.1)).toEqual([]);
  const kept = keptRun(measurement, { run: 1, commit: 'c', at: 't' });
  expect(kept).toMatchObject({ seconds: { own: 2, parse: 1.081 }, changed: { parse: 0.08 } });
  expect(measurementSummary(measurement)).toContain(
    '| `parse` | 1.08 s | 8.0 % slower (8.0 to 8.0 %, 10 pairs) |',
  );
  expect(measurementSummary(measurement)).toContain('| `own` | 2 s | not compared |');
});

test.each([
  [600, 20, 20],
  [600, 100, 6],
  [5, 10, 0],
  [600, 0, 20],
])('rounds in %d s when the first took %d s', (budget, first, count) => {
  expect(roundsFor(budget, first)).toBe(count);
});

test.each([
  [2.5, '2.5 s'],
  [0.012345, '12.3 ms'],
  [4.2e-6, '4.2 µs'],
  [3e-9, '3 ns'],
])('%d seconds are %s', (seconds, text) => {
  expect(secondsText(seconds)).toBe(text);
});

test.each([
  ['faster', -0.1, '10.0 % faster (-11.0 to -9.0 %, 9 pairs)'],
  ['unchanged', 0, 'unchanged (-1.0 to 1.0 %, 9 pairs)'],
  ['not enough data', 0, 'too noisy to say (-1.0 to 1.0 %, 9 pairs)'],
] as const)('%s', (verdict, value, text) => {
  const change = { value, low: value - 0.01, high: value + 0.01 };
  expect(verdictText({ verdict, change, pairs: 9 })).toBe(text);
});

test('what benchmarks write: of pytest-benchmark the median, or seconds by name', () => {
  const report = {
    benchmarks: [{ fullname: 'b.py::test_parse[1]', stats: { median: 0.5, mean: 9 } }],
  };
  expect(resultSchemas['pytest-benchmark'].parse(report)).toEqual({ 'b.py::test_parse[1]': 0.5 });
  expect(resultSchemas.json.parse({ parse: 0.5 })).toEqual({ parse: 0.5 });
  for (const wrong of [{ parse: 0 }, { parse: '1' }, { '': 1 }, []]) {
    expect(resultSchemas.json.safeParse(wrong).success).toBe(false);
  }
});
