import { z } from 'zod';
import { expandEnvironment, invocations, weakness } from '../../../core/reading/commands';
import { blocksOnlyNew, onlyNew, rampOf } from '../../../core/gates/gate-tools';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { baselined, ciWorkflow } from './ci-workflow';

const FLAG = /--(?:cov-)?fail-under(?:=|\s+)["']?([^\s"']+)/;

/** The test run fails below the minimum of line coverage. */
export const coverageGate = workflowRule({
  name: 'coverage-gate',
  description: 'Tests fail below the minimum coverage',
  severity: 'high',
  security: false,
  why: 'Coverage that is only reported declines over time; a minimum that the test run enforces does not.',
  link: 'https://pytest-cov.readthedocs.io/en/latest/config.html',
  remediation: 'Run pytest with --cov-fail-under=<minimum>.',
  setting: 'gates.coverage',
  config: z.strictObject({
    ...ciWorkflow,
    ...baselined,
    minimum: z
      .number()
      .min(0)
      .max(100)
      .default(80)
      .describe('Lowest allowed --cov-fail-under, in percent'),
  }),
  example: {
    violates: `on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: pytest --cov --cov-fail-under=70
`,
    passes: `on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: pytest --cov --cov-fail-under=80
`,
  },
  check: (workflow, { workflow: path, minimum, newUntil }): readonly Finding[] => {
    if (workflow.path !== path) return [];
    const found = invocations(workflow, FLAG);
    const fix = `run pytest with --cov-fail-under=${minimum}`;
    if (found.length === 0)
      return [{ line: 1, column: 1, message: 'no step enforces a minimum coverage', fix }];
    return found.flatMap((invocation): Finding[] => {
      const text = expandEnvironment(invocation, invocation.commandLine);
      const value = FLAG.exec(text)?.[1] ?? '';
      const reason = weakness(invocation);
      if (rampOf(invocation) !== undefined) {
        const strong = found.filter((one) => one.step === invocation.step && !weakness(one));
        // Of a step that becomes stricter the last commands are those that count, and from when.
        if (strong.length > 0 && invocation !== strong.at(-1)) return [];
        if (reason === undefined && Number(value) >= minimum)
          return [onlyNew(invocation, 'coverage', newUntil)];
      }
      if (reason !== undefined)
        return [
          findingAt(invocation, `the coverage gate does not block: ${reason}`, 'let the step fail'),
        ];
      if (Number(value) >= minimum) return [];
      if (blocksOnlyNew(invocation)) return [onlyNew(invocation, 'coverage', newUntil)];
      return [findingAt(invocation, `minimum coverage is ${value}, below ${minimum}`, fix)];
    });
  },
});
