import { levelChanges } from '../performance/level-changes';
import type { RunFact } from './facts';
import { newestFirst } from './pass-rate';

/** What of the pipeline is measured: all jobs of a run, one job, the longest wait for a runner, the hits of caches. */
export type CiMeasure =
  { readonly of: 'run' | 'queue' | 'caches' } | { readonly of: 'job'; readonly job: string };

/** The values of one measure, oldest first: seconds, of caches percent. */
export interface CiSeries {
  readonly measure: CiMeasure;
  readonly values: readonly { readonly run: RunFact; readonly value: number }[];
}

/** A change of the pipeline's own times that lasts. */
export interface CiChange {
  readonly measure: CiMeasure;
  readonly before: number;
  readonly after: number;
  /** The first run that has it. */
  readonly since: RunFact;
  /** The run with which it was found; the runs after it are compared with the new level. */
  readonly found: RunFact;
}

/** What a time must change by, as a share and in seconds: GitHub counts whole seconds. */
const leastShare = 0.05;
const leastSeconds = 10;

/** Percentage points that the hits of caches must change by. */
const leastPoints = 10;

/** Jobs that are looked at: those of a larger matrix say the same many times. */
const mostJobs = 60;

/** The pipeline's times in green runs of one attempt: a failed run ends early, and a later attempt runs some jobs only. */
export function ciSeries(runs: readonly RunFact[]): readonly CiSeries[] {
  const green = newestFirst(runs)
    .filter(({ conclusion, attempt }) => conclusion === 'success' && attempt === 1)
    .reverse();
  const series = (measure: CiMeasure, of: (run: RunFact) => number | undefined): CiSeries => ({
    measure,
    values: green.flatMap((run) => {
      const value = of(run);
      return value === undefined ? [] : [{ run, value }];
    }),
  });
  const names = [...new Set(green.flatMap(({ jobs }) => jobs.map(({ name }) => name)))];
  const secondsOf = (job: string, { jobs }: RunFact): number | undefined =>
    jobs.find(({ name, conclusion }) => name === job && conclusion === 'success')?.seconds;
  return [
    series({ of: 'run' }, ({ seconds }) => seconds),
    ...names
      .slice(0, mostJobs)
      .map((job) => series({ of: 'job', job }, (run) => secondsOf(job, run))),
    series({ of: 'queue' }, ({ queuedSeconds }) => queuedSeconds),
    series({ of: 'caches' }, ({ cacheHitRate }) => cacheHitRate),
  ];
}

/** The last change of each measure: all jobs of a run, the jobs by how much they changed, waiting, caches. */
export function ciChanges(runs: readonly RunFact[]): readonly CiChange[] {
  const all = ciSeries(runs);
  const changes = all.flatMap((series) => lastChange(series, all.length) ?? []);
  const size = ({ before, after }: CiChange): number => Math.abs(after - before);
  const ofJobs = changes.filter(({ measure }) => measure.of === 'job');
  return [
    ...changes.filter(({ measure }) => measure.of === 'run'),
    ...ofJobs.sort((one, other) => size(other) - size(one)),
    ...changes.filter(({ measure }) => measure.of === 'queue' || measure.of === 'caches'),
  ];
}

function lastChange({ measure, values }: CiSeries, together: number): CiChange | undefined {
  const isShare = measure.of === 'caches';
  const scaled = values.map(({ value }) => (isShare ? value : Math.log(Math.max(1, value))));
  const minimum = isShare ? leastPoints : Math.log1p(leastShare);
  const change = levelChanges(scaled, { minimum, together }).at(-1);
  const since = values[change?.since ?? -1]?.run;
  const found = values[change?.found ?? -1]?.run;
  if (change === undefined || since === undefined || found === undefined) return undefined;
  const [before, after] = [change.before, change.after].map((level) =>
    isShare ? level : Math.exp(level),
  ) as [number, number];
  if (!isShare && Math.abs(after - before) < leastSeconds) return undefined;
  return { measure, before, after, since, found };
}
