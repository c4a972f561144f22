import { conditionOf } from './expression';
import { perText } from './memo';
import {
  variableAt,
  type Job,
  type Position,
  type Step,
  type Text,
  type Workflow,
} from './workflow';

/** A place in a workflow where a tool is run, by a command or by its own action. */
export interface Invocation extends Position {
  readonly job: Job;
  readonly step: Step;
  /** The line of the script the tool is on; the action's name for `uses`. */
  readonly line: number;
  readonly commandLine: string;
}

/** Finds the steps that run a tool: `command` is matched in each line of a script, `actions` against `uses`. */
export function invocations(
  workflow: Workflow,
  command: RegExp,
  actions: readonly string[] = [],
): readonly Invocation[] {
  return workflow.jobs.flatMap((job) =>
    job.steps.flatMap((step) => invocationsOf(job, step, command, actions)),
  );
}

function invocationsOf(
  job: Job,
  step: Step,
  command: RegExp,
  actions: readonly string[],
): readonly Invocation[] {
  const uses = step.uses;
  if (uses !== undefined) {
    const found = actions.some((action) => uses.value.toLowerCase().startsWith(`${action}@`));
    return found
      ? [{ job, step, line: uses.line, column: uses.column, commandLine: uses.value }]
      : [];
  }
  const run = step.run;
  if (run === undefined) return [];
  return logicalLines(scriptOf(run))
    .filter(({ text }) => command.test(text))
    .map(({ text, start }) => ({ job, step, ...run.positionAt(start), commandLine: text }));
}

/** A logical line of a script; its position is only looked up where it is asked for. */
export interface CommandLine {
  readonly text: string;
  readonly position: Position;
}

/** The logical lines of a script (continuations joined, comments left out), each with its position. */
export function commandLines(run: Text): readonly CommandLine[] {
  return logicalLines(scriptOf(run)).map(({ text, start }) => ({
    text,
    get position() {
      return run.positionAt(start);
    },
  }));
}

function scriptOf({ raw, value }: Text): string {
  return /^[|>]/.test(raw) ? raw : value;
}

/** Logical lines with the offset of their first character. A block scalar's first line is its header. */
const logicalLines = perText((source) => {
  const joined: { text: string; start: number }[] = [];
  let continues = false;
  let index = 0;
  for (const [number, text] of source.split('\n').entries()) {
    const start = index;
    index += text.length + 1;
    if (number === 0 && /^[|>]/.test(source)) continue;
    const trimmed = text.trim();
    const last = joined.at(-1);
    const piece = trimmed.replace(/\\$/, '');
    if (continues && last !== undefined) last.text += piece;
    else if (trimmed !== '' && !trimmed.startsWith('#')) {
      joined.push({ text: piece, start: start + text.length - text.trimStart().length });
    }
    continues = trimmed.endsWith('\\');
  }
  return joined;
});

/** Why the failure of an invocation would not fail its job; undefined when it would. */
export function weakness(invocation: Invocation): string | undefined {
  const { step, job, commandLine } = invocation;
  const ignored = whyIgnored(step, job);
  if (ignored !== undefined) return ignored.why;
  const script = step.run?.value ?? '';
  if (/\|\|\s*(?:true\b|:(?:\s|$|;)|echo\b|exit\s+0\b|printf\b)/.test(commandLine))
    return 'its exit code is discarded by ||';
  if (/\|\|\s*\w+=\$\?/.test(commandLine) && !mayExit(script))
    return 'its exit code is kept in a variable and never ends the script';
  if (/^(?:if|elif|while|until)\b/.test(commandLine) && !mayExit(script))
    return 'its exit code is only a condition, and the script goes on either way';
  if (losesPipe(invocation, script))
    return 'its exit code is lost in the pipe, as the default shell has no pipefail';
  if (/--exit-zero\b/.test(commandLine)) return 'it runs with --exit-zero';
  if (neverRuns(step.condition)) return 'its step never runs (if: false)';
  if (neverRuns(job.condition)) return 'its job never runs (if: false)';
  if (/^\s*set \+e\b/m.test(step.run?.value ?? '') && !/\bexit\b/.test(step.run?.value ?? ''))
    return 'its script ignores exit codes (set +e)';
  return undefined;
}

function neverRuns(condition: Text | undefined): boolean {
  const tree = condition === undefined ? undefined : conditionOf(condition);
  return tree?.kind === 'literal' && !Boolean(tree.value);
}

/** What makes the failure of a step one that its job ignores; undefined where the job fails with it. */
export function whyIgnored(
  step: Step,
  job: Job,
): { readonly why: string; readonly place: Text } | undefined {
  if (isOn(step.continueOnError))
    return { why: 'its step has continue-on-error', place: step.continueOnError };
  if (isOn(job.continueOnError))
    return { why: 'its job has continue-on-error', place: job.continueOnError };
  // GitHub does not count the result of a background step that another one ends.
  const place = job.steps
    .flatMap((other) => other.cancel)
    .find(({ value }) => step.background !== undefined && value === step.id?.value);
  return place && { why: 'its step runs in the background and is cancelled', place };
}

/** Whether a script can end with another status than that of its last command. */
function mayExit(script: string): boolean {
  return /\b(?:exit|return)\s+(?!0\b)\S/.test(script) || /^\s*false\b/m.test(script);
}

/**
 * Without `shell:` a runner starts `bash -e`, without pipefail: a pipe succeeds when its last command does.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
function losesPipe({ step, job, commandLine }: Invocation, script: string): boolean {
  if (step.run === undefined || /\bpipefail\b/.test(script)) return false;
  const shell = step.shell?.value ?? 'sh';
  if (shell !== 'sh' || job.runsOn.some((label) => /windows/i.test(label.value))) return false;
  const bare = commandLine.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, '');
  return /(?<!\|)\|(?!\|)/.test(bare);
}

function isOn(value: Text | undefined): value is Text {
  return value !== undefined && value.value !== 'false';
}

/** Replaces `$NAME`, `${NAME}` and `${{ env.NAME }}` by what the step, the job or the workflow sets. */
export function expandEnvironment(
  invocation: Invocation,
  workflow: Workflow,
  text: string,
): string {
  const lookup = (name: string): string | undefined =>
    variableAt(name, { workflow, job: invocation.job, step: invocation.step })?.value;
  return text
    .replace(/\$\{\{\s*env\.(\w+)\s*\}\}/g, (whole, name: string) => lookup(name) ?? whole)
    .replace(/\$\{?(\w+)\}?/g, (whole, name: string) => lookup(name) ?? whole);
}
