import {
  idParam,
  itemOf,
  noContent,
  notFound,
  ok,
  onRepository,
  page,
  param,
  Refusal,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { renderArtifact, renderJob, renderRun, renderWorkflow } from '../render/run';
import type { Artifact, Job, WorkflowRun } from '../state';
import { stored } from '../stored-file';

const base = '/repos/{owner}/{repo}/actions';

const runOf = (call: RepositoryCall): WorkflowRun => itemOf(call, 'run_id', call.repo.runs);

const artifactOf = (call: RepositoryCall): Artifact =>
  itemOf(call, 'artifact_id', call.repo.artifacts);

const jobOf = (call: RepositoryCall): Job => itemOf(call, 'job_id', call.repo.jobs);

/** Workflow files of the default branch, and those that runs name, with an id that stays. */
async function workflows(call: RepositoryCall): Promise<readonly { id: number; path: string }[]> {
  const head = await call.git.resolve(`refs/heads/${call.repo.defaultBranch}`);
  const entries =
    head !== undefined && (await call.git.entry(head, '.github/workflows')) !== undefined
      ? await call.git.tree(`${head}:.github/workflows`)
      : [];
  const paths = entries
    .filter((entry) => /\.ya?ml$/.test(entry.path))
    .map((entry) => `.github/workflows/${entry.path}`);
  const all = [...new Set([...paths, ...call.repo.runs.map((run) => run.path)])].sort();
  return all.map((path) => {
    const id = call.repo.workflowIds[path] ?? call.world.nextId();
    call.repo.workflowIds[path] = id;
    return { id, path };
  });
}

async function workflowOf(call: RepositoryCall): Promise<{ id: number; path: string }> {
  const wanted = param(call, 'workflow_id');
  const found = (await workflows(call)).find(
    ({ id, path }) => String(id) === wanted || path.split('/').at(-1) === wanted,
  );
  if (found === undefined) throw notFound();
  return found;
}

async function listRuns(call: RepositoryCall, runs: readonly WorkflowRun[]): Promise<unknown[]> {
  await workflows(call);
  const is = (name: string, ...values: readonly (string | null)[]): boolean => {
    const wanted = call.query.get(name);
    return wanted === null || values.includes(wanted);
  };
  return [...runs]
    .filter((run) => is('branch', run.headBranch) && is('event', run.event))
    .filter((run) => is('status', run.status, run.conclusion) && is('head_sha', run.headSha))
    .filter((run) => is('actor', run.actor))
    .filter((run) => isWithin(call.query.get('created'), run.createdAt))
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : b.id - a.id))
    .map((run) => renderRun(call.world, call.links, call.repo, run));
}

/** GitHub's search syntax for dates, as far as clients use it: `FROM..TO`, `>=FROM`, `<=TO`. */
function isWithin(range: string | null, time: string): boolean {
  if (range === null) return true;
  const [, from, to] = /^([^.<>=]+)\.\.([^.<>=]+)$/.exec(range) ?? [];
  const [, sign, bound] = /^(>=|<=)(.+)$/.exec(range) ?? [];
  const at = Date.parse(time);
  if (from !== undefined && to !== undefined) return at >= Date.parse(from) && at <= Date.parse(to);
  if (bound === undefined) throw new Refusal(422, `created: ${range} is not simulated`);
  return sign === '>=' ? at >= Date.parse(bound) : at <= Date.parse(bound);
}

