import { actionsLockPath } from '../../kernel/delivered-names';
import { type Problem } from '../../kernel/problem';
import { lockEntries, type LockedAction } from '../actions/lock-entries';
import { type AnyJob } from '../model/job';
import { type Step } from '../model/step';
import { type Workflow } from '../model/workflow';
import { type YamlValue } from '../render/yaml-text';

/**
 * The lockfile of workflows: GitHub starts them with these commits, and with no action that is not in it. It is made of the
 * pins that the workflows have, so that the two cannot contradict each other.
 *
 * @see https://github.com/github/actions-lockfile
 */
export function actionsLock(
  workflows: readonly Workflow[],
): { readonly yaml: YamlValue } | { readonly problem: Problem } {
  const all = lockEntries(workflows.flatMap(pinnedIn));
  if (typeof all === 'string') return { problem: unknownAction(all) };
  const direct = workflows.map((workflow) => {
    const entries = pinnedIn(workflow).map(
      ({ name, sha }) => `${name.split('/').slice(0, 2).join('/')}@${sha}`,
    );
    return [workflow.path, [...new Set(entries)].sort()] as const;
  });
  return {
    yaml: {
      version: 'v0.0.2',
      workflows: Object.fromEntries(direct),
      dependencies: Object.fromEntries(
        all.map(({ key, version, sha, numbers, uses }) => [
          key,
          {
            ref: version,
            commit: `sha1-${sha}`,
            owner_id: numbers.owner,
            repo_id: numbers.repository,
            uses: uses.length === 0 ? undefined : uses,
          },
        ]),
      ),
    },
  };
}

function unknownAction(key: string): Problem {
  return {
    code: 'lock',
    file: actionsLockPath,
    path: 'lockActions',
    message: `the lockfile has no entry for ${key}`,
    remedy:
      'set `lockActions: false`, or add what the action uses to core/pipeline/actions/lock-entries.ts',
  };
}

const pinnedIn = ({ jobs }: Workflow): readonly LockedAction[] =>
  jobs.flatMap(({ steps }) =>
    steps.flatMap((step) =>
      step.kind === 'uses' && step.action.kind === 'pinned' ? [step.action] : [],
    ),
  );

/**
 * A workflow that names our own action by `$/`: the lockfile neither follows nor covers `./`. It needs a runner of version
 * 2.336.0 or newer.
 */
export function withSelfReferences(workflow: Workflow): Workflow {
  const [first, ...others] = workflow.jobs;
  return { ...workflow, jobs: [selfReferring(first), ...others.map(selfReferring)] };
}

const selfReferring = (job: AnyJob): AnyJob => {
  const [first, ...others] = job.steps;
  return { ...job, steps: [selfReference(first), ...others.map(selfReference)] };
};

function selfReference(step: Step): Step {
  if (step.kind !== 'uses' || step.action.kind !== 'local') return step;
  const { why: _why, ...action } = step.action;
  return { ...step, action: { ...action, path: `$${action.path.slice(1)}` } };
}
