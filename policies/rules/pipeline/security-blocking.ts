import { z } from 'zod';
import { workflowRule } from '../../../core/reading/rule';
import { baselined, ciWorkflow } from './ci-workflow';
import { enforcedTools, toolsOf } from '../../../core/gates/gate-tools';

/** Where the switch is on, a security finding blocks. */
export const securityBlocking = workflowRule({
  name: 'security-blocking',
  description: 'Security findings fail the job, if the stack requires it',
  severity: 'high',
  why: 'Known vulnerabilities that never block are merged and then forgotten.',
  link: 'https://bandit.readthedocs.io/en/latest/man/bandit.html',
  remediation: 'Remove continue-on-error and || true from the scanner steps.',
  setting: 'gates.security',
  config: z.strictObject({
    ...ciWorkflow,
    ...baselined,
    required: z.boolean().default(false).describe('Whether security findings must fail the job'),
    tools: z
      .array(z.string())
      .default([...toolsOf.security])
      .describe('Scanners that must block'),
  }),
  exampleConfig: {
    workflow: '.github/workflows/ci.yml',
    required: true,
    tools: [...toolsOf.security],
  },
  example: {
    violates: `on: push
jobs:
  security:
    runs-on: ubuntu-24.04
    steps:
      - run: bandit -r src
        continue-on-error: true
      - run: pip-audit
`,
    passes: `on: push
jobs:
  security:
    runs-on: ubuntu-24.04
    steps:
      - run: bandit -r src
      - run: pip-audit
`,
  },
  check: (workflow, { workflow: path, required, tools, newUntil }) =>
    required && workflow.path === path ? enforcedTools(workflow, tools, newUntil) : [],
});
