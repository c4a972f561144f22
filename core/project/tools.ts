import { formatTools, knownTypeTools, lintTools } from '../tools';
import { namesIn } from '../tools/names-in';
import { type CheckKind } from './check-command';
import { fact, type Fact } from './fact';
import { type FoundCommand } from './found-commands';
import { isReportOnly } from './own-options';
import { type Hook, preCommitFile } from './pre-commit';
import { type ProjectFiles } from './project-files';
import { djangoSettings } from './pytest-facts';
import { distinct } from './tables';
import { configuresRuffFormat, type ToolConfigs } from './tool-configs';
import {
  type FormatTool,
  type LintTool,
  type TestRun,
  type TestTool,
  type ToolFacts,
  type TypeTool,
} from './tool-facts';

/** A sign that the project uses a tool for a kind of check. */
interface Sign {
  readonly tool: string;
  /** 4: it runs on GitHub or before each commit; 3: tox or nox would; 2: it is configured; 1: it is asked for. */
  readonly weight: number;
  readonly reason: string;
}

export interface ChosenTools {
  readonly lint: Fact<readonly LintTool[]>;
  readonly format: Fact<FormatTool | 'none'>;
  readonly types: Fact<readonly TypeTool[]>;
  readonly tests: Fact<TestRun>;
  readonly required: ToolFacts['required'];
}

/** What a decision about tools is made of. */
export interface ToolInputs {
  readonly files: ProjectFiles;
  readonly hooks: readonly Hook[];
  readonly commands: readonly FoundCommand[];
  /** Of a project in a directory, what workflows run at the root, which may be for all projects. */
  readonly fromRoot: readonly FoundCommand[];
  readonly configs: ToolConfigs;
  /** Normalised names of what the project asks for; not of all that is locked. */
  readonly declared: ReadonlySet<string>;
  readonly hasTests: boolean;
  /** Whether a file with tests imports unittest and none imports pytest. */
  readonly importsUnittest: boolean;
}

/** Weight of what runs on GitHub or before each commit. */
const onEachChange = 4;

const lintNames: readonly LintTool[] = namesIn(lintTools);
const formatNames: readonly FormatTool[] = namesIn(formatTools);
const typeNames: readonly TypeTool[] = namesIn(knownTypeTools);

export function chooseTools(inputs: ToolInputs): ChosenTools {
  const lint = strongest(lintNames, signs(inputs, 'lint', lintNames));
  const format = strongest(formatNames, signs(inputs, 'format', formatNames));
  const types = strongest(typeNames, signs(inputs, 'types', typeNames));
  return {
    lint: lint?.tools ?? fact([], 'no linter is run, configured or asked for'),
    format: oneFormatter(inputs, format?.tools),
    types: types?.tools ?? fact([], 'no type checker is run, configured or asked for'),
    tests: testRun(inputs),
    required: { lint: isRequired(inputs, lint), format: isRequired(inputs, format) },
  };
}

/**
 * Whether a change fails by a tool today: its workflows or hooks run it, or nothing is known of what they run. What only tox or a
 * task runs, beside workflows that check something else, may have failed for long.
 */
const isRequired = (
  { commands, fromRoot }: ToolInputs,
  chosen: { readonly tools: Fact<readonly string[]>; readonly weight: number } | undefined,
): boolean =>
  (chosen?.weight ?? 0) >= onEachChange ||
  !commands.some(({ strength, checks }) => strength === 'workflow' && checks.length > 0) ||
  fromRoot.some(({ checks, isTolerated }) =>
    checks.some(({ tool }) => isTolerated !== true && chosen?.tools.value.includes(tool) === true),
  );

function signs(
  { files, hooks, commands, configs, declared }: ToolInputs,
  kind: CheckKind,
  tools: readonly (LintTool | FormatTool | TypeTool)[],
): readonly Sign[] {
  const weights = { workflow: onEachChange, tool: 3, task: 1 } as const;
  const run = commands.flatMap(({ checks, strength, reason, command, isTolerated }) =>
    checks
      .filter((check) => check.kind === kind)
      .map(({ tool }): Sign => ({
        tool,
        // A run that fails for nothing says no more than that the tool is asked for.
        weight:
          isReportOnly(command.args) || isTolerated === true ? weights.task : weights[strength],
        reason: `\`${command.text}\` of ${reason}`,
      })),
  );
  const hooked = hooks.flatMap(({ id, checks }) =>
    checks
      .filter((check) => check.kind === kind)
      .map(({ tool }): Sign => ({
        tool,
        weight: onEachChange,
        reason: `hook ${id} of ${preCommitFile}`,
      })),
  );
  const configured = tools.flatMap((tool): readonly Sign[] => {
    const config = configs[tool];
    if (config === undefined) return [];
    if (kind === 'format' && tool === 'ruff' && !configuresRuffFormat(files)) return [];
    return [{ tool, weight: 2, reason: config.reason }];
  });
  const asked = tools
    .filter((tool) => declared.has(tool) && !(kind === 'format' && tool === 'ruff'))
    .map((tool): Sign => ({ tool, weight: 1, reason: `${tool} is a dependency of the project` }));
  return [...run, ...hooked, ...configured, ...asked];
}

