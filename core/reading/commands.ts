import { conditionOf } from './expression';
import { perText } from './memo';
import {
  variableAt,
  type Job,
  type Place,
  type Position,
  type Step,
  type Text,
  type Workflow,
} from './workflow';

/** A place in a workflow where a tool is run, by a command or by its own action. */
export interface Invocation extends Position {
  /** The file it is in, which a workflow may use. */
  readonly file: string;
  /** The job of the workflow that was asked. */
  readonly job: Job;
  readonly step: Step;
  /** From that job and its step down, through calls and composite actions, to the step itself. */
  readonly places: readonly Place[];
  /** The line of the script the tool is on; the action's name for `uses`. */
  readonly line: number;
  readonly commandLine: string;
}

/**
 * Finds the steps that run a tool, in the composite actions and workflows of the same commit too that are used: `command`
 * is matched in each line of a script, `actions` against `uses`.
 */
export function invocations(
  workflow: Workflow,
  command: RegExp,
  actions: readonly string[] = [],
): readonly Invocation[] {
  return stepsIn(workflow, []).flatMap((places) => invocationsOf(places, command, actions));
}

/** Every step, each as the places that lead to it. */
function stepsIn(workflow: Workflow, outer: readonly Place[]): readonly (readonly Place[])[] {
  return workflow.jobs.flatMap((job) => [
    ...(job.called === undefined ? [] : stepsIn(job.called, [...outer, { workflow, job }])),
    ...job.steps.flatMap((step) => {
      const places = [...outer, { workflow, job, step }];
      return step.action === undefined ? [places] : [places, ...stepsIn(step.action, places)];
    }),
  ]);
}

function invocationsOf(
  places: readonly Place[],
  command: RegExp,
  actions: readonly string[],
): readonly Invocation[] {
  const [outer] = places;
  const inner = places.at(-1);
  const step = inner?.step;
  if (outer === undefined || inner === undefined || step === undefined) return [];
  const found = { file: inner.workflow.path, job: outer.job, step, places };
  const { uses, run } = step;
  if (uses !== undefined) {
    const { line, column, value } = uses;
    const isOne = actions.some((action) => value.toLowerCase().startsWith(`${action}@`));
    return isOne ? [{ ...found, line, column, commandLine: value }] : [];
  }
  if (run === undefined) return [];
  return logicalLines(scriptOf(run))
    .filter(({ text }) => command.test(text))
    .map(({ text, start }) => ({ ...found, ...run.positionAt(start), commandLine: text }));
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
  const { step, places, commandLine } = invocation;
  const ignored = places.flatMap((place) => whyIgnored(place.step, place.job) ?? [])[0];
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
  if (places.some((place) => neverRuns(place.step?.condition)))
    return 'its step never runs (if: false)';
  if (places.some((place) => neverRuns(place.job.condition)))
    return 'its job never runs (if: false)';
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
  step: Step | undefined,
  job: Job,
): { readonly why: string; readonly place: Text } | undefined {
  if (isOn(step?.continueOnError))
    return { why: 'its step has continue-on-error', place: step.continueOnError };
  if (isOn(job.continueOnError))
    return { why: 'its job has continue-on-error', place: job.continueOnError };
  // GitHub does not count the result of a background step that another one ends.
  const place = job.steps
    .flatMap((other) => other.cancel)
    .find(({ value }) => step?.background !== undefined && value === step.id?.value);
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
function losesPipe({ step, places, commandLine }: Invocation, script: string): boolean {
  if (step.run === undefined || /\bpipefail\b/.test(script)) return false;
  const shell = step.shell?.value ?? 'sh';
  const labels = places.flatMap(({ job }) => job.runsOn);
  if (shell !== 'sh' || labels.some((label) => /windows/i.test(label.value))) return false;
  const bare = commandLine.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, '');
  return /(?<!\|)\|(?!\|)/.test(bare);
}

function isOn(value: Text | undefined): value is Text {
  return value !== undefined && value.value !== 'false';
}

/** Replaces `$NAME`, `${NAME}` and `${{ env.NAME }}` by what the step, the job or the workflow sets. */
export function expandEnvironment({ places }: Invocation, text: string): string {
  const lookup = (name: string): string | undefined => variableIn(name, places)?.value;
  return text
    .replace(/\$\{\{\s*env\.(\w+)\s*\}\}/g, (whole, name: string) => lookup(name) ?? whole)
    .replace(/\$\{?(\w+)\}?/g, (whole, name: string) => lookup(name) ?? whole);
}

/** A composite action has the environment of the step that uses it; a called workflow has none of its caller's. */
function variableIn(name: string, places: readonly Place[]): Text | undefined {
  for (const place of [...places].reverse()) {
    const found = variableAt(name, place);
    if (found !== undefined || place.workflow.kind !== 'action') return found;
  }
  return undefined;
}
