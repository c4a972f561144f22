import { gatehouseAction } from '../../../core/pipeline/actions/gatehouse';
import { jobTitles } from '../../../core/pipeline/job-titles';
import { conditionOf } from '../../../core/reading/expression';
import { protectionOf, type Protection } from '../../../core/reading/protection';
import { repositoriesIn } from '../../../core/reading/repositories-in';
import { RepositoryIndex } from '../../../core/reading/repository-names';
import {
  checksCalled,
  isExpanded,
  reportedChecks,
  type ReportedCheck,
} from '../../../core/reading/reported-checks';
import { requiredChecksIn } from '../../../core/reading/required-checks';
import {
  ifKnown,
  NotJudged,
  type Attempt,
  type CommittedWorkflow,
} from '../../../core/reading/resource-view';
import { stackRule, type StackFinding } from '../../../core/reading/rule';
import { whyNotReported } from '../../../core/reading/why-not-reported';
import {
  entry,
  hasTrigger,
  skippedWhen,
  type Text,
  type Workflow,
} from '../../../core/reading/workflow';
import { githubTypes } from '../../../core/kernel/resource-types';

const WORKFLOW = `on: pull_request
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: pytest
`;

const file = {
  type: githubTypes.RepositoryFile,
  props: {
    repository: 'shop',
    branch: 'main',
    file: '.github/workflows/ci.yml',
    content: WORKFLOW,
  },
};

const protection = (context: string) => ({
  type: githubTypes.BranchProtection,
  props: { repositoryId: 'shop', pattern: 'main', requiredStatusChecks: [{ contexts: [context] }] },
});

/** A required check that nothing reports blocks every pull request; one that is skipped blocks none. */
export const requiredContexts = stackRule({
  name: 'required-contexts',
  description:
    'Every required check is reported by a committed workflow on pull requests to the branch',
  severity: 'critical',
  why: 'A required check that no run reports stays pending forever, and a required job that is skipped counts as passed. Names are derived as GitHub derives them: with matrix values (an unquoted 3.10 is 3.1), include and exclude, and with the jobs of called workflows behind their caller. Where only a run shows whether a job reports the check (a matrix or name from an expression, a workflow of another repository, a matrix job or a call with a condition), the rule says so and does not block.',
  link: 'https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/troubleshooting-required-status-checks',
  setting: 'protection.kind',
  remediation:
    'Require the name of a job of a workflow without path filters that runs on pull_request for this branch.',
  example: {
    violates: [file, protection(jobTitles.ciSuccess)],
    passes: [file, protection('test')],
  },
  check: (stack) => {
    const { attempt } = stack;
    const checks = requiredChecksIn(stack);
    const repositoryIn = repositoriesIn(stack.resources);
    const workflows = new RepositoryIndex(stack.workflows, (item) =>
      ifKnown(() => item.repository),
    );
    // Of a repository that is not known yet, which may be any.
    const others = stack.workflows.filter((item) => ifKnown(() => [item.repository]) === undefined);
    return stack.resources.flatMap((resource): readonly StackFinding[] => {
      const read = (): readonly StackFinding[] => {
        const protection = protectionOf(resource);
        if (protection === undefined) return [];
        const repository = repositoryIn(resource);
        // Where the stack commits no workflow of that repository, its checks come from elsewhere and cannot be judged.
        const committed = [...workflows.of(repository), ...others];
        if (committed.length === 0) return [];
        const required = checks(protection);
        if (required.more) attempt(required.reread);
        return required.contexts.flatMap((context) =>
          checkContext({ protection, repository, context }, committed, attempt),
        );
      };
      return attempt(read) ?? [];
    });
  },
});

interface Requirement {
  readonly protection: Protection;
  readonly repository: string | undefined;
  readonly context: string;
}

interface Producer {
  readonly item: CommittedWorkflow;
  readonly check: ReportedCheck;
}

function checkContext(
  requirement: Requirement,
  committed: readonly CommittedWorkflow[],
  attempt: Attempt,
): readonly StackFinding[] {
  const known = committed.filter((item) => ifKnown(() => readAll(item)) !== undefined);
  if (known.some(({ workflow }) => givesCheck(workflow, requirement.context))) return [];
  const producers = known.flatMap((item) =>
    checksCalled(requirement.context, checksOf(item, known)).map((check): Producer => ({
      item,
      check,
    })),
  );
  const readings = producers.map(
    (producer) => (): StackFinding | undefined => firstOf(faultsOf(requirement, producer)),
  );
  const judged = readings.map((read) => ifKnown(() => ({ fault: read() })));
  if (judged.some((verdict) => verdict !== undefined && verdict.fault === undefined)) return [];
  // A job that may report it, or a workflow that may have such a job, is no fault.
  const open: readonly (() => unknown)[] = [
    ...readings.filter((_, index) => judged[index] === undefined),
    ...committed.filter((item) => !known.includes(item)).map((item) => () => readAll(item)),
  ];
  for (const read of open) attempt(read);
  if (open.length > 0) return [];
  // A job that would only perhaps be called so is not the one that is meant.
  const meant = judged.find((_, index) => producers[index]?.check.name.certain === true);
  return [meant?.fault ?? unreported(requirement, known)];
}

