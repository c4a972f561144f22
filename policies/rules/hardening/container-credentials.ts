import { expressionsOf } from '../../../core/reading/expression';
import { valuesOf } from '../../../core/reading/expression-values';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { type Text } from '../../../core/reading/workflow';

/** Registry passwords are secrets. */
export const containerCredentials = workflowRule({
  name: 'container-credentials',
  description: 'Container registry passwords are secrets, not plain text',
  severity: 'critical',
  confidence: 'medium',
  why: 'Anyone with read access can see a password in a workflow file, and it stays in the history.',
  link: 'https://docs.zizmor.sh/audits/#hardcoded-container-credentials',
  remediation: 'Use ${{ secrets.NAME }} and rotate the password.',
  example: {
    violates: `on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    container:
      image: acme/test@sha256:${'0123456789abcdef'.repeat(4)}
      credentials:
        username: robot
        password: hunter2
    steps:
      - run: pytest
`,
    passes: `on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    container:
      image: acme/test@sha256:${'0123456789abcdef'.repeat(4)}
      credentials:
        username: robot
        password: \${{ secrets.REGISTRY_PASSWORD }}
    steps:
      - run: pytest
`,
  },
  check: (workflow) =>
    workflow.jobs.flatMap((job) =>
      [job.container, ...job.services].flatMap((item): Finding[] => {
        const password = item?.password;
        if (password === undefined || password.value === '' || isGiven(password)) return [];
        const message = `job ${job.id} has a registry password in plain text`;
        return [findingAt(password, message, 'use ${{ secrets.NAME }} and rotate the password')];
      }),
    ),
});

/** Whether an expression gives at least a part of a text; one of literals alone gives what the file has. */
function isGiven(text: Text): boolean {
  return expressionsOf(text).some(({ body }) => valuesOf(body).length > 0);
}
