import {
  contextsOf,
  producesContext,
  runsInMergeQueue,
  whyNotReported,
} from '../../model/contexts';
import { protectionOf, type Protection } from '../../model/protection';
import { RepositoryIndex } from '../../model/repository-names';
import { requiredChecksIn } from '../../model/required-checks';
import { type CommittedWorkflow } from '../../model/resource-view';
import { stackRule, type StackFinding } from '../../model/rule';
import { type Job } from '../../model/workflow';

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
    violates: [file, protection('CI Success')],
    passes: [file, protection('test')],
  },
  check: (stack) => {
    const checks = requiredChecksIn(stack);
    const workflows = new RepositoryIndex(stack.workflows, ({ repository }) => repository);
    return stack.resources.flatMap((resource): readonly StackFinding[] => {
      const read = (): readonly StackFinding[] => {
        const protection = protectionOf(resource);
        if (protection === undefined) return [];
        // Where the stack commits no workflow of that repository, its checks come from elsewhere and cannot be judged.
        const committed = workflows.of(protection.repository);
        if (committed.length === 0) return [];
        return checkProtection(protection, checks(protection).contexts, committed);
      };
      return stack.attempt(read) ?? [];
    });
  },
});

function checkProtection(
  protection: Protection,
  contexts: readonly string[],
  workflows: readonly CommittedWorkflow[],
): readonly StackFinding[] {
  const { repository, resource } = protection;
  return contexts.flatMap((context): readonly StackFinding[] => {
    const producers = workflows.flatMap((item) =>
      item.workflow.jobs
        .filter((job) => producesContext(job, context))
        .map((job) => ({ item, job })),
    );
    if (producers.length === 0) {
      const names = [
        ...new Set(
          workflows.flatMap((item) => item.workflow.jobs.flatMap((job) => contextsOf(job) ?? [])),
        ),
      ];
      const fix = `require one of: ${names.join(', ')}`;
      const message = `required check ${context} is reported by no committed workflow`;
      const where = repository === undefined ? {} : { repository };
      return [{ urn: resource.urn, ...where, message, fix }];
    }
    const faults = producers.map(({ item, job }) => fault(protection, context, item, job));
    const [first] = faults;
    return faults.includes(undefined) || first === undefined ? [] : [first];
  });
}

function fault(
  protection: Protection,
  context: string,
  { workflow, branch }: CommittedWorkflow,
  job: Job,
): StackFinding | undefined {
  const { line, column } = job;
  const at = {
    urn: protection.resource.urn,
    ...(protection.repository === undefined ? {} : { repository: protection.repository }),
    file: workflow.path,
    line,
    column,
  };
  const target = branch !== undefined && protection.covers(branch) ? branch : 'main';
  const reason = whyNotReported(workflow, target);
  if (reason !== undefined) {
    return {
      ...at,
      message: `required check ${context}: its workflow ${reason}`,
      fix: 'run it on pull_request for this branch without filters',
    };
  }
  if (protection.mergeQueue && !runsInMergeQueue(workflow)) {
    return {
      ...at,
      message: `required check ${context}: the merge queue never gets it`,
      fix: 'add merge_group to on',
    };
  }
  const skippable =
    job.needs.length > 0 &&
    !/always\s*\(\s*\)|!\s*cancelled\s*\(\s*\)/.test(job.condition?.value ?? '');
  if (skippable) {
    return {
      ...at,
      message: `required check ${context} is skipped, and so passes, when a job it needs fails`,
      fix: 'add if: always() and judge needs.*.result',
    };
  }
  return undefined;
}
