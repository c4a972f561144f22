import { commandLines } from '../../../core/reading/commands';
import { workflowRule, type Finding } from '../../../core/reading/rule';
import { hasTrigger } from '../../../core/reading/workflow';

/** With access to secrets, a step does not let computed text change the environment of the steps after it. */
export const githubEnv = workflowRule({
  name: 'github-env',
  actions: true,
  description:
    'Runs that outsiders can trigger and that have secrets do not write to GITHUB_ENV or GITHUB_PATH',
  severity: 'high',
  confidence: 'medium',
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
    // What starts a run that uses an action is not known.
    if (
      workflow.kind === 'workflow' &&
      !hasTrigger(workflow, 'pull_request_target', 'workflow_run')
    )
      return [];
    return workflow.jobs.flatMap((job) =>
      job.steps.flatMap((step): Finding[] =>
        step.run === undefined
          ? []
          : commandLines(step.run)
              .filter(({ text }) => writesComputed(text, step.run?.value ?? ''))
              .map(({ position }) => ({
                ...position,
                message: 'computed text is written to the environment of later steps',
                fix: 'write it to $GITHUB_OUTPUT and read the output through env',
              })),
      ),
    );
  },
});

/** The files that hold the environment of later steps, by the name that each shell has for them. */
const TARGET =
  /["']?(?:\$\{?(?:env:)?|%|\bENV(?:\.fetch)?[[(]["']|environ(?:\.get)?[[(]["']|getenv\(["'])GITHUB_(?:ENV|PATH)\b(?:["']?[\])]|\}|%)?["']?/i;

const WRITES =
  />>?|\btee\b|\bout-file\b|\badd-content\b|\bset-content\b|\bdd\b|\bopen\(|\bwrite|\bappend/i;

/** Whether a line of a script writes to the environment of later steps, and not a text that is in it. */
function writesComputed(line: string, script: string): boolean {
  if (!TARGET.test(line) || !WRITES.test(line)) return false;
  const text = line.replace(TARGET, '');
  const isText = /^\s*(?:echo|printf|write-output|write-host|["'])/i.test(text);
  // A group or a heredoc writes what other lines say.
  const said = isText ? text : /^\s*\}|<<-?\s*['"]?\w/.test(text) ? withoutTargets(script) : '$';
  return /[$`]|%\w+%/.test(said);
}

const withoutTargets = (script: string): string =>
  script.replace(new RegExp(TARGET.source, 'gi'), '');
