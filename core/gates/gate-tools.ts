import { invocations, weakness } from '../reading/commands';
import { perObject, perText } from '../reading/memo';
import { findingAt, type Finding } from '../reading/rule';
import { type Workflow } from '../reading/workflow';

/** A tool that must run in the pipeline: how its command looks and which actions run it. */
interface GateTool {
  readonly name: string;
  readonly command: RegExp;
  readonly actions: readonly string[];
}

// A word that starts the line or follows a space or a separator; a path or an option that holds the word is not the tool.
const tool = (name: string, source: string, ...actions: readonly string[]): GateTool => ({
  name,
  command: new RegExp(`(?:^|[\\s;&|(/])(?:${source})(?=\\s|$|;)`),
  actions,
});

const WITH_CHECK = '(?=.*\\s--check(?:\\s|$))';
const WITH_CHECK_OR_DIFF = '(?=.*\\s--(?:check|diff)(?:\\s|$))';

const TOOLS: ReadonlyMap<string, GateTool> = new Map(
  [
    tool('ruff', 'ruff\\s+check', 'astral-sh/ruff-action', 'chartboost/ruff-action'),
    // Without --check black formats and succeeds; its --diff alone always succeeds, and that of ruff does not.
    tool('black', `black${WITH_CHECK}|ruff\\s+format${WITH_CHECK_OR_DIFF}`, 'psf/black'),
    tool('pytest', 'pytest|python3?\\s+-m\\s+pytest'),
    tool('bandit', 'bandit', 'pycqa/bandit-action'),
    tool('pip-audit', 'pip-audit|pip_audit', 'pypa/gh-action-pip-audit'),
    tool('mypy', 'mypy'),
  ].map((item) => [item.name, item]),
);

/** The tools of each gate, which policies ask for unless they are told others. */
export const toolsOf = {
  lint: ['ruff', 'black'],
  test: ['pytest'],
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

/** A finding for each tool that does not run, or whose every run may fail without effect. */
export function enforcedTools(workflow: Workflow, names: readonly string[]): readonly Finding[] {
  return names.flatMap((name): Finding[] => {
    const runs = runsOf(workflow, name);
    // Where a tool runs several times the last run is the verdict, those before it write reports.
    const last = runs.at(-1);
    if (last === undefined) return [missing(name)];
    if (runs.some((run) => weakness(run) === undefined)) return [];
    const message = `${name} does not block: ${weakness(last) ?? ''}`;
    return [findingAt(last, message, `let a failure of ${name} fail its job`)];
  });
}

export function missing(name: string): Finding {
  return {
    line: 1,
    column: 1,
    message: `no step runs ${name}`,
    fix: `add a step that runs ${name}`,
  };
}
