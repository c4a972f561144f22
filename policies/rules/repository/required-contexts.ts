import { jobTitles } from '../../../core/pipeline/job-titles';
import {
  contextsOf,
  producesContext,
  runsInMergeQueue,
  whyNotReported,
} from '../../../core/reading/contexts';
import { protectionOf, type Protection } from '../../../core/reading/protection';
import { repositoriesIn } from '../../../core/reading/repositories-in';
import { RepositoryIndex } from '../../../core/reading/repository-names';
import { requiredChecksIn } from '../../../core/reading/required-checks';
import { ifKnown, type Attempt, type CommittedWorkflow } from '../../../core/reading/resource-view';
import { stackRule, type StackFinding } from '../../../core/reading/rule';
import { type Job } from '../../../core/reading/workflow';

const WORKFLOW = `on: pull_request
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: pytest
`;

const file = {
  type: 'github:index/repositoryFile:RepositoryFile',
  props: {
    repository: 'shop',
    branch: 'main',
    file: '.github/workflows/ci.yml',
    content: WORKFLOW,
  },
};

const protection = (context: string) => ({
  type: 'github:index/branchProtection:BranchProtection',
  props: { repositoryId: 'shop', pattern: 'main', requiredStatusChecks: [{ contexts: [context] }] },
});

/** A required check that nothing reports blocks every pull request; one that is skipped blocks none. */
export const requiredContexts = stackRule({
  name: 'required-contexts',
  description:
    'Every required check is reported by a committed workflow on pull requests to the branch',
  severity: 'critical',
  why: 'A required check that no run reports stays pending for ever, and a required job that is skipped counts as passed.',
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
  readonly job: Job;
}

function checkContext(
  requirement: Requirement,
  committed: readonly CommittedWorkflow[],
  attempt: Attempt,
): readonly StackFinding[] {
  const known = committed.filter((item) => ifKnown(() => readAll(item)) !== undefined);
  const producers = known.flatMap((item) =>
    item.workflow.jobs
      .filter((job) => producesContext(job, requirement.context))
      .map((job): Producer => ({ item, job })),
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
  const [first] = judged;
  return [first?.fault ?? unreported(requirement, known)];
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
  const names = new Set(
    workflows.flatMap((item) => item.workflow.jobs.flatMap((job) => contextsOf(job) ?? [])),
  );
  return {
    urn: protection.resource.urn,
    ...(repository === undefined ? {} : { repository }),
    message: `required check ${context} is reported by no committed workflow`,
    fix: `require one of: ${[...names].join(', ')}`,
  };
}

function faultsOf(
  { protection, repository, context }: Requirement,
  { item, job }: Producer,
): readonly (() => StackFinding | undefined)[] {
  const { workflow } = item;
  const { line, column } = job;
  const at = {
    urn: protection.resource.urn,
    ...(repository === undefined ? {} : { repository }),
    file: workflow.path,
    line,
    column,
  };
  return [
    () => {
      const { branch } = item;
      const target = branch !== undefined && protection.covers(branch) ? branch : 'main';
      const reason = whyNotReported(workflow, target);
      if (reason === undefined) return undefined;
      return {
        ...at,
        message: `required check ${context}: its workflow ${reason}`,
        fix: 'run it on pull_request for this branch without filters',
      };
    },
    () => {
      if (runsInMergeQueue(workflow) || !protection.mergeQueue) return undefined;
      return {
        ...at,
        message: `required check ${context}: the merge queue never gets it`,
        fix: 'add merge_group to on',
      };
    },
    () => {
      const isSkippable =
        job.needs.length > 0 &&
        !/always\s*\(\s*\)|!\s*cancelled\s*\(\s*\)/.test(job.condition?.value ?? '');
      if (!isSkippable) return undefined;
      return {
        ...at,
        message: `required check ${context} is skipped, and so passes, when a job it needs fails`,
        fix: 'add if: always() and judge needs.*.result',
      };
    },
  ];
}