/** The tools of the strongest signs; weaker ones may be left over from before. */
function strongest<T extends string>(
  tools: readonly T[],
  all: readonly Sign[],
): { readonly tools: Fact<readonly T[]>; readonly weight: number } | undefined {
  const weight = Math.max(0, ...all.map((sign) => sign.weight));
  const best = all.filter((sign) => sign.weight === weight);
  const chosen = tools.filter((tool) => best.some((sign) => sign.tool === tool));
  if (chosen.length === 0) return undefined;
  const reasons = chosen.map((tool) => best.find((sign) => sign.tool === tool)?.reason ?? tool);
  return { tools: fact(chosen, distinct(reasons).join('; ')), weight };
}

/** Two formatters at once undo each other's work; the one that is configured wins. */
function oneFormatter(
  { files }: ToolInputs,
  format: Fact<readonly FormatTool[]> | undefined,
): Fact<FormatTool | 'none'> {
  const [first, second] = format?.value ?? [];
  if (first === undefined || format === undefined)
    return fact('none', 'no formatter is run, configured or asked for');
  if (second === undefined) return fact(first, format.reason);
  return fact(configuresRuffFormat(files) ? 'ruff' : 'black', format.reason);
}

const testTools: readonly TestTool[] = ['pytest', 'django', 'unittest', 'command'];

function testRun(inputs: ToolInputs): Fact<TestRun> {
  const { files, commands, configs, declared, hasTests, importsUnittest } = inputs;
  const strengths = ['workflow', 'tool', 'task'] as const;
  for (const strength of strengths) {
    const running = commands.filter(
      (one) => one.strength === strength && one.checks.some(({ kind }) => kind === 'tests'),
    );
    const tool = testTools.find((name) =>
      running.some(({ checks }) => checks.some((check) => check.tool === name)),
    );
    const with_ = running.filter(({ checks }) => checks.some((check) => check.tool === tool));
    const [first] = with_;
    if (tool === undefined || first === undefined) continue;
    // A script that nothing here can look into mostly starts tox, which says what runs.
    if (tool === 'command' && strength === 'workflow' && isScript(first) && toolRunsTests(commands))
      continue;
    return fact(
      { tool, ...throughOf(with_), ...detailsOf(files, tool, first) },
      `\`${first.command.text}\` of ${first.reason}`,
    );
  }
  if (configs.pytest !== undefined && hasTests)
    return fact({ tool: 'pytest' }, configs.pytest.reason);
  if (declared.has('pytest') && hasTests)
    return fact({ tool: 'pytest' }, 'pytest is a dependency of the project');
  if (!hasTests) return fact({ tool: 'none' }, 'no file with tests was found');
  if (files.has('manage.py') && declared.has('django'))
    return fact({ tool: 'django', ...detailsOf(files, 'django', undefined) }, 'manage.py');
  return importsUnittest
    ? fact({ tool: 'unittest' }, 'the files with tests import unittest')
    : fact({ tool: 'pytest' }, 'files with tests, and nothing that names another tool');
}

const isScript = ({ command, through }: FoundCommand): boolean =>
  through === undefined && [command.program, ...command.args].some((word) => word.endsWith('.py'));

const toolRunsTests = (commands: readonly FoundCommand[]): boolean =>
  commands.some(
    ({ strength, checks }) =>
      strength === 'tool' &&
      checks.some(({ kind, tool }) => kind === 'tests' && tool !== 'command'),
  );

function throughOf(running: readonly FoundCommand[]): Pick<TestRun, 'through'> {
  const direct = running.some(({ through }) => through === undefined);
  const tool = running[0]?.through?.tool;
  if (direct || tool === undefined) return {};
  const names = distinct(
    running.flatMap(({ through }) => (through?.tool === tool ? [through.name] : [])),
  );
  return { through: { tool, names } };
}

function detailsOf(
  files: ProjectFiles,
  tool: TestTool,
  found: FoundCommand | undefined,
): Partial<TestRun> {
  const settings = djangoSettings(files);
  const withSettings = settings === undefined ? {} : { settings: settings.value };
  if (tool === 'pytest') return withSettings;
  if (tool === 'command' || tool === 'unittest')
    return found === undefined ? {} : { command: found.command.text };
  const configured = found?.command.args
    .map((word) => /^--settings=(.+)$/.exec(word)?.[1])
    .find((word) => word !== undefined);
  const manage = files.paths.find((path) => /(?:^|\/)manage\.py$/.test(path));
  return {
    ...withSettings,
    ...(configured === undefined ? {} : { settings: configured }),
    ...(manage === undefined ? {} : { manage }),
    ...(found === undefined ? {} : { command: found.command.text }),
  };
}
