import * as z from 'zod/mini';
import { benchmarkHistory } from '../../performance/benchmark-history';
import { verdicts } from '../../performance/compare-pairs';
import { measuredBenchmark, type KeptRun, type Measurement } from '../../performance/results';
import { changedFirst, secondsText, verdictText } from '../../performance/words';
import { foreignCell } from './foreign';
import { trendText } from './performance-words';

/** Benchmarks that a comment names: those that changed first. */
const mostNamed = 10;

const count = z.int().check(z.minimum(0), z.maximum(1_000_000));

/** What the run of an untrusted pull request may hand over of its benchmarks. Names count where the default branch has them. */
export const performanceNumbersSchema = z.object({
  counts: z.record(z.enum(verdicts), count),
  first: z.array(measuredBenchmark).check(z.maxLength(mostNamed)),
});
export type PerformanceNumbers = z.infer<typeof performanceNumbersSchema>;

/** A measurement in the form that is handed over. */
export function performanceNumbers({ benchmarks }: Measurement): PerformanceNumbers {
  const counts = verdicts.map((verdict) => [
    verdict,
    benchmarks.filter((one) => one.verdict === verdict).length,
  ]);
  return {
    counts: Object.fromEntries(counts) as PerformanceNumbers['counts'],
    first: changedFirst(benchmarks).slice(0, mostNamed),
  };
}

/**
 * The benchmarks in the comment, each with its times on the default branch. What is named is what the default branch recorded: a
 * name that only the change has may be anything.
 */
export function performanceLines(
  { counts, first }: PerformanceNumbers,
  recorded: readonly KeptRun[],
): readonly string[] {
  const known = new Map(benchmarkHistory(recorded).map((series) => [series.name, series]));
  const words = { slower: 'slower', faster: 'faster', unchanged: 'unchanged' } as const;
  const parts = Object.entries(words).flatMap(([verdict, word]) => {
    const found = counts[verdict as keyof typeof words];
    return found === 0 ? [] : [`${found} ${word}`];
  });
  const unclear = counts['not enough data'];
  const all = [...parts, ...(unclear === 0 ? [] : [`${unclear} without enough data`])];
  const rows = first.flatMap((one) => {
    const series = known.get(one.name);
    if (series === undefined) return [];
    const trend = `\`${trendText(series)}\``;
    return [
      `| ${foreignCell(one.name)} | ${trend} | ${secondsText(one.seconds)} | ${verdictText(one)} |`,
    ];
  });
  const mark = counts.slower > 0 ? '⚠️ ' : '';
  return [
    `${mark}**Performance** against the base: ${all.length === 0 ? 'no benchmark' : all.join(', ')}`,
    '',
    ...(rows.length === 0
      ? []
      : [
          '| benchmark | on the default branch | now | against the base |',
          '| --- | --- | ---: | --- |',
          ...rows,
          '',
        ]),
  ];
}
