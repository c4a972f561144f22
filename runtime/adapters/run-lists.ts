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
  /** The list that says whether anything changed; undefined where none alone can say it. */
  readonly deciding: DecidingList | undefined;
}

/** A list that changes whenever the branch's runs do. */
interface DecidingList {
  /** Undefined for the list of all events. */
  readonly event: 'push' | undefined;
  readonly heads: readonly RunHead[];
  /** Stands for its first page; undefined where more was needed. */
  readonly etag: string | undefined;
}

export interface RunLists {
  /** Reads on until as many runs as are wanted may count, or there are no more. */
  atLeast(wanted: number): Promise<ListedRuns>;
}

/** One list of GitHub's, of one event or of all of them. */
interface List {
  readonly event: (typeof branchEvents)[number] | undefined;
  readonly heads: RunHead[];
  /** Of its first page. */
  etag: string | undefined;
  pages: number;
  isComplete: boolean;
}

const newList = (event?: List['event']): List => ({
  ...{ event, heads: [], etag: undefined, pages: 0, isComplete: false },
});

/**
 * The completed runs of a workflow on a branch; undefined when the answer is the one that the known `etag` stands for.
 *
 * One list of all events decides whether anything changed, and is mostly all that is needed. GitHub's branch filter goes
 * by the name of the head branch, so anyone can fill that list with pull requests of a fork: where such runs leave too
 * few of the branch's own on the first page, each event is asked for alone, which no fork can add a run to. The list of
 * pushes decides from then on: only a change of it shows what the other events brought. `known` names the deciding list
 * of the look before.
 * https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function openRunLists(
  client: GitHubClient,
  judged: Judged,
  wanted: number,
  known: { readonly event?: 'push' | undefined; readonly etag?: string | undefined } = {},
): Promise<RunLists | undefined> {
  // Some will not count (cancelled, skipped), so that more are asked for than are wanted.
  const size = Math.min(100, Math.max(30, wanted * 3));
  const read = (list: List, etag?: string) => readPage(client, judged, list, size, etag);
  const first = newList(known.event);
  if (!(await read(first, known.etag))) return undefined;
  let lists: readonly List[] = [first];
  return {
    atLeast: async (count) => {
      if (first.event === undefined && lists.length === 1 && !isEnough(first, count)) {
        lists = branchEvents.map((event) => newList(event));
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
        deciding: decidingOf(lists),
      };
    },
  };
}

/** A branch without pushes has no list of its own to go by. */
function decidingOf(lists: readonly List[]): DecidingList | undefined {
  const [first] = lists;
  const list = lists.length === 1 ? first : lists.find(({ event }) => event === 'push');
  if (list === undefined || (lists.length > 1 && list.heads.length === 0)) return undefined;
  return {
    event: list.event === 'push' ? 'push' : undefined,
    heads: newestFirst(list.heads),
    etag: list.pages === 1 ? list.etag : undefined,
  };
}

function isEnough(list: List, wanted: number): boolean {
  return list.isComplete || list.heads.filter((run) => mayCount(run.conclusion)).length >= wanted;
}

/** Adds the next page to a list; false when it is the one that `etag` stands for. */
async function readPage(
  client: GitHubClient,
  judged: Judged,
  list: List,
  size: number,
  etag?: string,
): Promise<boolean> {
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
  if (answer === undefined) return false;
  const found = answer.data.workflow_runs;
  if (list.pages === 0) list.etag = answer.etag;
  list.pages += 1;
  list.isComplete = found.length < size;
  list.heads.push(...ownRuns(found, judged));
  return true;
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
