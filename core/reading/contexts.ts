import { matchesFilter } from '../pipeline/branch-filter';
import { hasTrigger, type Job, type Workflow } from './workflow';

/**
 * The check contexts a job reports: its name (else its id), with the matrix values in parentheses behind it unless
 * the name has an expression of its own. A job that calls a reusable workflow reports `<job> / <called job>`, so
 * only the beginning is known. Undefined stands for a name that only the run knows.
 */
export function contextsOf(job: Job): readonly string[] | undefined {
  const name = job.name?.value ?? job.id;
  if (job.uses !== undefined) return [`${name} / *`];
  const axes = [...(job.matrix ?? [])];
  if (name.includes('${{')) {
    const names = axes.reduce<readonly string[]>(
      (list, [axis, values]) =>
        list.flatMap((item) =>
          values.map((value) =>
            item.replace(new RegExp(`\\$\\{\\{\\s*matrix\\.${axis}\\s*\\}\\}`, 'g'), () => value),
          ),
        ),
      [name],
    );
    return names.some((item) => item.includes('${{')) ? undefined : [...new Set(names)];
  }
  if (axes.length === 0) return [name];
  const combinations = axes.reduce<readonly (readonly string[])[]>(
    (list, [, values]) => list.flatMap((item) => values.map((value) => [...item, value])),
    [[]],
  );
  return combinations.map((values) => `${name} (${values.join(', ')})`);
}

/** Whether a context, as a rule requires it, is one that a job reports. */
export function producesContext(job: Job, context: string): boolean {
  return (contextsOf(job) ?? []).some((item) =>
    item.endsWith(' / *') ? context.startsWith(item.slice(0, -1)) : item === context,
  );
}

/** Why a workflow does not report its checks on pull requests to a branch; undefined when it does. */
export function whyNotReported(workflow: Workflow, branch: string): string | undefined {
  const triggers = workflow.triggers.filter(
    (item) => item.event === 'pull_request' || item.event === 'pull_request_target',
  );
  if (triggers.length === 0) return 'does not run on pull_request';
  const reasons = triggers.map((trigger) => {
    if (trigger.pathFilter)
      return 'has a path filter on pull_request, and a filtered run leaves the check pending for ever';
    const { branches, branchesIgnore, types } = trigger;
    if (branches.length > 0 && !matchesFilter(branch, branches))
      return `does not run on pull requests to ${branch}`;
    if (matchesFilter(branch, branchesIgnore)) return `ignores pull requests to ${branch}`;
    const missing = ['opened', 'synchronize', 'reopened'].find(
      (type) => types.length > 0 && !types.includes(type),
    );
    return missing === undefined ? undefined : `does not run when a pull request is ${missing}`;
  });
  return reasons.includes(undefined) ? undefined : reasons[0];
}

/** Whether a merge queue gets the check too. */
export function runsInMergeQueue(workflow: Workflow): boolean {
  return hasTrigger(workflow, 'merge_group');
}
