import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pins } from '../../workflows';
import { mypyCache, uvCache } from './sample-checkout';
import { pinnedTool, projectRoot, runProgramAlongside, toolPath } from './tools';

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
}

export type JobResult = 'success' | 'failure' | 'skipped';

/** What became of a run. */
export interface ActRun {
  readonly status: number | null;
  /** By job id; a job that never started is not in it. */
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

interface LogLine {
  readonly jobID?: string;
  readonly jobResult?: JobResult;
  readonly step?: string;
  readonly stage?: string;
  readonly stepResult?: string;
  readonly msg?: string;
}

/** Stands for GitHub's address where nothing may be reached: nobody listens on it. */
const nowhere = 'http://127.0.0.1:1';

/**
 * Runs a workflow with act on this machine, without containers: the steps' own scripts, in real clones, with the tools of
 * `make tools`. The third-party actions are replaced by the stand-ins beside the tests; the repository's own action is
 * the delivered one. uv works from its cache alone and every other address is unreachable, so that a run gives the same
 * result everywhere and at any time.
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
    UV_CACHE_DIR: uvCache,
    UV_OFFLINE: '1',
    MYPY_CACHE_DIR: mypyCache,
    HTTPS_PROXY: nowhere,
    NO_PROXY: '127.0.0.1',
  };
  const secrets = { GITHUB_TOKEN: options.token, ...options.secrets };
  const args = [
    options.event,
    ...['--workflows', options.workflow, '--eventpath', payload, '--json'],
    ...['--platform', 'ubuntu-24.04=-self-hosted', '--no-skip-checkout', '--no-cache-server'],
    ...['--action-offline-mode', '--pull=false', '--actor', 'octocat'],
    ...standIns().flatMap((each) => ['--local-repository', each]),
    ...Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...Object.entries(secrets).flatMap(([key, value]) => ['--secret', `${key}=${value}`]),
  ];
  const { status, stdout, stderr } = await runProgramAlongside(pinnedTool('act'), args, {
    cwd: options.checkout,
    env: { HOME: home, XDG_CACHE_HOME: path.join(home, '.cache') },
  });
  const run = readLog(stdout, status, artifacts);
  if (run.results.size === 0) throw new Error(`act ran no job: ${stderr}`);
  return run;
}

/** One `owner/repository@commit=directory` for each repository of a pinned action that has a stand-in. */
function standIns(): readonly string[] {
  const directory = path.join(projectRoot, 'tests', 'executed', 'stand-ins');
  const references = Object.values(pins).map(({ name, sha }) => {
    const repository = name.split('/').slice(0, 2).join('/');
    return `${repository}@${sha}=${path.join(directory, repository)}`;
  });
  return [...new Set(references)];
}

function readLog(stdout: string, status: number | null, artifacts: string): ActRun {
  const results = new Map<string, JobResult>();
  const steps = new Map<string, string[]>();
  const output = new Map<string, string>();
  const failedSteps: string[] = [];
  for (const text of stdout.split('\n').filter((line) => line.startsWith('{'))) {
    const line = JSON.parse(text) as LogLine;
    const { jobID, step, stage, stepResult } = line;
    if (jobID === undefined) continue;
    output.set(jobID, `${output.get(jobID) ?? ''}${(line.msg ?? '').replace(/\n?$/, '\n')}`);
    if (line.jobResult !== undefined) results.set(jobID, line.jobResult);
    if (stage !== 'Main' || step === undefined || stepResult === undefined) continue;
    const known = steps.get(jobID) ?? [];
    if (stepResult !== 'skipped' && known.at(-1) !== step) steps.set(jobID, [...known, step]);
    const failed = `${jobID}: ${step}`;
    if (stepResult === 'failure' && failedSteps.at(-1) !== failed) failedSteps.push(failed);
  }
  return { status, results, failedSteps, steps, output, artifacts };
}
