import { z } from 'zod';
import { expressionsOf } from '../../../core/reading/expression';
import { valuesOf } from '../../../core/reading/expression-values';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { entry, type Step, type Text } from '../../../core/reading/workflow';
import { codeInputs } from '../lists';
import { trustOf } from './untrusted-contexts';

/** No foreign text is pasted into a script before the script is parsed. */
export const templateInjection = workflowRule({
  name: 'template-injection',
  actions: true,
  description: 'Scripts contain no expression with a value that others control',
  severity: 'critical',
  why: 'An expression is pasted into the script as text: a pull request titled `a"; curl …` becomes a command.',
  link: 'https://docs.github.com/en/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks',
  remediation: 'Pass the value in env and quote the variable.',
  config: z.strictObject({
    callers: z
      .boolean()
      .default(true)
      .describe(
        'Also report values controlled by callers, inputs and earlier steps, not only by outsiders',
      ),
  }),
  example: {
    violates: `on: pull_request
jobs:
  greet:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          echo start
          echo "\${{ github.event.pull_request.title }}"
`,
    passes: `on: pull_request
jobs:
  greet:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "$TITLE"
        env:
          TITLE: \${{ github.event.pull_request.title }}
`,
  },
  check: (workflow, { callers }) =>
    workflow.jobs.flatMap((job) =>
      job.steps.flatMap((step): Finding[] => {
        return codeOf(step)
          .flatMap(expressionsOf)
          .flatMap((found): Finding[] => {
            const { body } = found;
            const trusts = valuesOf(body).map((value) => trustOf(value, { workflow, job, step }));
            const byOutsider = trusts.includes('attacker');
            if (!byOutsider && !(callers && trusts.includes('caller'))) return [];
            const who = byOutsider ? 'an outsider controls' : 'is not constant';
            const message = `script contains \${{ ${shorten(body)} }}, whose text ${who}`;
            const finding = findingAt(found, message, 'set it in env and quote the variable');
            return [byOutsider ? finding : { ...finding, confidence: 'medium' }];
          });
      }),
    ),
});

/** What of a step runs as code: its script with the shell's command line, or an input of an action that runs it. */
function codeOf({ run, shell, uses, with: inputs }: Step): readonly Text[] {
  if (run !== undefined) return shell === undefined ? [run] : [run, shell];
  const action = uses?.value.split('@')[0]?.toLowerCase().replace(/\/+$/, '') ?? '';
  return (codeInputs.actions[action] ?? []).flatMap((input) => entry(inputs, input) ?? []);
}

function shorten(body: string): string {
  const line = body.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
