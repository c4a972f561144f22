import * as z from 'zod/mini';
import { conclusions, type JobFact, type RunFact } from '../../core/readiness/facts';
import type { GitHubClient } from './github-client';

const conclusion = z.nullable(z.enum(conclusions));

const runSchema = z.object({
  id: z.number(),
  event: z.string(),
  status: z.nullable(z.string()),
  conclusion,
  head_sha: z.string(),
  head_branch: z.nullable(z.string()),
  head_repository: z.nullish(z.object({ full_name: z.string() })),
  run_attempt: z._default(z.number(), 1),
  run_started_at: z.optional(z.string()),
  created_at: z.string(),
  updated_at: z.string(),
  html_url: z.string(),
});
const runsSchema = z.object({ workflow_runs: z.array(runSchema) });

const jobSchema = z.object({
  name: z.string(),
  conclusion,
  run_attempt: z.optional(z.number()),
  started_at: z.nullish(z.string()),
  completed_at: z.nullish(z.string()),
});
const jobsSchema = z.object({ jobs: z.array(jobSchema) });

/** A completed run without its jobs, which take a request of their own. */
export type RunHead = Omit<RunFact, 'jobs'>;

export interface Judged {
  readonly owner: string;
  readonly repository: string;
  readonly workflow: string;
  readonly branch: string;
}

/** `unchanged`: the answer is the one the given ETag stands for, and it cost nothing of the rate limit. */
export type RunList =
  | { readonly state: 'unchanged' }
  | {
      readonly state: 'listed';
      readonly runs: readonly RunHead[];
      readonly etag: string | undefined;
    };

/** Events whose runs say something about the branch itself. */
const branchEvents: ReadonlySet<string> = new Set([
  'push',
  'schedule',
  'workflow_dispatch',
  'repository_dispatch',
  'merge_group',
]);

/**
 * The newest completed runs of a workflow on a branch, at most 100. GitHub's branch filter also lists pull requests whose head
 * branch has the same name, those of forks among them; they are left out here.
 * https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function listRuns(
  client: GitHubClient,
  judged: Judged,
  wanted: number,
  etag?: string,
): Promise<RunList> {
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
      // Some of them will not count (cancelled, skipped), so that more are asked for than are wanted.
      per_page: Math.min(100, Math.max(30, wanted * 3)),
      ...(etag === undefined ? {} : { headers: { 'if-none-match': etag } }),
    },
  );
  if (answer === undefined) return { state: 'unchanged' };
  const own = `${judged.owner}/${judged.repository}`.toLowerCase();
  const runs = answer.data.workflow_runs
    .filter((run) => branchEvents.has(run.event) && run.head_branch === judged.branch)
    .filter((run) => (run.head_repository?.full_name.toLowerCase() ?? own) === own)
    .filter((run) => run.conclusion !== null)
    .map((run) => ({
      id: run.id,
      commit: run.head_sha,
      attempt: run.run_attempt,
      conclusion: run.conclusion,
      startedAt: run.run_started_at ?? run.created_at,
      completedAt: run.updated_at,
      url: run.html_url,
    }));
  return { state: 'listed', runs, etag: answer.etag };
}

/**
 * Jobs of every attempt of a run; undefined when the run was deleted since it was listed.
 * https://docs.github.com/en/rest/actions/workflow-jobs#list-jobs-for-a-workflow-run
 */
async function listJobs(
  client: GitHubClient,
  judged: Pick<Judged, 'owner' | 'repository'>,
  run: RunHead,
): Promise<readonly JobFact[] | undefined> {
  const jobs: JobFact[] = [];
  for (let page = 1; page <= 3; page += 1) {
    const answer = await client.requestUnless(
      [404],
      jobsSchema,
      'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs',
      {
        owner: judged.owner,
        repo: judged.repository,
        run_id: run.id,
        filter: run.attempt > 1 ? 'all' : 'latest',
        per_page: 100,
        page,
      },
    );
    if (answer === undefined) return undefined;
    jobs.push(...answer.data.jobs.map((job) => jobFact(job, run.attempt)));
    if (answer.data.jobs.length < 100) break;
  }
  return jobs;
}

function jobFact(job: z.infer<typeof jobSchema>, attempt: number): JobFact {
  const seconds =
    job.started_at != null && job.completed_at != null
      ? Math.max(0, (Date.parse(job.completed_at) - Date.parse(job.started_at)) / 1000)
      : 0;
  return {
    name: job.name,
    conclusion: job.conclusion,
    attempt: job.run_attempt ?? attempt,
    seconds: Number.isFinite(seconds) ? seconds : 0,
  };
}

/** The newest runs with their jobs. `known` are runs whose jobs were read before: only newer attempts cost a request. */
export async function runsWithJobs(
  client: GitHubClient,
  judged: Pick<Judged, 'owner' | 'repository'>,
  heads: readonly RunHead[],
  knownRuns: readonly RunFact[] = [],
): Promise<readonly RunFact[]> {
  const before = new Map(knownRuns.map((run) => [`${run.id}/${run.attempt}`, run]));
  const runs = await Promise.all(
    heads.map(async (head) => {
      const seen = before.get(`${head.id}/${head.attempt}`);
      const jobs = seen?.jobs ?? (await listJobs(client, judged, head));
      return jobs === undefined ? undefined : { ...head, jobs };
    }),
  );
  return runs.filter((run) => run !== undefined);
}
