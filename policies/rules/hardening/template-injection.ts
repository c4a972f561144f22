import { z } from 'zod';
import { contextPaths, expressionsOf } from '../../../core/reading/expression';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { entry, type Step, type Text } from '../../../core/reading/workflow';
import { trustOf } from './untrusted-contexts';

/** Inputs of actions that run their text as code, after zizmor's list of sinks. */
const CODE_INPUTS: ReadonlyMap<string, string> = new Map([
  ['actions/github-script', 'script'],
  ['azure/cli', 'inlinescript'],
  ['azure/powershell', 'inlinescript'],
  ['appleboy/ssh-action', 'script'],
  ['jannekem/run-python-script-action', 'script'],
  ['amadevus/pwsh-script', 'script'],
  ['mikefarah/yq', 'cmd'],
]);

/** No foreign text is pasted into a script before the script is parsed. */
export const templateInjection = workflowRule({
  name: 'template-injection',
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
        const code = codeOf(step);
        if (code === undefined) return [];
        return expressionsOf(code).flatMap((found): Finding[] => {
          const { body } = found;
          const paths = isBoolean(body) ? [] : contextPaths(body);
          const trusts = paths.map((path) => trustOf(path, { workflow, job, step }));
          const byStranger = trusts.includes('attacker');
          if (!byStranger && !(callers && trusts.includes('caller'))) return [];
          const who = byStranger ? 'an outsider controls' : 'is not constant';
          const message = `script contains \${{ ${shorten(body)} }}, whose text ${who}`;
          return [findingAt(found, message, 'set it in env and quote the variable')];
        });
      }),
    ),
});

function codeOf(step: Step): Text | undefined {
  if (step.run !== undefined) return step.run;
  const action = step.uses?.value.split('@')[0]?.toLowerCase() ?? '';
  const input = CODE_INPUTS.get(action);
  return input === undefined ? undefined : entry(step.with, input);
}

/** Comparisons and status functions give true or false, whatever they read. */
function isBoolean(body: string): boolean {
  const plain = body.replace(/'(?:[^']|'')*'/g, "''").trim();
  if (/&&|\|\|/.test(plain)) return false;
  if (/^!/.test(plain)) return true;
  return (
    /[=!<>]=|[<>]/.test(plain) ||
    /^(?:contains|startsWith|endsWith|hashFiles|success|failure|always|cancelled)\s*\([^()]*\)$/i.test(
      plain,
    )
  );
}

function shorten(body: string): string {
  const line = body.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
