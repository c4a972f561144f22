import { foreignCell, foreignMarkdown, printable } from '../kernel/foreign-text';
import type { MeasuredBenchmark, Measurement } from './results';

/** `12.3 ms`: three digits in the unit that suits. */
export function secondsText(seconds: number): string {
  const [unit, factor] =
    seconds >= 1
      ? ['s', 1]
      : seconds >= 1e-3
        ? ['ms', 1e3]
        : seconds >= 1e-6
          ? ['µs', 1e6]
          : ['ns', 1e9];
  return `${Number((seconds * Number(factor)).toPrecision(3))} ${String(unit)}`;
}

/** `7.1 %`, without a sign. */
export const shareText = (share: number): string => `${Math.abs(share * 100).toFixed(1)} %`;

/** What became of a benchmark, without its name: `7.1 % slower (5.2 to 9.0 %), 12 pairs`. */
export function verdictText({
  verdict,
  change,
  pairs,
}: Pick<MeasuredBenchmark, 'verdict' | 'change' | 'pairs'>): string {
  if (change === undefined) return 'not compared';
  const ends = [change.low, change.high].map((end) => (end * 100).toFixed(1));
  const range = `${String(ends[0])} to ${String(ends[1])} %, ${String(pairs)} pairs`;
  const word = {
    slower: `${shareText(change.value)} slower`,
    faster: `${shareText(change.value)} faster`,
    unchanged: 'unchanged',
    'not enough data': 'too noisy to say',
  }[verdict];
  return `${word} (${range})`;
}

/** One line for the log. */
export const changeText = (one: MeasuredBenchmark): string =>
  `${printable(one.name, 200)}: ${secondsText(one.seconds)}, ${verdictText(one)}`;

/** Benchmarks that a summary lists; the number is always of all. */
const mostListed = 100;

const order = { slower: 0, faster: 1, 'not enough data': 2, unchanged: 3 } as const;

/** What changed first. */
export const changedFirst = (
  benchmarks: readonly MeasuredBenchmark[],
): readonly MeasuredBenchmark[] =>
  [...benchmarks].sort((one, other) => order[one.verdict] - order[other.verdict]);

/** The job's summary. */
export function measurementSummary({ benchmarks, ...kind }: Measurement): string {
  const shown = changedFirst(benchmarks).slice(0, mostListed);
  return [
    '## Performance',
    '',
    `${String(benchmarks.length)} benchmarks on ${foreignMarkdown(kind.runner)}, ${foreignMarkdown(kind.cpu)}, Python ${foreignMarkdown(kind.python)}`,
    '',
    '| benchmark | time | against the base |',
    '| --- | ---: | --- |',
    ...shown.map(
      (one) => `| ${foreignCell(one.name)} | ${secondsText(one.seconds)} | ${verdictText(one)} |`,
    ),
    '',
  ].join('\n');
}
