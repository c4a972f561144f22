import { median } from '../statistics/quantile';
import { runnerPrice } from './prices';

/** A job of a run, as GitHub lists it. A job that was run again appears once for each attempt. */
interface RanJob {
  readonly name: string;
  readonly conclusion: string | null;
  readonly attempt: number;
  readonly seconds: number;
  /** Label of its runner; absent where it was not recorded. */
  readonly runner?: string | undefined;
  /** Seconds from the start of the run until the job began. */
  readonly from?: number | undefined;
  /** Seconds that it waited for a runner. */
  readonly queued?: number | undefined;
}

/** A completed run of a workflow. */
export interface RanWorkflow {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** ISO 8601, UTC; absent where it is not known. */
  readonly completedAt?: string;
  readonly conclusion: string | null;
  /** Empty where the jobs were not read, as those of cancelled runs. */
  readonly jobs: readonly RanJob[];
  /** Percent of its look-ups in caches that hit; absent where it is not known. */
  readonly cacheHitRate?: number | undefined;
}

/** What a job costs, from the runs that had it. */
export interface JobCost {
  readonly name: string;
  readonly runner: string | undefined;
  /** Executions, those of later attempts too. */
  readonly executions: number;
  /** Minutes as GitHub bills them: each execution is rounded up. */
  readonly minutes: number;
  /** At list prices; undefined for a runner without one. */
  readonly usd: number | undefined;
  /** Of the executions. */
  readonly medianSeconds: number;
  /** Undefined where it was not recorded. */
  readonly medianQueued: number | undefined;
  /** Share of the runs in which nothing else kept the run waiting while this job ran, 0 to 1. */
  readonly onPath: number;
}

/** What the runs of a workflow cost. */
export interface MeasuredCost {
  /** Runs with jobs. */
  readonly runs: number;
  /** Runs that were cancelled, whose jobs are not read. */
  readonly cancelled: number;
  /**
   * Estimated minutes of these: the share of a run's minutes that its time is of the longest chain of jobs, at most all of
   * them. Undefined where no chain or no end is known.
   */
  readonly cancelledMinutes: number | undefined;
  /** Days from the first of the runs to the last one. */
  readonly days: number;
  /** By minutes, most first. */
  readonly jobs: readonly JobCost[];
  readonly minutes: number;
  readonly usd: number;
  /** Minutes that are billed and were not used, because each job is rounded up. */
  readonly rounding: number;
  /** Minutes of second and later attempts. */
  readonly repeated: number;
  /** Median seconds of the longest chain of jobs that waited for each other; undefined where no start was recorded. */
  readonly pathSeconds: number | undefined;
  /** What caches save: undefined where too few runs hit all of them, or too few missed one. */
  readonly caches: CacheSaving | undefined;
}

/** Runs whose caches all hit against those in which a look-up missed. */
export interface CacheSaving {
  readonly hits: number;
  readonly misses: number;
  /** Seconds of all jobs of a run together that a hit saves, by the medians; negative where it costs some. */
  readonly savedSeconds: number;
}

/** Runs of either kind that a comparison of caches needs. */
const fewestRuns = 3;

/** Seconds between the end of a job and the start of one that waited for it, at most: what GitHub takes to start a runner. */
const longestHandover = 120;

/**
 * What runs cost, measured. A job that did not run, such as a skipped one, costs nothing. GitHub bills whole minutes of each
 * job: https://docs.github.com/en/billing/concepts/product-billing/github-actions
 */
export function measureCost(runs: readonly RanWorkflow[]): MeasuredCost {
  const read = runs.filter(({ jobs }) => jobs.length > 0);
  const paths = read.map(({ jobs }) => criticalPath(jobs));
  const groups = new Map<string, { job: RanJob; run: number }[]>();
  read.forEach(({ jobs }, run) => {
    for (const job of jobs.filter(hasRun)) {
      const key = JSON.stringify([job.name, job.runner]);
      groups.set(key, [...(groups.get(key) ?? []), { job, run }]);
    }
  });
  const jobs = [...groups.values()]
    .map((group) => jobCost(group, paths))
    .sort((a, b) => b.minutes - a.minutes || (a.name < b.name ? -1 : 1));
  const executed = read.flatMap((one) => one.jobs.filter(hasRun));
  const lengths = paths.flatMap((path) => (path.length === 0 ? [] : [lengthOf(path)]));
  const pathSeconds = lengths.length === 0 ? undefined : median(lengths);
  const minutes = sum(jobs.map((job) => job.minutes));
  const cancelled = runs.filter(({ conclusion }) => conclusion === 'cancelled');
  return {
    runs: read.length,
    cancelled: cancelled.length,
    cancelledMinutes: minutesUntil(cancelled, minutes / read.length, pathSeconds),
    days: daysOf(read),
    jobs,
    minutes,
    usd: sum(jobs.map(({ usd }) => usd ?? 0)),
    rounding: sum(executed.map((job) => billed(job) - job.seconds / 60)),
    repeated: sum(executed.filter(({ attempt }) => attempt > 1).map(billed)),
    pathSeconds,
    caches: cacheSaving(read),
  };
}

