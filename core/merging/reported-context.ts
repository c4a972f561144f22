import { ciPath, guardCheck, guardPath } from '../kernel/delivered-names';
import { githubActionsApp } from '../kernel/github-app';
import { matchesFilter } from '../reading/branch-filter';
import { checksCalled, isExpanded, reportedChecks } from '../reading/reported-checks';
import { type Trigger, type Workflow } from '../reading/workflow';
import { type Change } from './change';
import { type RequiredContext } from './effective-rule';

/** A check, or a commit status, that was seen on a recent commit of the repository. */
export interface ObservedCheck {
  readonly context: string;
  /** The App that reported it; undefined for a commit status. */
  readonly appId: number | undefined;
}

/** Who may report checks of a branch. */
export interface Reporters {
  readonly branch: string;
  /** Workflows that the branch has once the change is delivered. */
  readonly workflows: readonly Workflow[];
  /** Checks and statuses of recent commits. */
  readonly observed: readonly ObservedCheck[];
  /** Whether all of these could be read; otherwise what is not found may be there. */
  readonly isWhole: boolean;
}

/** Whether a required check is reported on a change, and by whom, or why it is not. */
export type Report =
  | { readonly kind: 'reported'; readonly by: string }
  | { readonly kind: 'missing'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Who reports a required check on a change. A check that GitHub waits for in vain stays pending forever.
 * https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/troubleshooting-required-status-checks
 */
export function reportOf(required: RequiredContext, change: Change, reporters: Reporters): Report {
  const report = knownReport(required, change, reporters);
  return report.kind === 'missing' && !reporters.isWhole
    ? {
        kind: 'unknown',
        reason: `not everything that may report it could be read; ${report.reason}`,
      }
    : report;
}

function knownReport(
  { context, appId }: RequiredContext,
  change: Change,
  reporters: Reporters,
): Report {
  const isOfActions = appId === undefined || appId === githubActionsApp;
  const guard = reporters.workflows.find(({ path }) => path === guardPath);
  if (context === guardCheck && appId !== githubActionsApp && guard !== undefined)
    return byGuard(guard, change, reporters);
  const found = isOfActions ? byWorkflows(context, change, reporters) : [];
  const reported = found.find(({ kind }) => kind === 'reported');
  if (reported !== undefined) return reported;
  const other = seenFrom(context, appId, reporters.observed);
  if (other !== undefined && change.kind !== 'queue') return { kind: 'reported', by: other };
  const open = found.find(({ kind }) => kind === 'unknown');
  if (open !== undefined) return open;
  if (other !== undefined)
    return { kind: 'unknown', reason: `whether ${other} reports to a merge queue is not known` };
  if (found[0] !== undefined) return found[0];
  return isOfActions
    ? { kind: 'missing', reason: 'no workflow reports it, and no recent commit has it' }
    : { kind: 'missing', reason: `no recent commit has it from the App ${String(appId)}` };
}

/** The guard's workflow has an App report its check after each run of CI, by code of the default branch. */
function byGuard(guard: Workflow, change: Change, { branch, workflows }: Reporters): Report {
  const ci = workflows.find(({ path }) => path === ciPath);
  const reason = !change.startsWorkflows
    ? `follows ${ciPath}, which is not started by what the token of a workflow run does`
    : ci === undefined
      ? `follows ${ciPath}, which is not there`
      : whyNotStarted(ci, change, branch);
  if (reason !== undefined) return { kind: 'missing', reason: `${guardPath} ${reason}` };
  const looks = guard.jobs.some(({ condition }) => condition?.value.includes('merge_group'));
  return change.kind === 'queue' && !looks
    ? { kind: 'missing', reason: `${guardPath} does not look at entries of a merge queue` }
    : { kind: 'reported', by: guardPath };
}

/** An App other than Actions, or a commit status, that reported the check on a recent commit. */
function seenFrom(
  context: string,
  appId: number | undefined,
  observed: readonly ObservedCheck[],
): string | undefined {
  const found = observed.find(
    (one) =>
      one.context === context &&
      one.appId !== githubActionsApp &&
      (appId === undefined || one.appId === appId),
  );
  if (found === undefined) return undefined;
  return found.appId === undefined ? 'a commit status' : `the App ${String(found.appId)}`;
}

function byWorkflows(
  context: string,
  change: Change,
  { branch, workflows }: Reporters,
): readonly Report[] {
  const at = (path: string): Workflow | undefined => workflows.find((one) => one.path === path);
  return workflows.flatMap((workflow) =>
    checksCalled(context, reportedChecks(workflow, at)).map((check): Report => {
      const { path } = workflow;
      const reason = change.startsWorkflows
        ? whyNotStarted(workflow, change, branch)
        : 'is not started by what the token of a workflow run does';
      if (reason !== undefined) return { kind: 'missing', reason: `${path} ${reason}` };
      const jobs = check.path.map(({ job }) => job);
      if (!check.name.certain || jobs.some((job) => isExpanded(job) && job.condition !== undefined))
        return { kind: 'unknown', reason: `only a run shows whether ${path} reports it` };
      return { kind: 'reported', by: path };
    }),
  );
}

/** Events that start workflows for a change, with the branch that their filters are compared with. */
function eventsOf(
  { kind, branch }: Change,
  target: string,
): readonly { readonly event: string; readonly branch: string }[] {
  const pushed = branch === undefined ? [] : [{ event: 'push', branch }];
  return kind === 'queue'
    ? [{ event: 'merge_group', branch: target }, ...pushed]
    : [
        { event: 'pull_request', branch: target },
        { event: 'pull_request_target', branch: target },
        ...pushed,
      ];
}

/** Why no event of a change starts a workflow; undefined when one does. */
function whyNotStarted(workflow: Workflow, change: Change, target: string): string | undefined {
  const reasons = eventsOf(change, target).flatMap(({ event, branch }) =>
    workflow.triggers
      .filter((trigger) => trigger.event === event)
      .map((trigger) => hindrance(trigger, branch, change)),
  );
  if (reasons.includes(undefined)) return undefined;
  const first = change.kind === 'queue' ? 'merge_group' : 'pull_request';
  return reasons[0] ?? `does not run on ${first}`;
}

function hindrance(trigger: Trigger, branch: string, { files }: Change): string | undefined {
  const { event, branches, branchesIgnore, tags, tagsIgnore, types, paths, pathsIgnore } = trigger;
  if (branches.length > 0 && !matchesFilter(branch, branches))
    return `does not run on ${event} for ${branch}`;
  if (matchesFilter(branch, branchesIgnore)) return `ignores ${event} for ${branch}`;
  const isOfTags = event === 'push' && tags.length + tagsIgnore.length > 0;
  if (isOfTags && branches.length + branchesIgnore.length === 0) return 'runs on tags alone';
  const isOfPull = event.startsWith('pull_request');
  const missing = ['opened', 'synchronize'].find((type) => !types.includes(type));
  if (isOfPull && types.length > 0 && missing !== undefined)
    return `does not run when a pull request is ${missing === 'opened' ? 'opened' : 'updated'}`;
  if (event === 'merge_group') return undefined;
  const filtered =
    (paths.length > 0 && !files.some((file) => matchesFilter(file, paths))) ||
    (pathsIgnore.length > 0 && files.every((file) => matchesFilter(file, pathsIgnore)));
  return filtered ? `has a path filter that leaves out ${files.join(', ')}` : undefined;
}
