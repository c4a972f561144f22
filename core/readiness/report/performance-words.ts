import {
  benchmarkHistory,
  type BenchmarkChange,
  type BenchmarkSeries,
} from '../../performance/benchmark-history';
import type { KeptRun } from '../../performance/results';
import { secondsText, shareText } from '../../performance/words';
import { recent, sparkline } from '../trend';

/** Shows a text that others chose in the language of the page. */
type Foreign = (text: string) => string;

/** `7.1 % slower since abc1234 (2026-03-02), the baseline since then`. */
export function benchmarkChangeText(
  { change, since, isPaired }: BenchmarkChange,
  foreign: Foreign,
): string {
  const word = change > 0 ? 'slower' : 'faster';
  const how = isPaired ? ', measured beside the commit before' : '';
  return `${shareText(change)} ${word} since ${foreign(since.commit.slice(0, 7))} (${since.at.slice(0, 10)})${how}`;
}

/** Benchmarks that a page lists: those that changed first. */
const mostListed = 50;

/** The benchmarks of a page, what changed last first. */
export function shownBenchmarks(runs: readonly KeptRun[] = []): readonly BenchmarkSeries[] {
  const at = ({ last }: BenchmarkSeries): string => last?.since.at ?? '';
  return [...benchmarkHistory(runs)]
    .sort((one, other) => (at(one) < at(other) ? 1 : at(one) > at(other) ? -1 : 0))
    .slice(0, mostListed);
}

/** What the times were measured with. */
export function kindText(runs: readonly KeptRun[] = [], foreign: Foreign): string {
  const newest = runs.at(-1);
  if (newest === undefined) return '';
  const { runner, cpu, arch, python } = newest;
  return `Runs on ${foreign(runner)} with ${foreign(cpu)} (${foreign(arch)}) and Python ${foreign(python)}; of another kind are not compared.`;
}

/** The values as percent of the middle one, as a line of text with the newest time. */
export function trendText({ values }: BenchmarkSeries): string {
  const middle = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 1;
  return sparkline(values.map((value) => (100 * value) / middle));
}

export const newestTime = ({ values }: BenchmarkSeries): string => secondsText(values.at(-1) ?? 0);

/** What was found in the week before, for its digest. */
export function benchmarkNews(
  runs: readonly KeptRun[] | undefined,
  now: string,
  foreign: Foreign,
): readonly string[] {
  const week = 7;
  const changes = shownBenchmarks(runs).flatMap(({ name, last }) =>
    last === undefined ? [] : [{ name, last, at: last.found.at }],
  );
  return recent(changes, now, week).map(
    ({ name, last }) => `${foreign(name)}: ${benchmarkChangeText(last, foreign)}`,
  );
}
