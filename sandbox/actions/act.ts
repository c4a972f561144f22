import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { readActLog, type ActJob, type JobResult } from './act-log';
import { mypyCache, pinnedTool, runProgramAlongside, toolPath, uvCache } from './tools';
import { readWorkflowFile, withEndedCalls, withoutServices, type Call } from './workflow-file';

/** How one run of a workflow is set up. */
export interface ActOptions {
  /** Clone whose HEAD the run is of. */
  readonly checkout: string;
  /** Repository that the stand-in of actions/checkout clones from. */
  readonly origin: string;
  /** The workflow file: one of the checkout, or a changed copy of it. */
  readonly workflow: string;
  readonly event: string;
  readonly payload: unknown;
  /** Directory of this run's own: home, artifacts, payload. */
  readonly directory: string;
  /** `http://127.0.0.1:PORT` of the loopback GitHub. */
  readonly githubUrl: string;
  readonly token: string;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly runId?: number;
  /** Reusable workflows that the workflow calls. Default: none. */
  readonly called?: readonly CalledWorkflow[];
  /** Whether nothing outside this machine may be reached; uv then works from its cache alone. Default true. */
  readonly offline?: boolean;
  /** Further variables of every step. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A reusable workflow of another repository, and a checkout of the commit that it is called at. */
export interface CalledWorkflow extends Call {
  readonly checkout: string;
}

/** What became of a run. */
export interface ActRun {
  readonly status: number | null;
  readonly jobs: readonly ActJob[];
  /** By job id, that of a called one behind its caller's name: `Pipeline / test`; a job that never started is not in it. */
  readonly results: ReadonlyMap<string, JobResult>;
  /** Steps that failed, as `job: step`, in order. */
  readonly failedSteps: readonly string[];
  /** Names of the steps that ran, by job id. */
  readonly steps: ReadonlyMap<string, readonly string[]>;
  /** What was printed, by job id. */
  readonly output: ReadonlyMap<string, string>;
  /** Directory with a directory per artifact. */
  readonly artifacts: string;
}

/** Stands for every address where nothing may be reached: nothing listens on it. */
const nowhere = 'http://127.0.0.1:1';

/**
 * Runs a workflow with act on this machine, without containers: the steps' own scripts, in real clones, with the tools of
 * `make tools`. Third-party actions are replaced by the stand-ins beside this file; the repository's own action is the
 * delivered one. Services are servers that whoever calls has started on their ports. Offline, a run gives the same result everywhere and at any time.
 */
export async function runWorkflow(options: ActOptions): Promise<ActRun> {
  const home = path.join(options.directory, 'home');
  const artifacts = path.join(options.directory, 'artifacts');
  const payload = path.join(options.directory, 'event.json');
  for (const each of [home, artifacts]) mkdirSync(each, { recursive: true });
  writeFileSync(payload, JSON.stringify(options.payload));
  const environment = {
    PATH: toolPath(),
    HOME: home,
    STAND_IN_ORIGIN: options.origin,
    STAND_IN_ARTIFACTS: artifacts,
    GITHUB_API_URL: options.githubUrl,
    GITHUB_SERVER_URL: options.githubUrl,
    UV_CACHE_DIR: uvCache,
    MYPY_CACHE_DIR: mypyCache,
    // act gives steps a terminal, where uv would draw its progress between the lines; GitHub's runners have none.
    UV_NO_PROGRESS: '1',
    // All jobs share this machine, where each would have one of its own; a worker loads everything again.
    // https://pytest-xdist.readthedocs.io/en/stable/distribution.html
    PYTEST_XDIST_AUTO_NUM_WORKERS: '1',
    ...options.env,
    ...(options.runId === undefined ? {} : { GITHUB_RUN_ID: String(options.runId) }),
    ...(options.offline === false
      ? {}
      : { UV_OFFLINE: '1', HTTPS_PROXY: nowhere, NO_PROXY: '127.0.0.1' }),
  };
  const written = readFileSync(path.resolve(options.checkout, options.workflow), 'utf8');
  const runnable = withoutServices(written);
  const workflow =
    runnable === written ? options.workflow : path.join(options.directory, 'workflow.yml');
  if (runnable !== written) writeFileSync(workflow, runnable);
  const { called = [] } = options;
  for (const one of called) {
    const file = path.join(one.checkout, one.path);
    writeFileSync(file, withoutServices(calledText(one)));
  }
  const secrets = { GITHUB_TOKEN: options.token, ...options.secrets };
  const args = (file: string): readonly string[] => [
    options.event,
    ...['--workflows', file, '--eventpath', payload, '--json'],
    ...['--platform', 'ubuntu-24.04=-self-hosted', '--no-skip-checkout', '--no-cache-server'],
    ...['--action-offline-mode', '--pull=false', '--actor', 'octocat'],
    ...standIns([written, ...called.map(calledText)]),
    ...called.flatMap(({ repository, ref, checkout }) => [
      '--local-repository',
      `${repository}@${ref}=${checkout}`,
    ]),
    ...Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...Object.entries(secrets).flatMap(([key, value]) => ['--secret', `${key}=${value}`]),
  ];
  const run = async (file: string) => {
    const { status, stdout, stderr } = await runProgramAlongside(pinnedTool('act'), args(file), {
      cwd: options.checkout,
      env: { HOME: home, XDG_CACHE_HOME: path.join(home, '.cache') },
    });
    const jobs = readActLog(stdout);
    if (jobs.length === 0) throw new Error(`act ran no job: ${stderr}`);
    return { status, jobs };
  };
  const callers = callersIn(written);
  const { status, jobs: ran } = await run(workflow);
  const hasFailed = (name: string): boolean =>
    ran.some((job) => job.result === 'failure' && callerOf(job, callers) === name);
  let jobs = ran;
  if (callers.some(hasFailed)) {
    // act ends with a call that failed, where GitHub goes on with the jobs that wait for it.
    const file = path.join(options.directory, 'after-calls.yml');
    writeFileSync(file, withEndedCalls(runnable, hasFailed));
    const known = new Set([...ran.map(({ label }) => label), ...callerLabels(written)]);
    jobs = [...ran, ...(await run(file)).jobs.filter(({ label }) => !known.has(label))];
  }
  return { status, jobs, artifacts, ...byJob(jobs, callers) };
}

/** How act calls the jobs that call a workflow. */
const callerLabels = (workflow: string): readonly string[] => {
  const { name = '' } = readWorkflowFile(workflow);
  return callersIn(workflow).map((caller) => `${name}/${caller}`);
};

/** `--local-repository owner/repository@commit=directory` for each third-party action that the workflow uses. */
function standIns(workflows: readonly string[]): readonly string[] {
  const actions = workflows.flatMap((workflow) => readWorkflowFile(workflow).actions);
  return actions.flatMap(({ repository, ref }) => [
    '--local-repository',
    `${repository}@${ref}=${path.join(__dirname, 'stand-ins', repository)}`,
  ]);
}

const calledText = ({ checkout, path: file }: CalledWorkflow): string =>
  readFileSync(path.join(checkout, file), 'utf8');

/** Names of the jobs that call a workflow. */
const callersIn = (workflow: string): readonly string[] =>
  readWorkflowFile(workflow).jobs.flatMap(({ name, calls }) => (calls === undefined ? [] : [name]));

/** The name of the job that calls a job's workflow, where one does. */
export function callerOf({ label }: ActJob, callers: readonly string[]): string | undefined {
  return callers.find((name) => label.startsWith(`${name}/`));
}

/** The same by job id; the combinations of a matrix are one job here, which fails when one of them fails. */
function byJob(
  jobs: readonly ActJob[],
  callers: readonly string[],
): Pick<ActRun, 'results' | 'failedSteps' | 'steps' | 'output'> {
  const results = new Map<string, JobResult>();
  const steps = new Map<string, readonly string[]>();
  const output = new Map<string, string>();
  const idOf = (job: ActJob): string => {
    const caller = callerOf(job, callers);
    return caller === undefined ? job.id : `${caller} / ${job.id}`;
  };
  for (const job of jobs) {
    const id = idOf(job);
    if (results.get(id) !== 'failure') results.set(id, job.result);
    output.set(id, `${output.get(id) ?? ''}${job.log}`);
    const ran = job.steps.filter((step) => step.conclusion !== 'skipped').map(({ name }) => name);
    steps.set(id, [...(steps.get(id) ?? []), ...ran]);
  }
  const failedSteps = jobs.flatMap((job) =>
    job.steps
      .filter((step) => step.conclusion === 'failure')
      .map((step) => `${idOf(job)}: ${step.name}`),
  );
  return { results, failedSteps, steps, output };
}
