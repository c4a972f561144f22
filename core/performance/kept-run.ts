import type { KeptRun, Measurement } from './results';

/** What the data branch keeps of a measurement: times with four digits, and what changed from the commit before. */
export function keptRun(
  { runner, cpu, arch, python, benchmarks }: Measurement,
  run: Pick<KeptRun, 'run' | 'commit' | 'at'>,
): KeptRun {
  const changed = benchmarks.flatMap(({ name, verdict, change }) =>
    change !== undefined && (verdict === 'slower' || verdict === 'faster')
      ? [[name, rounded(change.value)] as const]
      : [],
  );
  return {
    ...run,
    ...{ runner, cpu, arch, python },
    seconds: Object.fromEntries(benchmarks.map(({ name, seconds }) => [name, rounded(seconds)])),
    ...(changed.length === 0 ? {} : { changed: Object.fromEntries(changed) }),
  };
}

const rounded = (value: number): number => Number(value.toPrecision(4));
