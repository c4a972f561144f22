import { z } from 'zod';
import { workflowRule } from '../../../core/reading/rule';
import { baselined, ciWorkflow } from './ci-workflow';
import { enforcedTools, toolsOf } from '../../../core/gates/gate-tools';

/** The test suite is a gate. */
export const testsEnforced = workflowRule({
  name: 'tests-enforced',
  description: 'The tests run and fail the job',
  severity: 'high',
  security: false,
  why: 'A failing test suite that leaves the job green lets every bug through.',
  link: 'https://docs.pytest.org/en/stable/reference/exit-codes.html',
  remediation: 'Let a failing test run fail the job.',
  setting: 'gates.tests',
  config: z.strictObject({
    ...ciWorkflow,
    ...baselined,
    tools: z
      .array(z.string())
      .default([...toolsOf.test])
      .describe(
        'What must run and may fail the job: `tests` means any test runner, other names a command',
      ),
  }),
  example: {
    violates: `on: push
jobs:
  check:
    runs-on: ubuntu-24.04
    steps:
      - run: pytest
        continue-on-error: true
`,
    passes: `on: push
jobs:
  check:
    runs-on: ubuntu-24.04
    steps:
      - run: pytest
`,
  },
  check: (workflow, config) =>
    workflow.path === config.workflow ? enforcedTools(workflow, config.tools, config.newUntil) : [],
});
