import { callTitle, ciPath, unknownCommit } from '../../kernel/delivered-names';
import { contentName } from '../../kernel/content-name';
import { type AnyJob, type CallJob } from '../model/job';
import { type Permissions } from '../model/permissions';
import { type Workflow } from '../model/workflow';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { ciSuccessJob } from './ci-success';

/**
 * The pipeline as a reusable workflow. Everything about a run that a caller decides is left to the caller: its events, and
 * which runs give way to others. Its own `CI Success` judges the jobs, of which a caller sees one result in all: there a
 * skipped job counts for nothing.
 *
 * It has no name of its own for a path: {@link calledPath} gives one once its text is known.
 */
export function calledWorkflow({ name, permissions, jobs }: Workflow): Workflow {
  const secrets = secretsOf(jobs);
  return {
    path: '.github/workflows/ci-called.yml',
    name,
    on: {
      workflowCall:
        secrets.length === 0
          ? {}
          : {
              secrets: Object.fromEntries(
                secrets.map((secret) => [
                  secret,
                  // Runs of Dependabot and of forks have none of them; they fail where it is needed, and say so.
                  { description: 'Of the calling repository.', required: false },
                ]),
              ),
            },
    },
    permissions,
    jobs,
  };
}

/** Where a called workflow lies: equal texts are one file, however many repositories call it, and a new text is a new one. */
export function calledPath(text: string): string {
  return `.github/workflows/ci-${contentName(text)}.yml`;
}

/**
 * A ci.yml that starts on the events of the pipeline, calls it, and reports the same required check. GitHub gives the job
 * that calls the result of all the called ones, and `CI Success` passes with `success` alone.
 */
export function callingWorkflow(
  settings: PipelineSettings,
  { on, concurrency, jobs, ...ci }: Workflow,
  called: { readonly repository: string; readonly path: string },
): Workflow {
  const call: CallJob = {
    id: 'pipeline',
    name: callTitle,
    permissions: allPermissions(jobs),
    calls: { ...called, commit: unknownCommit },
    secrets: secretsOf(jobs),
    jobs,
  };
  return {
    path: ciPath,
    name: ci.name,
    on,
    permissions: {},
    ...(concurrency === undefined ? {} : { concurrency }),
    calls: [call],
    jobs: [ciSuccessJob(settings, [{ job: call }])],
  };
}

/** Each scope at the highest level that a job asks for: GitHub refuses a call whose job has less than a called one. */
function allPermissions(jobs: readonly AnyJob[]): Permissions {
  const all: { -readonly [scope in keyof Permissions]: Permissions[scope] } = {};
  for (const { permissions } of jobs)
    for (const [scope, grant] of Object.entries(permissions) as [
      keyof Permissions,
      NonNullable<Permissions[keyof Permissions]>,
    ][])
      if (all[scope]?.access !== 'write' && (all[scope] === undefined || grant.access === 'write'))
        all[scope] = grant;
  return all;
}

/** Names of the secrets that expressions of the jobs read; the run's own token reaches a called workflow by itself. */
function secretsOf(jobs: readonly AnyJob[]): readonly string[] {
  // What a job needs is among the jobs itself.
  const texts = jobs.map((job) => JSON.stringify({ ...job, needs: [] }));
  const names = texts.flatMap((text) =>
    [...text.matchAll(/\bsecrets\.([A-Za-z_]\w*)/g)].map(([, name = '']) => name),
  );
  return [...new Set(names)].filter((name) => name !== 'GITHUB_TOKEN').sort();
}