/** Whether a workflow that follows every run of another one has the guard's App give the check. */
function givesCheck(workflow: Workflow, context: string): boolean {
  return (
    hasTrigger(workflow, 'workflow_run') &&
    workflow.jobs
      .flatMap((job) => job.steps)
      .some(
        ({ uses, with: inputs }) =>
          uses?.value === gatehouseAction.path &&
          entry(inputs, 'command')?.value === 'guard' &&
          entry(inputs, 'check')?.value === context,
      )
  );
}

/** Workflows that are called are those of the same branch. */
function checksOf(
  { branch, workflow }: CommittedWorkflow,
  known: readonly CommittedWorkflow[],
): readonly ReportedCheck[] {
  return reportedChecks(
    workflow,
    (path) => known.find((item) => item.workflow.path === path && item.branch === branch)?.workflow,
  );
}

function readAll({ repository, workflow }: CommittedWorkflow): readonly unknown[] {
  return [repository, workflow];
}

/** The first fault that is certain; throws where there is none and one may be. */
function firstOf(faults: readonly (() => StackFinding | undefined)[]): StackFinding | undefined {
  for (const read of faults) {
    const found = ifKnown(read);
    if (found !== undefined) return found;
  }
  for (const read of faults) read();
  return undefined;
}

function unreported(
  { protection, repository, context }: Requirement,
  workflows: readonly CommittedWorkflow[],
): StackFinding {
  const checks = workflows.flatMap((item) => checksOf(item, workflows));
  const names = new Set(checks.flatMap(({ name: { certain, text } }) => (certain ? [text] : [])));
  return {
    urn: protection.resource.urn,
    ...(repository === undefined ? {} : { repository }),
    message: `required check ${context} is reported by no committed workflow`,
    fix: `require one of: ${[...names].join(', ')}`,
  };
}

function faultsOf(
  requirement: Requirement,
  { item, check }: Producer,
): readonly (() => StackFinding | undefined)[] {
  const { protection, repository, context } = requirement;
  const { workflow } = item;
  const found = (at: Place, message: string, fix: string): StackFinding => ({
    urn: protection.resource.urn,
    ...(repository === undefined ? {} : { repository }),
    file: at.workflow.path,
    line: at.job.line,
    column: at.job.column,
    message: `required check ${context}${message}`,
    fix,
  });
  const [start] = check.path;
  if (start === undefined) return [];
  const target = (): string => {
    const { branch } = item;
    return branch !== undefined && protection.covers(branch, () => true) ? branch : 'main';
  };
  return [
    () => {
      const reason = whyNotReported(workflow, target());
      return reason === undefined
        ? undefined
        : found(
            start,
            `: its workflow ${reason}`,
            'run it on pull_request for this branch without filters',
          );
    },
    () => {
      const isThere = hasTrigger(workflow, 'merge_group');
      if (isThere && whyNotReported(workflow, target(), 'merge_group') === undefined)
        return undefined;
      return protection.mergeQueue
        ? found(
            start,
            ': it is never reported to the merge queue',
            isThere ? 'run it on merge_group for this branch' : 'add merge_group to on',
          )
        : undefined;
    },
    ...check.path.map((at) => () => {
      const skipped = skippedWhen(at.job);
      if (at.job.needs.length === 0 || skipped === undefined) return undefined;
      const isByNeed = skipped === 'a need fails';
      return isExpanded(at.job)
        ? found(
            at,
            ` stays pending when ${isByNeed ? `a job that ${at.job.id} needs fails` : skipped}: a skipped job reports only its own name`,
            'require a job without a matrix that needs it, has if: always() and checks needs.*.result',
          )
        : found(
            at,
            ` is skipped, and so passes, when ${isByNeed ? 'a job it needs fails' : skipped}`,
            'add if: always() and check needs.*.result',
          );
    }),
    ...notJudged(requirement, check),
  ];
}

type Place = ReportedCheck['path'][number];

/** What only the run knows of a check, as readings that say so. */
function notJudged(
  { context }: Requirement,
  { name, path }: ReportedCheck,
): readonly (() => undefined)[] {
  const conditional = path.find(
    ({ job }) => isExpanded(job) && job.condition !== undefined && !isOnlyAlways(job.condition),
  );
  const [reason] = [
    ...(name.certain
      ? []
      : path
          .slice(-1)
          .map(({ workflow, job }) => `whether job ${job.id} of ${workflow.path} reports it`)),
    ...(conditional === undefined
      ? []
      : [
          `whether job ${conditional.job.id} of ${conditional.workflow.path} is skipped, which would leave it pending`,
        ]),
  ];
  if (reason === undefined) return [];
  return [
    () => {
      throw new NotJudged(`required check ${context}: only a run shows ${reason}`);
    },
  ];
}

/** Whether a condition holds whatever happened. */
function isOnlyAlways(condition: Text): boolean {
  const tree = conditionOf(condition);
  return tree?.kind === 'call' && tree.name === 'always';
}
