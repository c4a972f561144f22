import { type Formatter, type Linter, type PathTool, type TypeChecker } from '../../config/choices';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { jobTitles } from '../job-titles';
import { portableStep, type JobSteps, type PortableStep } from './job-steps';
import { judged, type JudgedCheck } from './judged';
import { manager } from './managers';
import { report } from './reports';
import { attempts, remark, scriptText } from './script';
import { shellPath, shellQuote } from './shell-quote';
import { toolchain, type Toolchain } from './toolchain';

/** A tool's step: its name, the command whose failure is the verdict, and what has to run before for the reports. */
interface Check extends Pick<JudgedCheck, 'title' | 'command' | 'quiet'> {
  readonly before?: string;
  readonly finding: string;
}

type Describe = (tool: Toolchain['tool'], paths: string) => Check;

/** A command whose output is its report. */
const printing = (command: string, name: string, quietCommand = command) => ({
  command: `${command} 2>&1 | tee ${report(name)}`,
  quiet: `${quietCommand} > ${report(name)} 2>&1`,
});

const linters: Readonly<Record<Linter, Describe>> = {
  ruff: (tool, paths) => ({
    title: 'Ruff',
    before: `${tool('ruff')} check --exit-zero --output-format=json --output-file=${report('ruff.json')} ${paths}`,
    command: `${tool('ruff')} check ${paths}`,
    quiet: `${tool('ruff')} check ${paths} > /dev/null`,
    finding: 'Ruff found violations',
  }),
  flake8: (tool, paths) => ({
    title: 'Flake8',
    ...printing(`${tool('flake8')} ${paths}`, 'flake8.txt'),
    finding: 'Flake8 found violations',
  }),
  pylint: (tool, paths) => ({
    title: 'Pylint',
    ...printing(`${tool('pylint')} ${paths}`, 'pylint.txt'),
    finding: 'Pylint found violations',
  }),
};

const formatters: Readonly<Record<Formatter, Describe>> = {
  black: (tool, paths) => ({
    title: 'Black',
    ...printing(
      `${tool('black')} --check --diff ${paths}`,
      'black.txt',
      `${tool('black')} --check ${paths}`,
    ),
    finding: 'Black would reformat files',
  }),
  ruff: (tool, paths) => ({
    title: 'Ruff format',
    ...printing(
      `${tool('ruff')} format --check --diff ${paths}`,
      'ruff-format.txt',
      `${tool('ruff')} format --check ${paths}`,
    ),
    finding: 'Ruff would reformat files',
  }),
};

const typeCheckers: Readonly<Record<TypeChecker, Describe>> = {
  mypy: (tool, paths) => ({
    title: 'Mypy',
    ...printing(`${tool('mypy')} ${paths}`, 'mypy.txt'),
    finding: 'Mypy reports errors',
  }),
  pyright: (tool, paths) => ({
    title: 'Pyright',
    ...printing(`${tool('pyright')} ${paths}`, 'pyright.txt'),
    finding: 'Pyright reports errors',
  }),
  ty: (tool, paths) => ({
    title: 'ty',
    ...printing(`${tool('ty')} check ${paths}`, 'ty.txt'),
    finding: 'ty reports errors',
  }),
};

/** Quality gate 1: linter and formatter must pass, the type checker may warn; and the lock file must match pyproject.toml. */
export function lintSteps(settings: PipelineSettings): JobSteps {
  const { checks, gates, python } = settings;
  const { tool } = toolchain(settings);
  // A project without tests has no directory for them.
  const tests = gates.tests === 'off' ? [] : python.tests;
  const all = [...new Set([...python.sources, ...tests])];
  const { linter, formatter, typeChecker } = checks;
  const formatting = formatter === 'ruff' ? 'ruff-format' : formatter;
  const [first, ...rest] = [
    ...lockFile(settings),
    ...checkStep(
      settings,
      { mode: gates.lint, tool: linter },
      linters[linter](tool, operands(settings, linter, all)),
    ),
    ...checkStep(
      settings,
      { mode: gates.format, tool: formatting },
      formatters[formatter](tool, operands(settings, formatting, all)),
    ).map((step): PortableStep => ({ ...step, printsDiff: true })),
    ...checkStep(
      settings,
      { mode: gates.types, tool: typeChecker },
      typeCheckers[typeChecker](tool, operands(settings, typeChecker, python.sources)),
    ),
  ];
  return { id: 'lint', title: jobTitles.lint, steps: [first ?? nothingToDo, ...rest] };
}

/** The gate of the settings that a step of the lint gate stands for. */
export function lintModeOf(title: string): 'lint' | 'format' | 'types' | undefined {
  const isOf = (table: Readonly<Record<string, Describe>>): boolean =>
    Object.values(table).some((describe) => describe(() => '', '').title === title);
  if (isOf(linters)) return 'lint';
  if (isOf(formatters)) return 'format';
  return isOf(typeCheckers) ? 'types' : undefined;
}

/** The options that a tool has in this repository, and what it looks at. */
function operands({ checks }: PipelineSettings, tool: PathTool, usual: readonly string[]): string {
  const { arguments: options = [], paths = [] } = checks.commands[tool] ?? {};
  return [...options.map(shellQuote), ...(paths.length === 0 ? usual : paths).map(shellPath)].join(
    ' ',
  );
}

function checkStep(
  settings: PipelineSettings,
  of: Pick<JudgedCheck, 'mode' | 'tool'>,
  { before, finding, ...check }: Check,
): readonly PortableStep[] {
  if (of.mode === 'off') return [];
  const lines = [
    ...(before === undefined ? [] : [before]),
    ...judged(settings, { ...of, ...check, warning: `${finding} (not blocking)` }),
  ];
  return [portableStep(check.title, scriptText(...lines))];
}

const nothingToDo = portableStep(
  'Nothing to check',
  scriptText("echo 'every check of this gate is off'"),
);

/** A check of a lock file exits with 1 when the file is stale, and with 2 or more when it could not find out. */
function lockFile(settings: PipelineSettings): readonly PortableStep[] {
  const { lock } = manager(settings.python);
  if (lock === undefined) return [];
  const { network } = settings.retries;
  return [
    portableStep(
      'Lock file',
      scriptText(
        `for attempt in ${attempts(network)}; do`,
        '  status=0',
        `  ${lock.check} || status=$?`,
        '  if [ "$status" -le 1 ]; then break; fi',
        `  if [ "$attempt" -lt ${String(network.attempts)} ]; then sleep ${String(network.delaySeconds)}; fi`,
        'done',
        'if [ "$status" -ne 0 ]; then',
        `  ${remark('error', 'Lock file', `${lock.file} does not match pyproject.toml or cannot be checked: run ${lock.fix} and commit the result`)}`,
        'fi',
        'exit "$status"',
      ),
    ),
  ];
}
