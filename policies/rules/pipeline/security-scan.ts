import { z } from 'zod';
import { weakness } from '../../../core/reading/commands';
import { workflowRule, type Finding } from '../../../core/reading/rule';
import { ciWorkflow } from './ci-workflow';
import { missing, runsOf, toolsOf } from '../../../core/gates/gate-tools';

/** Code and dependencies are scanned; whether a finding blocks is a switch. */
export const securityScan = workflowRule({
  name: 'security-scan',
  description: 'The code and its dependencies are scanned for known vulnerabilities',
  severity: 'high',
  why: 'Static analysis and a dependency audit find what review does not, before it is merged.',
  link: 'https://github.com/ossf/scorecard/blob/main/docs/checks.md#sast',
  remediation: 'Add steps that run bandit and pip-audit.',
  setting: 'gates.security',
  config: z.strictObject({
    ...ciWorkflow,
    tools: z
      .array(z.string())
      .default([...toolsOf.security])
      .describe('Scanners that must run'),
  }),
  example: {
    violates: `on: push
jobs:
  security:
    runs-on: ubuntu-24.04
    steps:
      - run: bandit -r src
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
  check: (workflow, { workflow: path, tools }): readonly Finding[] => {
    if (workflow.path !== path) return [];
    return tools.flatMap((name): Finding[] => {
      const runs = runsOf(workflow, name);
      const never = runs.filter((run) => /never runs/.test(weakness(run) ?? ''));
      return runs.length === never.length ? [missing(name)] : [];
    });
  },
});
