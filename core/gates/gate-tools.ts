import { invocations, weakness, type Invocation } from '../reading/commands';
import { perObject, perText } from '../reading/memo';
import { findingAt, type Finding } from '../reading/rule';
import { black, formatTools, lintTools, ruffFormat, typeTools } from '../tools';
import { type CheckTool } from '../tools/check-tool';
import { lockingManagers } from '../tools/managers';
import { oneOf } from '../kernel/one-of';
import { type Workflow } from '../reading/workflow';
import { daysBetween } from '../readiness/days';
import { type Stage } from '../readiness/gate-modes';

/** A tool that must run in the pipeline: how its command looks and which actions run it. */
interface GateTool {
  readonly name: string;
  /** As it is called in a finding. */
  readonly title: string;
  /** What a step has to run. */
  readonly example: string;
  readonly command: RegExp;
  readonly actions: readonly string[];
}

// A word that starts the line or follows a space or a separator; a path or an option that holds the word is not the tool.
const tool = (name: string, source: string, ...actions: readonly string[]): GateTool => ({
  name,
  title: name,
  example: name,
  command: new RegExp(`(?:^|[\\s;&|(/])(?:${source})(?=\\s|$|;)`),
  actions,
});

/** Any tool of a table. */
const anyOf = (
  name: string,
  title: string,
  table: Readonly<Record<string, CheckTool>>,
): GateTool => {
  const tools = Object.values(table);
  return {
    ...tool(
      name,
      tools.map(({ blocks }) => blocks).join('|'),
      ...tools.flatMap(({ actions }) => actions),
    ),
    title,
    example: oneOf(tools.map(({ example }) => example)),
  };
};

/** What a gate needs, whichever tool does it. */
const kinds: readonly GateTool[] = [
  anyOf('linter', 'a linter', lintTools),
  anyOf('formatter', 'a formatter', formatTools),
  anyOf('type-checker', 'a type checker', typeTools),
  {
    ...tool(
      'tests',
      'pytest|-m\\s+(?:pytest|unittest)|manage\\.py\\s+test|tox|nox|hatch(?:@[\\w.]+)?\\s+(?:test|run)',
    ),
    title: 'the test suite',
    example: 'pytest, unittest, manage.py test, tox, nox or hatch',
  },
];

const TOOLS: ReadonlyMap<string, GateTool> = new Map(
  [
    ...Object.entries<CheckTool>({ ...lintTools, ...typeTools }).map(
      ([name, { blocks, actions }]) => tool(name, blocks, ...actions),
    ),
    // Ruff formats as black does.
    tool('black', `${black.blocks}|${ruffFormat.blocks}`, ...black.actions),
    tool('pytest', 'pytest|python3?\\s+-m\\s+pytest'),
    tool('bandit', 'bandit', 'pycqa/bandit-action'),
    tool('pip-audit', 'pip-audit|pip_audit', 'pypa/gh-action-pip-audit'),
    ...kinds,
  ].map((item) => [item.name, item]),
);

/** The tools of each gate, which policies require by default. */
export const toolsOf = {
  lint: ['linter', 'formatter'],
  test: ['tests'],
  security: ['bandit', 'pip-audit'],
} as const;

