import { commandLines } from '../../../core/reading/commands';
import { workflowRule, type Finding } from '../../../core/reading/rule';
import { hasTrigger } from '../../../core/reading/workflow';

/** With access to secrets, a step does not let computed text change the environment of the steps after it. */
export const githubEnv = workflowRule({
  name: 'github-env',
  description:
    'Runs that outsiders can trigger and that have secrets do not write to GITHUB_ENV or GITHUB_PATH',
  severity: 'high',
  why: 'Anyone who controls a line of that file can set LD_PRELOAD or PATH for every later step.',
  link: 'https://docs.zizmor.sh/audits/#github-env',
  remediation: 'Pass values as step outputs (GITHUB_OUTPUT) and read them through env.',
  example: {
    violates: `on: pull_request_target
jobs:
  label:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "TITLE=$TITLE" >> "$GITHUB_ENV"
`,
    passes: `on: pull_request_target
jobs:
  label:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "title=$TITLE" >> "$GITHUB_OUTPUT"
`,
  },
  check: (workflow) => {
    if (!hasTrigger(workflow, 'pull_request_target', 'workflow_run')) return [];
    return workflow.jobs.flatMap((job) =>
      job.steps.flatMap((step): Finding[] =>
        step.run === undefined
          ? []
          : commandLines(step.run)
              .filter(({ text }) =>
                />>?\s*"?\$\{?(?:env:)?GITHUB_(?:ENV|PATH)\b|\btee\b.*GITHUB_(?:ENV|PATH)\b/i.test(
                  text,
                ),
              )
              .filter(({ text }) =>
                /[$`]/.test(text.replace(/"?\$\{?(?:env:)?GITHUB_(?:ENV|PATH)\b.*/i, '')),
              )
              .map(({ position }) => ({
                ...position,
                message: 'computed text is written to the environment of later steps',
                fix: 'write it to $GITHUB_OUTPUT and read the output through env',
              })),
      ),
    );
  },
});
