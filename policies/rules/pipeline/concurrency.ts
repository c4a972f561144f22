import { workflowRule, type Finding } from '../../../core/reading/rule';
import { hasTrigger } from '../../../core/reading/workflow';

/** Newer pushes replace older runs, so a workflow on pushes or pull requests has a concurrency group. */
export const concurrency = workflowRule({
  name: 'concurrency',
  description:
    'A workflow that runs on pushes, pull requests or a schedule has a concurrency group',
  severity: 'low',
  security: false,
  why: 'Without a group, runs of superseded commits occupy runners, and runs that write to the same place race.',
  link: 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency',
  remediation: 'Add concurrency with a group that includes the ref, such as ci-${{ github.ref }}.',
  example: {
    violates: `on: pull_request
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - run: make
`,
    passes: `on: pull_request
concurrency:
  group: ci-\${{ github.ref }}
  cancel-in-progress: true
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - run: make
`,
  },
  check: (workflow): readonly Finding[] => {
    if (!hasTrigger(workflow, 'push', 'pull_request', 'pull_request_target', 'schedule')) return [];
    if (workflow.concurrency !== undefined) return [];
    if (workflow.jobs.length > 0 && workflow.jobs.every((job) => job.concurrency !== undefined))
      return [];
    const fix = 'add concurrency: { group: <name>-${{ github.ref }}, cancel-in-progress: true }';
    return [{ line: 1, column: 1, message: 'the workflow has no concurrency group', fix }];
  },
});