/** Workflow runs, their jobs and artifacts. https://docs.github.com/en/rest/actions/workflow-runs */
export const runEndpoints: readonly Endpoint[] = [
  onRepository(`GET ${base}/workflows`, ['actions', 'read'], async (call) =>
    page(
      (await workflows(call)).map((one) => renderWorkflow(call.links, call.repo, one)),
      'workflows',
    ),
  ),
  onRepository(`GET ${base}/workflows/{workflow_id}`, ['actions', 'read'], async (call) =>
    ok(renderWorkflow(call.links, call.repo, await workflowOf(call))),
  ),
  ...(['enable', 'disable'] as const).map((verb) =>
    onRepository(
      `PUT ${base}/workflows/{workflow_id}/${verb}`,
      ['actions', 'write'],
      async (call) => {
        const { path } = await workflowOf(call);
        if (verb === 'enable') delete call.repo.workflowStates[path];
        else call.repo.workflowStates[path] = 'disabled_manually';
        return noContent;
      },
    ),
  ),
  onRepository(`GET ${base}/workflows/{workflow_id}/runs`, ['actions', 'read'], async (call) => {
    const { path } = await workflowOf(call);
    return page(
      await listRuns(
        call,
        call.repo.runs.filter((run) => run.path === path),
      ),
      'workflow_runs',
    );
  }),
  onRepository(`GET ${base}/runs`, ['actions', 'read'], async (call) =>
    page(await listRuns(call, call.repo.runs), 'workflow_runs'),
  ),
  onRepository(`GET ${base}/runs/{run_id}`, ['actions', 'read'], (call) =>
    ok(renderRun(call.world, call.links, call.repo, runOf(call))),
  ),
  onRepository(`GET ${base}/runs/{run_id}/jobs`, ['actions', 'read'], (call) => {
    const run = runOf(call);
    const jobs = call.repo.jobs
      .filter((job) => job.runId === run.id)
      .filter((job) => call.query.get('filter') === 'all' || job.runAttempt === run.runAttempt);
    return page(
      jobs.map((job) => renderJob(call.links, call.repo, run, job)),
      'jobs',
    );
  }),
  onRepository(
    `GET ${base}/runs/{run_id}/attempts/{attempt_number}/jobs`,
    ['actions', 'read'],
    (call) => {
      const run = runOf(call);
      const attempt = idParam(call, 'attempt_number');
      const jobs = call.repo.jobs.filter(
        (job) => job.runId === run.id && job.runAttempt === attempt,
      );
      return page(
        jobs.map((job) => renderJob(call.links, call.repo, run, job)),
        'jobs',
      );
    },
  ),
  onRepository(`GET ${base}/jobs/{job_id}`, ['actions', 'read'], (call) => {
    const job = jobOf(call);
    const run = call.repo.runs.find((one) => one.id === job.runId);
    if (run === undefined) throw notFound();
    return ok(renderJob(call.links, call.repo, run, job));
  }),
  onRepository(`GET ${base}/jobs/{job_id}/logs`, ['actions', 'read'], (call) => {
    const job = jobOf(call);
    if (job.log === undefined) throw notFound();
    return stored(call, `jobs/${job.id}`);
  }),
  onRepository(`GET ${base}/runs/{run_id}/logs`, ['actions', 'read'], (call) => {
    const run = runOf(call);
    if (!call.repo.jobs.some((job) => job.runId === run.id && job.log !== undefined))
      throw notFound();
    return stored(call, `runs/${run.id}`);
  }),
  onRepository(`GET ${base}/runs/{run_id}/artifacts`, ['actions', 'read'], (call) => {
    const run = runOf(call);
    const name = call.query.get('name');
    const found = call.repo.artifacts.filter(
      (one) => one.runId === run.id && (name === null || one.name === name),
    );
    return page(
      found.map((one) => renderArtifact(call.world, call.links, call.repo, one)),
      'artifacts',
    );
  }),
  onRepository(`GET ${base}/artifacts`, ['actions', 'read'], (call) => {
    const name = call.query.get('name');
    const found = call.repo.artifacts.filter((one) => name === null || one.name === name);
    return page(
      [...found].reverse().map((one) => renderArtifact(call.world, call.links, call.repo, one)),
      'artifacts',
    );
  }),
  onRepository(`GET ${base}/artifacts/{artifact_id}`, ['actions', 'read'], (call) =>
    ok(renderArtifact(call.world, call.links, call.repo, artifactOf(call))),
  ),
  onRepository(`DELETE ${base}/artifacts/{artifact_id}`, ['actions', 'write'], (call) => {
    call.repo.artifacts.splice(call.repo.artifacts.indexOf(artifactOf(call)), 1);
    return noContent;
  }),
  onRepository(
    `GET ${base}/artifacts/{artifact_id}/{archive_format}`,
    ['actions', 'read'],
    (call) => {
      const artifact = artifactOf(call);
      if (param(call, 'archive_format') !== 'zip') throw notFound();
      if (artifact.expiresAt <= call.world.now())
        return { status: 410, body: { message: 'Artifact has expired' } };
      return stored(call, `artifacts/${artifact.id}`);
    },
  ),
];
