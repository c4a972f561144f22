import { isCall, type AnyJob, type NeededJob } from './model/job';

/** Minutes until a runner takes a job that is ready: hosted runners take it in seconds, a busy pool does not. */
const runnerMinutes = 2;

/**
 * Minutes after which a job is done at the latest, whatever happens: the longest path of timeouts to it, its own
 * included, with the time that each job waits for a runner. What no job of the path needs does not count.
 *
 * @param isSkipped Whether GitHub skips a job on the event in question; a skipped job takes no time.
 */
export function longestMinutes(
  last: NeededJob,
  isSkipped: (job: AnyJob) => boolean = () => false,
): number {
  const known = new Map<NeededJob, number>();
  const minutesOf = (job: NeededJob): number => {
    // A call lasts as long as the longest of the called jobs.
    if (isCall(job)) return Math.max(...job.jobs.map(minutesOf));
    const found = known.get(job);
    if (found !== undefined) return found;
    const before = Math.max(0, ...(job.needs ?? []).map(minutesOf));
    const minutes =
      before + (isSkipped(job) ? 0 : rounds(job) * job.timeoutMinutes + runnerMinutes);
    known.set(job, minutes);
    return minutes;
  };
  return minutesOf(last);
}

/** How often in a row a job's timeout may pass: combinations of a matrix that may not all run at once wait for others. */
function rounds({ strategy }: AnyJob): number {
  if (strategy?.maxParallel === undefined) return 1;
  const combinations = Object.values(strategy.matrix).reduce((all, axis) => all * axis.length, 1);
  return Math.ceil(combinations / strategy.maxParallel);
}
