import type { KeptRun, MeasuredBenchmark } from '../../performance/results';
import { judgeRun } from '../../performance/judge-run';
import { numbersSchema } from './document';
import { performanceLines, performanceNumbers } from './performance-comment';

const kind = { runner: 'ubuntu-24.04', cpu: 'EPYC', arch: 'x64', python: '3.12' };
const recorded: readonly KeptRun[] = [1, 2, 3].map((run) => ({
  ...{ run, commit: 'c'.repeat(40), at: '2026-01-01T00:00:00.000Z', ...kind },
  seconds: { 'b.py::test_parse|x': 0.012 + run / 1e5, 'b.py::test_render': 0.5 },
}));
const rounds = Array.from({ length: 10 }, (_, index) => ({
  head: { 'b.py::test_parse|x': 0.013, 'b.py::test_render': 0.5, '@everyone look': 3 },
  base: {
    'b.py::test_parse|x': 0.012 + index / 1e6,
    'b.py::test_render': 0.5,
    '@everyone look': 1,
  },
}));
const numbers = performanceNumbers(judgeRun(rounds, kind, 0.05));

test('names what changed first, with its times on the default branch; a name of the change alone is counted', () => {
  expect(performanceLines(numbers, recorded)).toEqual([
    '⚠️ **Performance** against the base: 2 slower, 1 unchanged',
    '',
    '| benchmark | on the default branch | now | against the base |',
    '| --- | --- | ---: | --- |',
    '| `b.py::test_parse\\|x` | `▄▄▅` | 13 ms | 8.3 % slower (8.3 to 8.3 %, 10 pairs) |',
    '| `b.py::test_render` | `▅▅▅` | 500 ms | unchanged (0.0 to 0.0 %, 10 pairs) |',
    '',
  ]);
});

test('nothing is named before the default branch recorded anything', () => {
  expect(performanceLines(numbers, [])).toEqual([
    '⚠️ **Performance** against the base: 2 slower, 1 unchanged',
    '',
  ]);
  const none = performanceNumbers(judgeRun([], kind, 0.05));
  expect(performanceLines(none, recorded)[0]).toBe(
    '**Performance** against the base: no benchmark',
  );
});

test('what is handed over is bounded', () => {
  const shape = numbersSchema.shape.performance;
  expect(shape.safeParse(numbers).success).toBe(true);
  const [one] = numbers.first as [MeasuredBenchmark];
  for (const wrong of [
    { ...numbers, first: Array<MeasuredBenchmark>(11).fill(one) },
    { ...numbers, first: [{ ...one, name: 'x'.repeat(201) }] },
    { ...numbers, counts: { ...numbers.counts, slower: '<img>' } },
  ]) {
    expect(shape.safeParse(wrong).success).toBe(false);
  }
});
