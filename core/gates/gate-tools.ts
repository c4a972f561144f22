import { invocations, weakness, type Invocation } from '../reading/commands';
import { perObject, perText } from '../reading/memo';
import { findingAt, type Finding } from '../reading/rule';
import { black, formatTools, lintTools, ruffFormat, typeTools } from '../tools';
import { type CheckTool } from '../tools/check-tool';
import { lockingManagers } from '../tools/managers';
import { oneOf } from '../kernel/one-of';
import { type Workflow } from '../reading/workflow';

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
    ...tool('tests', 'pytest|-m\\s+(?:pytest|unittest)|manage\\.py\\s+test|tox|nox'),
    title: 'the test suite',
    example: 'pytest, unittest, manage.py test, tox or nox',
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

/** Whether only findings that no baseline has fail the step of a run. */
export const blocksOnlyNew = ({ step }: Invocation): boolean =>
  JUDGES_NEW.test(step.run?.value ?? '');

/** A step of Gatehouse that begins to enforce on a day, and the day. */
const BEGINS = /^if \[ "\$\(date -u \+%Y%m%d\)" -lt (\d{4})(\d{2})(\d{2}) \]; then$/m;

/** The day from which on the step of a run fails for a finding; undefined where it does on every day, or never. */
export function blocksFrom({ step }: Invocation): string | undefined {
  const [, year = '', month = '', day = ''] = BEGINS.exec(step.run?.value ?? '') ?? [];
  return year === '' ? undefined : `${year}-${month}-${day}`;
}

/** What lets existing findings pass is a violation from a day on; without one at once. */
export function onlyNew(run: Invocation, title: string, newUntil: string | undefined): Finding {
  const from = blocksFrom(run);
  return {
    ...(from === undefined
      ? findingAt(
          run,
          `${title} blocks only what its baseline does not have`,
          'fix what is in the baseline and set the gate to `enforce`',
        )
      : findingAt(
          run,
          `${title} blocks from ${from} on`,
          'fix what it finds and set the gate to `enforce`',
        )),
    ...(newUntil === undefined ? {} : { toleratedUntil: newUntil }),
  };
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
    if (strong.some((run) => !blocksOnlyNew(run) && blocksFrom(run) === undefined)) return [];
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
