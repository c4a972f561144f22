import * as z from 'zod/mini';
import { conclusionSchema } from '../../core/readiness/conclusion';
import { mayCount, newestFirst } from '../../core/readiness/pass-rate';
import type { GitHubClient } from './github-client';
import type { Judged, RunHead } from './github-runs';

const runSchema = z.object({
  id: z.number(),
  event: z.string(),
  conclusion: conclusionSchema,
  head_sha: z.string(),
  head_branch: z.nullable(z.string()),
  head_repository: z.nullish(z.object({ full_name: z.string() })),
  run_attempt: z._default(z.number(), 1),
  created_at: z.string(),
  updated_at: z.string(),
  html_url: z.string(),
});
const runsSchema = z.object({ workflow_runs: z.array(runSchema) });

/**
 * Events whose runs say something about the branch itself. A merge group is not among them: its head branch is a
 * temporary one, and the push that follows it has a run of its own.
 */
const branchEvents = ['push', 'schedule', 'workflow_dispatch', 'repository_dispatch'] as const;

/** Most runs that GitHub lists of one search. */
const mostListed = 1000;

/** Runs of a branch, newest first, as far as they were read. */
interface ListedRuns {
  readonly heads: readonly RunHead[];
  /** Whether there are no older ones. */
  readonly isComplete: boolean;
  /** Stands for the answer that a look begins with; absent where that answer was not all that was needed. */
  readonly etag: string | undefined;
}

export interface RunLists {
  /** Reads on until as many runs as are wanted may count, or there are no more. */
  atLeast(wanted: number): Promise<ListedRuns>;
}

/** One list of GitHub's, of one event or of all of them. */
interface List {
  readonly event?: string;
  readonly heads: RunHead[];
  pages: number;
  isComplete: boolean;
}

/**
 * The completed runs of a workflow on a branch; undefined when the answer is the one that `etag` stands for.
 *
 * One list of all events decides whether anything changed, and is mostly all that is needed. GitHub's branch filter goes
 * by the name of the head branch, so anyone can fill that list with pull requests of a fork: where such runs leave too
 * few of the branch's own on the first page, each event is asked for alone, which no fork can add a run to.
 * https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function openRunLists(
  client: GitHubClient,
  judged: Judged,
  wanted: number,
  etag?: string,
): Promise<RunLists | undefined> {
  // Some will not count (cancelled, skipped), so that more are asked for than are wanted.
  const size = Math.min(100, Math.max(30, wanted * 3));
  const read = (list: List, known?: string) => readPage(client, judged, list, size, known);
  const every: List = { heads: [], pages: 0, isComplete: false };
  const first = await read(every, etag);
  if (first === undefined) return undefined;
  let lists: readonly List[] = [every];
  return {
    atLeast: async (count) => {
      if (lists.length === 1 && !isEnough(every, count)) {
        lists = branchEvents.map((event) => ({ event, heads: [], pages: 0, isComplete: false }));
      }
      await Promise.all(
        lists.map(async (list) => {
          while (!isEnough(list, count) && list.pages * size < mostListed) await read(list);
        }),
      );
      // A run that comes while pages are read moves another one to the next page, which is then read twice.
      const heads = new Map(lists.flatMap((list) => list.heads).map((head) => [head.id, head]));
      return {
        heads: newestFirst([...heads.values()]),
        isComplete: lists.every((list) => list.isComplete),
        etag: lists.length === 1 ? first.etag : undefined,
      };
    },
  };
}

function isEnough(list: List, wanted: number): boolean {
  return list.isComplete || list.heads.filter((run) => mayCount(run.conclusion)).length >= wanted;
}

/** Adds the next page to a list. */
async function readPage(
  client: GitHubClient,
  judged: Judged,
  list: List,
  size: number,
  etag?: string,
): Promise<{ readonly etag: string | undefined } | undefined> {
  const answer = await client.requestUnless(
    [304],
    runsSchema,
    'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    {
      owner: judged.owner,
      repo: judged.repository,
      workflow_id: judged.workflow,
      branch: judged.branch,
      status: 'completed',
      ...(list.event === undefined ? {} : { event: list.event }),
      per_page: size,
      page: list.pages + 1,
      ...(etag === undefined ? {} : { headers: { 'if-none-match': etag } }),
    },
  );
  if (answer === undefined) return undefined;
  const found = answer.data.workflow_runs;
  list.pages += 1;
  list.isComplete = found.length < size;
  list.heads.push(...ownRuns(found, judged));
  return { etag: answer.etag };
}

function ownRuns(
  found: z.infer<typeof runsSchema>['workflow_runs'],
  judged: Judged,
): readonly RunHead[] {
  const own = `${judged.owner}/${judged.repository}`.toLowerCase();
  const events: ReadonlySet<string> = new Set(branchEvents);
  return found
    .filter((run) => events.has(run.event) && run.head_branch === judged.branch)
    .filter((run) => (run.head_repository?.full_name.toLowerCase() ?? own) === own)
    .filter((run) => run.conclusion !== null)
    .map((run) => ({
      id: run.id,
      commit: run.head_sha,
      attempt: run.run_attempt,
      conclusion: run.conclusion,
      // Not run_started_at, which a re-run resets.
      startedAt: run.created_at,
      completedAt: run.updated_at,
      url: run.html_url,
    }));
}
