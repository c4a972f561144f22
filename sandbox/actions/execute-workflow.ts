import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { NewJob } from '../github/add-run';
import { runGit } from '../github/git';
import type { World } from '../world';
import { callerOf, runWorkflow, type ActRun, type CalledWorkflow } from './act';
import type { ActJob } from './act-log';
import { readWorkflowFile, type WorkflowFile } from './workflow-file';

/** One run of a committed workflow. */
export interface Execution {
  readonly repository: string;
  /** File name below `.github/workflows`, such as `ci.yml`. */
  readonly workflow: string;
  readonly event: string;
  /** The default branch by default. */
  readonly branch?: string;
  /** The event's payload; the repository is added to it. */
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly pullRequests?: readonly number[];
  readonly secrets?: Readonly<Record<string, string>>;
  /** Holds a directory for each run. */
  readonly directory: string;
  /** As for {@link runWorkflow}. */
  readonly offline?: boolean;
  /** As for {@link runWorkflow}. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A run that was executed, and recorded under this id. */
export interface ExecutedRun extends ActRun {
  readonly id: number;
  readonly headSha: string;
  readonly conclusion: 'success' | 'failure';
  /** Job name → how it ended, skipped ones included. */
  readonly conclusions: ReadonlyMap<string, string>;
}

/**
 * Runs a workflow as it is committed at a branch's head, the way GitHub Actions would: with a token of the workflow's own
 * permissions that ends with the run. What was seen is recorded as a workflow run with its jobs, logs, artifacts and
 * check runs, for the loopback GitHub to serve.
 */
export async function executeWorkflow(world: World, execution: Execution): Promise<ExecutedRun> {
  const { repository, workflow, event } = execution;
  const place = world.repository(repository);
  if (place === undefined) throw new Error(`${repository} is not in the sandbox`);
  const branch = execution.branch ?? place.defaultBranch;
  const fullName = `${world.owner}/${repository}`;
  const common = { repository, workflow, event, branch, actor: 'octocat' };
  const pullRequests = execution.pullRequests ?? [];
  const id = await world.addRun({ ...common, pullRequests, conclusion: null });
  const directory = path.join(execution.directory, `run-${id}`);
  const checkout = path.join(directory, 'checkout');
  mkdirSync(directory, { recursive: true });
  await runGit(['clone', '--quiet', '--branch', branch, place.gitDirectory, checkout]);
  const headSha = (await runGit(['-C', checkout, 'rev-parse', 'HEAD'])).toString('utf8').trim();
  // Where act reads the repository's name from.
  const address = `https://github.com/${fullName}.git`;
  await runGit(['-C', checkout, 'remote', 'set-url', 'origin', address]);
  const file = `.github/workflows/${workflow}`;
  const written = readWorkflowFile(readFileSync(path.join(checkout, file), 'utf8'));
  const called = await checkoutsOf(world, written, directory);
  const token = `ghs_run${id}`;
  const login = 'github-actions[bot]';
  const { permissions } = written;
  const { tokens } = world.github.world;
  tokens.set(token, { token, login, kind: 'actions', permissions, role: 'write' });
  try {
    const run = await runWorkflow({
      checkout,
      origin: place.gitDirectory,
      workflow: file,
      event,
      payload: {
        ...execution.payload,
        repository: { default_branch: place.defaultBranch, full_name: fullName },
      },
      directory,
      githubUrl: world.githubUrl,
      token,
      runId: id,
      called,
      ...(execution.secrets === undefined ? {} : { secrets: execution.secrets }),
      ...(execution.offline === undefined ? {} : { offline: execution.offline }),
      ...(execution.env === undefined ? {} : { env: execution.env }),
    });
    const jobs = recordedJobs(written, run.jobs, called);
    const conclusion = run.status === 0 ? 'success' : 'failure';
    await world.addRun({
      ...common,
      name: written.name ?? workflow,
      rerunOf: id,
      attempt: 1,
      conclusion,
      jobs,
      artifacts: artifactsIn(run.artifacts),
    });
    const conclusions = new Map(jobs.map((job) => [job.name, job.conclusion ?? '']));
    return { ...run, id, headSha, conclusion, conclusions };
  } finally {
    tokens.delete(token);
  }
}

/** The repositories of the workflows that a workflow calls, each at the commit that it names, as GitHub reads them. */
async function checkoutsOf(
  world: World,
  { jobs }: WorkflowFile,
  directory: string,
): Promise<readonly CalledWorkflow[]> {
  return Promise.all(
    jobs.flatMap(({ id, calls }) => {
      if (calls === undefined) return [];
      const [owner, name = ''] = calls.repository.split('/');
      const place = owner === world.owner ? world.repository(name) : undefined;
      if (place === undefined) throw new Error(`${calls.repository} is not in the sandbox`);
      const checkout = path.join(directory, 'called', id);
      return [
        runGit(['clone', '--quiet', place.gitDirectory, checkout])
          .then(() => runGit(['-C', checkout, 'checkout', '--quiet', calls.ref]))
          .then(() => ({ ...calls, checkout })),
      ];
    }),
  );
}

/**
 * Jobs as GitHub lists them: a matrix job once for each combination, one that never started as skipped, and those of a called
 * workflow behind the name of the job that calls it.
 */
function recordedJobs(
  file: WorkflowFile,
  ran: readonly ActJob[],
  called: readonly CalledWorkflow[],
): readonly NewJob[] {
  const callers = file.jobs.flatMap(({ name, calls }) => (calls === undefined ? [] : [name]));
  return file.jobs.flatMap(({ id, name, calls }): readonly NewJob[] => {
    const target =
      calls && called.find(({ path: at, ref }) => at === calls.path && ref === calls.ref);
    if (target !== undefined) {
      const inner = readWorkflowFile(readFileSync(path.join(target.checkout, target.path), 'utf8'));
      const own = ran.filter((job) => callerOf(job, callers) === name);
      return recordedJobs(inner, own, []).map((job) => ({ ...job, name: `${name} / ${job.name}` }));
    }
    const own = ran.filter((job) => job.id === id && callerOf(job, callers) === undefined);
    if (own.length === 0) return [{ name, conclusion: 'skipped' }];
    return own.map(({ matrix, result, startedAt, completedAt, steps, log }) => ({
      name: matrix.length === 0 ? name : `${name} (${matrix.join(', ')})`,
      conclusion: result,
      startedAt,
      completedAt,
      steps,
      log,
    }));
  });
}

/** Files by artifact and path. */
function artifactsIn(directory: string): Record<string, Record<string, Uint8Array>> {
  const names = readdirSync(directory);
  return Object.fromEntries(
    names.map((name) => {
      const root = path.join(directory, name);
      const files = readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name));
      return [
        name,
        Object.fromEntries(
          files.map((each) => [path.relative(root, each), new Uint8Array(readFileSync(each))]),
        ),
      ];
    }),
  );
}
