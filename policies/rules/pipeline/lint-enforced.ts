import { z } from 'zod';
import { workflowRule } from '../../../core/reading/rule';
import { baselined, ciWorkflow } from './ci-workflow';
import { enforcedTools, toolsOf } from '../../../core/gates/gate-tools';

/** Linting and formatting are gates, not reports. */
export const lintEnforced = workflowRule({
  name: 'lint-enforced',
  description: 'A linter and a formatter run and fail the job',
  severity: 'high',
  security: false,
  why: 'A linter whose exit code is ignored blocks nothing.',
  link: 'https://docs.astral.sh/ruff/linter/#exit-codes',
  remediation: 'Remove continue-on-error, || true and --exit-zero from the linter steps.',
  setting: 'gates.lint',
  config: z.strictObject({
    ...ciWorkflow,
    ...baselined,
    tools: z
      .array(z.string())
      .default([...toolsOf.lint])
      .describe(
        'What must run and may fail the job: `linter` and `formatter` mean any such tool, other names a command',
      ),
  }),
  example: {
    violates: `on: push
jobs:
  check:
    runs-on: ubuntu-24.04
    steps:
      - run: ruff check . || true
      - run: black --check .
`,
    passes: `on: push
jobs:
  check:
    runs-on: ubuntu-24.04
    steps:
      - run: ruff check .
      - run: black --check .
`,
  },
  check: (workflow, config) =>
    workflow.path === config.workflow ? enforcedTools(workflow, config.tools, config.newUntil) : [],
});
