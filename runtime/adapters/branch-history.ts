import { createHash } from 'node:crypto';
import { known, missing, type Reading, type RunFact } from '../../core/readiness/facts';
import { mayCount, runOutcome } from '../../core/readiness/pass-rate';
import type { ScorePolicy } from '../../core/readiness/policy';
import type { GitHubClient } from './github-client';
import { runsWithJobs, type Judged, type RunHead } from './github-runs';
import { openRunLists } from './run-lists';

/** Runs read beyond the window at first, because some turn out not to count by their jobs. */
const spare = 3;

/** Most runs whose jobs are read: each takes a request. */
const mostRuns = 150;

/** What an earlier look saw, so that one at an unchanged repository ends at its first request. */
export interface EarlierLook {
  /** Good for the token it was given to, and free where it is good. */
  readonly etag?: string | undefined;
  /** {@link BranchHistory.digest} of that look, which is good for any token. */
  readonly digest?: string | undefined;
  /** {@link BranchHistory.event} of that look. */
  readonly event?: 'push' | undefined;
  readonly runs: readonly RunFact[];
}

export interface BranchHistory {
  /** Newest first; those that cannot count are among them. */
  readonly runs: readonly RunFact[];
  /** The same as a fact; missing when not one of them counts and there are older ones that were not read. */
  readonly reading: Reading<readonly RunFact[]>;
  readonly etag: string | undefined;
  /** Stands for the runs; absent where more were read than a look begins with. */
  readonly digest: string | undefined;
  /** Set where both stand for the pushes alone, because runs of forks fill the list of all events. */
  readonly event: 'push' | undefined;
}

/**
 * The newest completed runs of a workflow on a branch, as many as it takes to fill the window of the pass rate; undefined
 * when they are those of the earlier look. `leaveOut` is the id of the run that asks.
 *
 * @throws GitHubError, with status 404 when the workflow is not on the default branch.
 */
export async function branchHistory(
  client: GitHubClient,
  judged: Judged,
  policy: Pick<ScorePolicy, 'window' | 'qualityJobs'>,
  earlier: EarlierLook = { runs: [] },
  leaveOut?: number,
): Promise<BranchHistory | undefined> {
  if (earlier.event !== undefined && !(await hasNewPush(client, judged, policy, earlier))) {
    return undefined;
  }
  const before = earlier.event === undefined ? { etag: earlier.etag } : {};
  const lists = await openRunLists(client, judged, policy.window, before);
  if (lists === undefined) return undefined;
  const first = policy.window + spare;
  let runs = earlier.runs;
  for (let wanted = first; ; wanted = Math.min(wanted * 2, mostRuns)) {
    const { isComplete, deciding, ...listed } = await lists.atLeast(wanted);
    const heads = listed.heads.filter((head) => head.id !== leaveOut);
    const newest = upTo(wanted, heads);
    const digest =
      wanted === first && deciding !== undefined
        ? digestOf(
            upTo(
              wanted,
              deciding.heads.filter((head) => head.id !== leaveOut),
            ),
          )
        : undefined;
    const isSameList = deciding?.event === undefined && earlier.event === undefined;
    if (isSameList && digest !== undefined && digest === earlier.digest) return undefined;
    runs = await runsWithJobs(client, judged, newest, runs);
    const counted = runs.filter((run) => runOutcome(run, policy.qualityJobs) !== 'ignored').length;
    const isAll = isComplete && newest.length === heads.length;
    if (counted < policy.window && !isAll && wanted < mostRuns) continue;
    const reason = `none of the newest ${newest.length} runs of ${judged.branch} counts, and there are older ones`;
    const reading = counted > 0 || isAll ? known(runs) : missing<readonly RunFact[]>(reason);
    return { runs, reading, etag: deciding?.etag, digest, event: deciding?.event };
  }
}

/** Whether the pushes are others than at the earlier look. */
async function hasNewPush(
  client: GitHubClient,
  judged: Judged,
  { window }: Pick<ScorePolicy, 'window'>,
  { event, etag, digest }: EarlierLook,
): Promise<boolean> {
  const lists = await openRunLists(client, judged, window, { event, etag });
  if (lists === undefined) return false;
  const { heads } = await lists.atLeast(window + spare);
  return digest === undefined || digestOf(upTo(window + spare, heads)) !== digest;
}

/** The newest runs, of which as many as are wanted may count; those in between that do not count stay among them. */
function upTo(wanted: number, heads: readonly RunHead[]): readonly RunHead[] {
  let counted = 0;
  const end = heads.findIndex((head) => {
    if (mayCount(head.conclusion)) counted += 1;
    return counted >= wanted;
  });
  return end === -1 ? heads : heads.slice(0, end + 1);
}

function digestOf(heads: readonly RunHead[]): string {
  const listed = heads.map(({ id, attempt, conclusion }) => [id, attempt, conclusion]);
  return createHash('sha256').update(JSON.stringify(listed)).digest('hex');
}
