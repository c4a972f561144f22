import { pinned } from '../../../core/pipeline/actions/pinned';
import { expressionsOf, contextPaths } from '../../../core/reading/expression';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { entry, hasTrigger, type Workflow } from '../../../core/reading/workflow';

/** A run with secrets never executes what a stranger sent. */
export const dangerousTriggers = workflowRule({
  name: 'dangerous-triggers',
  description:
    'No pull_request_target workflow, and no workflow_run or issue_comment workflow that checks out untrusted code',
  severity: 'critical',
  why: 'These events run with the secrets and the write token of the base repository, also for pull requests from forks.',
  link: 'https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target',
  remediation:
    'Use pull_request, and pass results as data to a separate workflow_run job that validates them.',
  example: {
    violates: `on: pull_request_target
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${pinned.checkout}
        with:
          ref: \${{ github.event.pull_request.head.sha }}
`,
    passes: `on: pull_request
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${pinned.checkout}
`,
  },
  check: (workflow): readonly Finding[] => {
    const target = workflow.triggers.find((item) => item.event === 'pull_request_target');
    const found = headCheckouts(workflow);
    if (target !== undefined && found.length === 0 && !onlyLabels(workflow)) {
      const message =
        'pull_request_target runs with secrets and a write token for pull requests from forks';
      return [
        findingAt(
          target,
          message,
          'use pull_request, or workflow_run for the part that needs permissions',
        ),
      ];
    }
    return found;
  },
});

/** Labelling by file names or by titles runs no code of the pull request; it is what the event is meant for. */
function onlyLabels({ jobs }: Workflow): boolean {
  const steps = jobs.flatMap((job) => job.steps);
  return (
    steps.length > 0 && steps.every((step) => /^actions\/labeler@/i.test(step.uses?.value ?? ''))
  );
}

const HEAD =
  /github\.(?:head_ref|event\.pull_request\.(?:head\.(?:sha|ref|repo\.full_name)|merge_commit_sha|number)|event\.workflow_run\.(?:head_(?:sha|branch|commit\.id)|head_repository\.full_name)|event\.issue\.number)/;

function headCheckouts(workflow: Workflow): readonly Finding[] {
  if (!hasTrigger(workflow, 'pull_request_target', 'workflow_run', 'issue_comment')) return [];
  return workflow.jobs.flatMap((job) =>
    job.steps.flatMap((step): Finding[] => {
      const checkout = step.uses?.value.toLowerCase().startsWith('actions/checkout@') === true;
      const inputs = checkout
        ? [entry(step.with, 'ref'), entry(step.with, 'repository')].filter(
            (item) => item !== undefined,
          )
        : [];
      const foreign = inputs.find((input) =>
        expressionsOf(input).some(({ body }) => contextPaths(body).some((path) => HEAD.test(path))),
      );
      const command = /\bgh\s+pr\s+checkout\b/.test(step.run?.value ?? '') ? step.run : undefined;
      const place = foreign ?? command;
      if (place === undefined) return [];
      const message = `job ${job.id} checks out the code of a pull request in a run with secrets and a write token`;
      return [
        findingAt(place, message, 'check that code out in a pull_request workflow without secrets'),
      ];
    }),
  );
}
