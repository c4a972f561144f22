import { matchesFilter } from './branch-filter';
import { type Trigger, type Workflow } from './workflow';

/** What happens to a branch: a pull request to it, its merge queue, a push to it. */
export type BranchEvent = 'pull_request' | 'merge_group' | 'push';

const STARTS: Readonly<Record<BranchEvent, readonly string[]>> = {
  pull_request: ['pull_request', 'pull_request_target'],
  merge_group: ['merge_group'],
  push: ['push'],
};

const SHOWN: Readonly<Record<BranchEvent, string>> = {
  pull_request: 'pull requests to',
  merge_group: 'the merge queue of',
  push: 'pushes to',
};

/** Activities that bring commits which no run has looked at. */
const ACTIVITIES = ['opened', 'synchronize', 'reopened'];

/** Why a workflow does not report its checks on an event of a branch; undefined when it does, whatever changed. */
export function whyNotReported(
  workflow: Workflow,
  branch: string,
  event: BranchEvent = 'pull_request',
): string | undefined {
  const triggers = workflow.triggers.filter((item) => STARTS[event].includes(item.event));
  if (triggers.length === 0) return `does not run on ${event}`;
  const reasons = triggers.map((trigger) => hindrance(trigger, branch, event));
  return reasons.includes(undefined) ? undefined : reasons[0];
}

function hindrance(trigger: Trigger, branch: string, event: BranchEvent): string | undefined {
  if (trigger.pathFilter)
    return `has a path filter on ${event}, and a filtered run leaves the check pending forever`;
  const { branches, branchesIgnore, tags, tagsIgnore, types } = trigger;
  if (branches.length > 0 && !matchesFilter(branch, branches))
    return `does not run on ${SHOWN[event]} ${branch}`;
  if (matchesFilter(branch, branchesIgnore)) return `ignores ${SHOWN[event]} ${branch}`;
  const isOfTags = tags.length + tagsIgnore.length > 0;
  if (isOfTags && branches.length + branchesIgnore.length === 0) return `runs on tags alone`;
  if (event !== 'pull_request' || types.length === 0) return undefined;
  const missing = ACTIVITIES.find((type) => !types.includes(type));
  return missing === undefined ? undefined : `does not run when a pull request is ${missing}`;
}