/** A tool by its name; any other name is looked for as a command of that name. */
function gateTool(name: string): GateTool {
  return TOOLS.get(name) ?? tool(name, name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}

/** Commands that install or print the version of a tool do not run it. */
const NOT_RUN = new RegExp(
  `\\b(?:pip3?|pipx|${lockingManagers.join('|')})\\s+(?:pip\\s+)?(?:install|add)\\b|--version\\b`,
);

export function runsOf(workflow: Workflow, name: string): ReturnType<typeof invocations> {
  return runsIn(workflow)(name);
}

/** Several rules ask for the same tools. */
const runsIn = perObject((workflow: Workflow) =>
  perText((name) => {
    const { command, actions } = gateTool(name);
    return invocations(workflow, command, actions).filter(
      ({ step, commandLine }) =>
        step.run === undefined ||
        // `pip install pytest && pytest` installs it and runs it.
        commandLine.split(/&&|[;|]/).some((part) => command.test(part) && !NOT_RUN.test(part)),
    );
  }),
);

/** Gatehouse's own judgement of a step, by which only what is new fails. */
const JUDGES_NEW = /\bindex\.js judge\b[^\n]*\s--mode new(?:\s|$)/;

/** Whether only findings that no baseline has fail the step of a run, now and on every later day. */
export const blocksOnlyNew = (run: Invocation): boolean =>
  rampOf(run) === undefined && JUDGES_NEW.test(run.step.run?.value ?? '');

/** Where a step of Gatehouse has the commands of the next mode, and the day from which on. */
const BRANCH = /^(?:(?:if|elif) \[ "\$\(date -u \+%Y%m%d\)" -lt (\d{8}) \]; then|else)$/m;

/** How a step becomes stricter: its mode now, and those that it has from a day on. */
interface StepRamp {
  readonly present: 'new' | 'warn';
  readonly stages: readonly Stage[];
}

/** The ramp of the step of a run; undefined where it does the same on every day. */
export function rampOf({ step }: Invocation): StepRamp | undefined {
  const [, ...parts] = (step.run?.value ?? '').split(BRANCH);
  const branches = parts.filter((_, index) => index % 2 === 1);
  const days = parts.filter((day, index) => index % 2 === 0 && day !== undefined).map(withHyphens);
  if (days.length === 0 || branches.length !== days.length + 1) return undefined;
  const modes = branches.map((text) => (JUDGES_NEW.test(text) ? 'new' : undefined));
  return {
    present: modes[0] ?? 'warn',
    stages: days.map((from, index) => ({ from, mode: modes[index + 1] ?? 'enforce' })),
  };
}

const withHyphens = (day: string): string => day.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');

/** What a step with a ramp blocks, in words. */
export const rampText = ({ present, stages }: StepRamp): string =>
  [
    ...(present === 'new' ? ['blocks what its baseline does not have'] : []),
    ...stages.map(({ mode, from }) =>
      mode === 'new'
        ? `blocks what its baseline does not have from ${from} on`
        : `blocks from ${from} on`,
    ),
  ].join(', ');

/**
 * What lets existing findings pass is a violation from a day on; without one at once. So is a gate that does not enforce by
 * that day.
 */
export function onlyNew(run: Invocation, title: string, newUntil: string | undefined): Finding {
  const ramp = rampOf(run);
  const fix = 'fix what it finds and set the gate to `enforce`';
  if (ramp === undefined) {
    const tolerated = newUntil === undefined ? {} : { toleratedUntil: newUntil };
    const message = `${title} blocks only what its baseline does not have`;
    return {
      ...findingAt(run, message, 'fix what is in the baseline and set the gate to `enforce`'),
      ...tolerated,
    };
  }
  const message = `${title} ${rampText(ramp)}`;
  if (newUntil === undefined) return findingAt(run, message, fix);
  // Until then the first day after it at most: the last tolerated day may be one on which it does not enforce yet.
  const enforced = ramp.stages.find(({ mode }) => mode === 'enforce')?.from;
  const isLate = enforced !== undefined && daysBetween(newUntil, enforced) > 1;
  return isLate
    ? findingAt(run, `${message}, later than ${newUntil}`, `let it enforce by ${newUntil}`)
    : { ...findingAt(run, message, fix), toleratedUntil: newUntil };
}

/**
 * A finding for each tool that does not run, or whose every run may fail without effect; one that blocks only new findings may
 * do so until a day.
 */
export function enforcedTools(
  workflow: Workflow,
  names: readonly string[],
  newUntil?: string,
): readonly Finding[] {
  return names.flatMap((name): Finding[] => {
    const runs = runsOf(workflow, name);
    // Where a tool runs several times the last run is the verdict, those before it write reports.
    const last = runs.at(-1);
    if (last === undefined) return [missing(name)];
    const { title } = gateTool(name);
    const strong = runs.filter((run) => weakness(run) === undefined);
    if (strong.some((run) => !blocksOnlyNew(run) && rampOf(run) === undefined)) return [];
    if (strong[0] !== undefined) return [onlyNew(strong[0], title, newUntil)];
    const message = `${title} does not block: ${weakness(last) ?? ''}`;
    return [findingAt(last, message, `let a failure of ${title} fail its job`)];
  });
}

export function missing(name: string): Finding {
  return {
    line: 1,
    column: 1,
    message: `no step runs ${gateTool(name).title}`,
    fix: `add a step that runs ${gateTool(name).example}`,
  };
}