/** What runs cost until they were cancelled, if they got as far as others do in that time. */
function minutesUntil(
  cancelled: readonly RanWorkflow[],
  minutesOfRun: number,
  pathSeconds: number | undefined,
): number | undefined {
  if (pathSeconds === undefined || pathSeconds === 0) return undefined;
  const seconds = cancelled.flatMap(({ startedAt, completedAt = '' }) => {
    const lasted = (Date.parse(completedAt) - Date.parse(startedAt)) / 1000;
    return lasted >= 0 ? [lasted] : [];
  });
  // One without an end is as long as the others on average.
  if (seconds.length === 0) return cancelled.length === 0 ? 0 : undefined;
  const shares = seconds.map((each) => Math.min(1, each / pathSeconds));
  return (sum(shares) / shares.length) * cancelled.length * minutesOfRun;
}

function jobCost(
  group: readonly { readonly job: RanJob; readonly run: number }[],
  paths: readonly (readonly RanJob[])[],
): JobCost {
  const [first] = group;
  if (first === undefined) throw new Error('a group has a job');
  const { name, runner } = first.job;
  const minutes = sum(group.map(({ job }) => billed(job)));
  const price = runner === undefined ? undefined : runnerPrice(runner)?.usd;
  const queued = group.flatMap(({ job }) => job.queued ?? []);
  const known = new Set(group.filter(({ run }) => paths[run]?.length !== 0).map(({ run }) => run));
  const on = new Set(
    group.filter(({ job, run }) => paths[run]?.includes(job)).map(({ run }) => run),
  );
  return {
    ...{ name, runner, minutes },
    executions: group.length,
    usd: price === undefined ? undefined : minutes * price,
    medianSeconds: median(group.map(({ job }) => job.seconds)),
    medianQueued: queued.length === 0 ? undefined : median(queued),
    onPath: known.size === 0 ? 0 : on.size / known.size,
  };
}

/** Of successful runs alone: a failed one ends early, whatever its caches did. */
function cacheSaving(runs: readonly RanWorkflow[]): CacheSaving | undefined {
  const worked = (isHit: boolean): readonly number[] =>
    runs
      .filter(
        ({ conclusion, cacheHitRate }) => conclusion === 'success' && cacheHitRate !== undefined,
      )
      .filter(({ cacheHitRate }) => (cacheHitRate === 100) === isHit)
      .map(({ jobs }) => sum(jobs.filter(hasRun).map(({ seconds }) => seconds)));
  const [hits, misses] = [worked(true), worked(false)];
  if (Math.min(hits.length, misses.length) < fewestRuns) return undefined;
  const savedSeconds = median(misses) - median(hits);
  return { hits: hits.length, misses: misses.length, savedSeconds };
}

/**
 * The chain of jobs that a run waited for: the one that ended last, before it the one that ended last before that began, and
 * so on. Of the last attempt; empty where a start is not known.
 */
function criticalPath(jobs: readonly RanJob[]): readonly RanJob[] {
  const last = Math.max(...jobs.map(({ attempt }) => attempt));
  const ran = jobs.filter((job) => job.attempt === last && hasRun(job));
  if (ran.some(({ from }) => from === undefined)) return [];
  const path: RanJob[] = [];
  let next = latest(ran);
  while (next !== undefined) {
    path.unshift(next);
    const { from = 0 } = next;
    // GitHub's times are whole seconds, so one may begin in the second in which the other ends.
    next = latest(
      ran.filter(
        (job) => !path.includes(job) && endOf(job) <= from && from - endOf(job) <= longestHandover,
      ),
    );
  }
  return path;
}

const latest = (jobs: readonly RanJob[]): RanJob | undefined =>
  jobs.reduce<RanJob | undefined>(
    (found, job) => (found === undefined || endOf(job) > endOf(found) ? job : found),
    undefined,
  );

const endOf = ({ from = 0, seconds }: RanJob): number => from + seconds;

function lengthOf(path: readonly RanJob[]): number {
  const ends = path.map(endOf);
  return Math.max(...ends) - Math.min(...path.map(({ from = 0 }) => from));
}

const hasRun = ({ conclusion, seconds }: RanJob): boolean =>
  conclusion !== 'skipped' && seconds > 0;

const billed = ({ seconds }: RanJob): number => Math.ceil(seconds / 60);

function daysOf(runs: readonly RanWorkflow[]): number {
  const times = runs.map(({ startedAt }) => Date.parse(startedAt)).filter(Number.isFinite);
  return times.length === 0 ? 0 : (Math.max(...times) - Math.min(...times)) / 86_400_000;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
