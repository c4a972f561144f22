import { invocations, weakness, type Invocation } from '../reading/commands';
import { perObject, perText } from '../reading/memo';
import { findingAt, type Finding } from '../reading/rule';
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

const WITH_CHECK = '(?=.*\\s--check(?:\\s|$))';
const WITH_CHECK_OR_DIFF = '(?=.*\\s--(?:check|diff)(?:\\s|$))';

const RUFF_CHECK = 'ruff\\s+check';
const FORMAT_CHECK = `black${WITH_CHECK}|ruff\\s+format${WITH_CHECK_OR_DIFF}`;

/** What a gate needs, whichever tool does it. */
const kinds: readonly GateTool[] = [
  {
    ...tool(
      'linter',
      `${RUFF_CHECK}|flake8|pylint`,
      'astral-sh/ruff-action',
      'chartboost/ruff-action',
    ),
    title: 'a linter',
    example: 'ruff check, flake8 or pylint',
  },
  {
    ...tool('formatter', FORMAT_CHECK, 'psf/black'),
    title: 'a formatter',
    example: 'black --check or ruff format --check',
  },
  {
    ...tool('type-checker', 'mypy|(?:based)?pyright|ty\\s+check'),
    title: 'a type checker',
    example: 'mypy, pyright or ty',
  },
  {
    ...tool('tests', 'pytest|-m\\s+(?:pytest|unittest)|manage\\.py\\s+test|tox|nox'),
    title: 'the test suite',
    example: 'pytest, unittest, manage.py test, tox or nox',
  },
];

const TOOLS: ReadonlyMap<string, GateTool> = new Map(
  [
    tool('ruff', RUFF_CHECK, 'astral-sh/ruff-action', 'chartboost/ruff-action'),
    // Without --check black formats and succeeds; its --diff alone always succeeds, and that of ruff does not.
    tool('black', FORMAT_CHECK, 'psf/black'),
    tool('pytest', 'pytest|python3?\\s+-m\\s+pytest'),
    tool('bandit', 'bandit', 'pycqa/bandit-action'),
    tool('pip-audit', 'pip-audit|pip_audit', 'pypa/gh-action-pip-audit'),
    tool('mypy', 'mypy'),
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
const NOT_RUN = /\b(?:pip3?|pipx|uv|poetry)\s+(?:pip\s+)?(?:install|add)\b|--version\b/;

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

/** What lets existing findings pass is a violation from a day on; without one at once. */
export function onlyNew(run: Invocation, title: string, newUntil: string | undefined): Finding {
  return {
    ...findingAt(
      run,
      `${title} blocks only what its baseline does not have`,
      'fix what is in the baseline and set the gate to `enforce`',
    ),
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
    if (strong.some((run) => !blocksOnlyNew(run))) return [];
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
