import { actionsLockPath } from '../../../core/kernel/delivered-names';
import { lockedCommit } from '../../../core/reading/actions-lock';
import { parseActionRef } from '../../../core/reading/action-ref';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';

/** A workflow that the lockfile covers uses nothing that is not in it. */
export const lockedActions = workflowRule({
  name: 'locked-actions',
  description: 'Workflows that actions.lock covers use only actions that it locks',
  severity: 'medium',
  security: false,
  why: 'GitHub does not start a workflow of the lockfile with an action that is not in it: a required check of that workflow never comes.',
  link: 'https://docs.github.com/en/actions/concepts/security/workflow-dependency-lockfiles',
  remediation: 'Run gh actions-lock, and commit the lockfile with the workflow.',
  exampleFiles: {
    [actionsLockPath]: `version: v0.0.2
workflows:
  .github/workflows/ci.yml: [actions/checkout@v7]
dependencies:
  actions/checkout@v7: {ref: v7.0.1, commit: sha1-3d3c42e5aac5ba805825da76410c181273ba90b1}
`,
  },
  example: {
    violates: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
`,
    passes: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
`,
  },
  check: (workflow) => {
    if (workflow.lock?.workflows.has(workflow.path) !== true) return [];
    return workflow.jobs.flatMap(({ steps }) =>
      steps.flatMap(({ uses }): Finding[] => {
        if (uses === undefined || parseActionRef(uses.value).kind !== 'repository') return [];
        if (lockedCommit(workflow, uses) !== undefined) return [];
        const message = `actions.lock covers the workflow and does not lock ${uses.value}`;
        return [findingAt(uses, message, 'run gh actions-lock')];
      }),
    );
  },
});
