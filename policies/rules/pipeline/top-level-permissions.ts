import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';

/** A workflow states its rights at the top, and grants no writing there. */
export const topLevelPermissions = workflowRule({
  name: 'top-level-permissions',
  description: 'Workflows have top-level permissions that grant nothing or read access only',
  severity: 'high',
  why: 'Without the key every job gets the default permissions of the repository, which may include write access to everything.',
  link: 'https://github.com/ossf/scorecard/blob/main/docs/checks.md#token-permissions',
  remediation: 'Write permissions: {} at the top and give each job only what it needs.',
  example: {
    violates: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - run: make
`,
    passes: `on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - run: make
`,
  },
  check: ({ permissions, jobs, triggers }): readonly Finding[] => {
    if (permissions === undefined) {
      // A workflow that is only called gets no more than its caller's job has.
      if (triggers.length > 0 && triggers.every((item) => item.event === 'workflow_call'))
        return [];
      // When every job has its own permissions, nothing is left that the default could apply to.
      if (jobs.length > 0 && jobs.every((job) => job.permissions !== undefined)) return [];
      const fix = 'add permissions: {} above jobs and grant permissions per job';
      return [{ line: 1, column: 1, message: 'the workflow has no top-level permissions', fix }];
    }
    const { all, scopes } = permissions;
    if (all?.value === 'write-all' || all?.value === 'read-all') {
      const fix = 'write permissions: {} here and list permissions per job';
      return [findingAt(all, `top-level permissions are ${all.value}`, fix)];
    }
    return scopes
      .filter((scope) => scope.value.value === 'write')
      .map(({ key }) =>
        findingAt(
          key,
          `top-level permissions give every job ${key.value}: write`,
          `move ${key.value}: write to the job that needs it`,
        ),
      );
  },
});
