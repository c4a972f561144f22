import * as z from 'zod/mini';
import { busySeconds, type Interval } from '../../core/readiness/busy-time';
import { conclusionSchema } from '../../core/readiness/conclusion';
import type { JobFact, RunFact } from '../../core/readiness/facts';
import { ownTitle } from '../../core/readiness/own-title';
import { mayCount } from '../../core/readiness/pass-rate';
import type { GitHubClient } from './github-client';

const jobSchema = z.object({
  name: z.string(),
  conclusion: conclusionSchema,
  run_attempt: z.optional(z.number()),
  created_at: z.nullish(z.string()),
  started_at: z.nullish(z.string()),
  completed_at: z.nullish(z.string()),
  labels: z.optional(z.array(z.string())),
});
const jobsSchema = z.object({ jobs: z.array(jobSchema) });

/** A completed run without its jobs, which take a request of their own. */
export type RunHead = Omit<RunFact, 'jobs' | 'seconds' | 'queuedSeconds' | 'cacheHitRate'>;

export interface Judged {
  readonly owner: string;
  readonly repository: string;
  readonly workflow: string;
  readonly branch: string;
}

/** Most pages of jobs that are read of a run. */
const mostPages = 3;

/**
 * Jobs of all attempts of a run, the seconds in which they ran, and the longest that one of them waited for a runner; undefined
 * when there is no such run any more.
 * https://docs.github.com/en/rest/actions/workflow-jobs#list-jobs-for-a-workflow-run
 */
export async function jobsOf(
  client: GitHubClient,
  judged: Pick<Judged, 'owner' | 'repository'>,
  run: Pick<RunHead, 'id' | 'attempt'> & Partial<Pick<RunHead, 'startedAt'>>,
): Promise<JobsOfRun | undefined> {
  const jobs: JobFact[] = [];
  const intervals: Interval[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
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
    for (const job of answer.data.jobs) {
      const interval = {
        from: Date.parse(job.started_at ?? ''),
        to: Date.parse(job.completed_at ?? ''),
      };
      const { name, conclusion, run_attempt: attempt = run.attempt } = job;
      const runner = job.labels?.[0];
      jobs.push({
        ...{ name: ownTitle(name), conclusion, attempt, seconds: busySeconds([interval]) },
        ...(runner === undefined ? {} : { runner }),
        ...secondsOf('from', Date.parse(run.startedAt ?? ''), interval.from),
        ...secondsOf('queued', Date.parse(job.created_at ?? ''), interval.from),
      });
      intervals.push(interval);
    }
    if (answer.data.jobs.length < 100) break;
  }
  const waits = jobs.flatMap((job) => (job.conclusion === 'success' ? (job.queued ?? []) : []));
  const queued = waits.length === 0 ? {} : { queuedSeconds: Math.max(...waits) };
  return { jobs, seconds: busySeconds(intervals), ...queued };
}

type JobsOfRun = Required<Pick<RunFact, 'jobs' | 'seconds'>> & Pick<RunFact, 'queuedSeconds'>;

/** Whole seconds between two times, under a name; nothing where one of them is not known, or they are the wrong way round. */
function secondsOf<Name extends string>(
  name: Name,
  from: number,
  to: number,
): Partial<Record<Name, number>> {
  const seconds = Math.round((to - from) / 1000);
  return (seconds >= 0 ? { [name]: seconds } : {}) as Partial<Record<Name, number>>;
}

/**
 * The runs with their jobs, which are not asked for where the run cannot count. `known` are runs whose jobs were read
 * before: only newer attempts cost a request.
 */
export async function runsWithJobs(
  client: GitHubClient,
  judged: Pick<Judged, 'owner' | 'repository'>,
  heads: readonly RunHead[],
  known: readonly RunFact[] = [],
): Promise<readonly RunFact[]> {
  const before = new Map(known.map((run) => [`${run.id}/${run.attempt}`, run]));
  const runs = await Promise.all(
    heads.map(async (head) => {
      if (!mayCount(head.conclusion)) return { ...head, jobs: [] };
      const seen = before.get(`${head.id}/${head.attempt}`);
      if (seen !== undefined) return { ...seen, ...head };
      const found = await jobsOf(client, judged, head);
      return found === undefined ? undefined : { ...head, ...found };
    }),
  );
  return runs.filter((run) => run !== undefined);
}
