import { strToU8, zipSync } from 'fflate';
import { githubActionsAppId } from './tokens';
import type { WorkflowRun } from './state';
import type { GitHubWorld } from './world-state';

/** A job of a run to record. Its check run is recorded with it, as GitHub Actions does. */
export interface NewJob {
  readonly name: string;
  /** `null` while it runs. */
  readonly conclusion: string | null;
  readonly steps?: readonly { readonly name: string; readonly conclusion: string | null }[];
  /** What it printed. */
  readonly log?: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
}

/** A workflow run to record, as if GitHub Actions had run it. `executeWorkflow` records the ones it really ran. */
export interface NewRun {
  readonly owner: string;
  readonly repository: string;
  /**
   * File name below `.github/workflows`, such as `ci.yml`; of a workflow that the organization requires its repository, path
   * and ref: `acme/platform/.github/workflows/gate.yml@main`.
   */
  readonly workflow: string;
  /** Name that the workflow file gives itself; the file name by default. */
  readonly name?: string;
  /** The default branch by default. */
  readonly branch?: string;
  /** The branch's head by default. */
  readonly headSha?: string;
  /** `owner/name` of the head's repository when it comes from a fork. */
  readonly headRepository?: string;
  /** `push` by default. */
  readonly event?: string;
  /** `null` for a run in progress; `success` by default. */
  readonly conclusion?: string | null;
  /** 1 by default; a higher one replaces the run that `rerunOf` names. */
  readonly attempt?: number;
  /** Id of the run that this is a further attempt of; its number and id stay. */
  readonly rerunOf?: number;
  /** ISO 8601 time; now by default. A further attempt starts then, while the run keeps the time it was created. */
  readonly createdAt?: string;
  /** ISO 8601 time; now by default. */
  readonly updatedAt?: string;
  readonly actor?: string;
  /** Numbers of the pull requests it belongs to. */
  readonly pullRequests?: readonly number[];
  readonly jobs?: readonly NewJob[];
  /** Files by artifact name and path; packed into the ZIP archive that is downloaded. */
  readonly artifacts?: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>>;
}

/** Records a run with its jobs, check runs and artifacts; gives its id. */
export async function addRun(world: GitHubWorld, run: NewRun): Promise<number> {
  const repo = world.required(run.owner, run.repository);
  const branch = run.branch ?? repo.defaultBranch;
  const sha = run.headSha ?? (await world.git(repo).resolve(`refs/heads/${branch}`));
  if (sha === undefined) throw new Error(`${run.owner}/${run.repository} has no branch ${branch}`);
  const path = run.workflow.includes('/') ? run.workflow : `.github/workflows/${run.workflow}`;
  const now = world.now();
  const createdAt = run.createdAt ?? now;
  const conclusion = run.conclusion === undefined ? 'success' : run.conclusion;
  const earlier = repo.runs.find((one) => one.id === run.rerunOf);
  const attempt = run.attempt ?? (earlier === undefined ? 1 : earlier.runAttempt + 1);
  const sameWorkflow = repo.runs.filter((one) => one.path === path);
  const record: WorkflowRun = earlier ?? {
    id: world.nextId(),
    name: run.name ?? run.workflow,
    path,
    event: run.event ?? 'push',
    headBranch: branch,
    headSha: sha,
    headRepository: run.headRepository ?? `${repo.owner}/${repo.name}`,
    runNumber: Math.max(0, ...sameWorkflow.map((one) => one.runNumber)) + 1,
    runAttempt: attempt,
    status: 'queued',
    conclusion: null,
    actor: run.actor ?? repo.owner,
    createdAt,
    updatedAt: createdAt,
    pullRequests: run.pullRequests ?? [],
  };
  world.account(record.actor);
  record.runAttempt = attempt;
  record.status = conclusion === null ? 'in_progress' : 'completed';
  record.conclusion = conclusion;
  record.startedAt = createdAt;
  record.updatedAt = run.updatedAt ?? now;
  if (earlier === undefined) repo.runs.push(record);
  for (const job of run.jobs ?? []) addJob(world, repo, record, job);
  for (const [name, files] of Object.entries(run.artifacts ?? {})) {
    const entries = Object.entries(files).map(
      ([file, content]) =>
        [file, typeof content === 'string' ? strToU8(content) : content] as const,
    );
    repo.artifacts.push({
      id: world.nextId(),
      runId: record.id,
      name,
      archive: Buffer.from(zipSync(Object.fromEntries(entries))).toString('base64'),
      createdAt: record.updatedAt,
      expiresAt: new Date(Date.parse(record.updatedAt) + 90 * 86_400_000).toISOString(),
    });
  }
  await world.save();
  return record.id;
}

function addJob(
  world: GitHubWorld,
  repo: ReturnType<GitHubWorld['required']>,
  run: WorkflowRun,
  job: NewJob,
): void {
  const status = job.conclusion === null ? 'in_progress' : 'completed';
  const startedAt = job.startedAt ?? run.startedAt ?? run.createdAt;
  const completedAt = job.conclusion === null ? null : (job.completedAt ?? run.updatedAt);
  const id = world.nextId();
  repo.jobs.push({
    id,
    runId: run.id,
    runAttempt: run.runAttempt,
    name: job.name,
    status,
    conclusion: job.conclusion,
    startedAt,
    completedAt,
    steps: (job.steps ?? []).map((step) => ({
      ...step,
      status: step.conclusion === null ? 'in_progress' : 'completed',
    })),
    ...(job.log === undefined ? {} : { log: job.log }),
  });
  repo.checkRuns.push({
    id,
    name: job.name,
    headSha: run.headSha,
    appId: githubActionsAppId,
    status,
    conclusion: job.conclusion,
    startedAt,
    completedAt,
    detailsUrl: null,
    output: { title: null, summary: null, text: null },
  });
}
