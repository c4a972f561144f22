import { type Formatter, type Linter, type PathTool, type TypeChecker } from '../../config/choices';
import { type Enforcement, type PipelineSettings } from '../../config/pipeline-settings';
import { jobTitles } from '../job-titles';
import { gateStep, type Gate, type GateStep } from './gate';
import { manager } from './managers';
import { report } from './reports';
import { attempts, remark, scriptText, verdict } from './script';
import { shellPath, shellQuote } from './shell-quote';
import { toolchain, type Toolchain } from './toolchain';

/** A tool's step: its name, the command whose failure is the verdict, and what has to run before for the reports. */
interface Check {
  readonly title: string;
  readonly before?: string;
  readonly command: string;
  readonly finding: string;
}

type Describe = (tool: Toolchain['tool'], paths: string) => Check;

const linters: Readonly<Record<Linter, Describe>> = {
  ruff: (tool, paths) => ({
    title: 'Ruff',
    before: `${tool('ruff')} check --exit-zero --output-format=json --output-file=${report('ruff.json')} ${paths}`,
    command: `${tool('ruff')} check ${paths}`,
    finding: 'Ruff found violations',
  }),
  flake8: (tool, paths) => ({
    title: 'Flake8',
    command: `${tool('flake8')} ${paths} 2>&1 | tee ${report('flake8.txt')}`,
    finding: 'Flake8 found violations',
  }),
  pylint: (tool, paths) => ({
    title: 'Pylint',
    command: `${tool('pylint')} ${paths} 2>&1 | tee ${report('pylint.txt')}`,
    finding: 'Pylint found violations',
  }),
};

const formatters: Readonly<Record<Formatter, Describe>> = {
  black: (tool, paths) => ({
    title: 'Black',
    command: `${tool('black')} --check --diff ${paths} 2>&1 | tee ${report('black.txt')}`,
    finding: 'Black would reformat files',
  }),
  ruff: (tool, paths) => ({
    title: 'Ruff format',
    command: `${tool('ruff')} format --check --diff ${paths} 2>&1 | tee ${report('ruff-format.txt')}`,
    finding: 'Ruff would reformat files',
  }),
};

const typeCheckers: Readonly<Record<TypeChecker, Describe>> = {
  mypy: (tool, paths) => ({
    title: 'Mypy',
    command: `${tool('mypy')} ${paths} 2>&1 | tee ${report('mypy.txt')}`,
    finding: 'Mypy reports errors',
  }),
  pyright: (tool, paths) => ({
    title: 'Pyright',
    command: `${tool('pyright')} ${paths} 2>&1 | tee ${report('pyright.txt')}`,
    finding: 'Pyright reports errors',
  }),
  ty: (tool, paths) => ({
    title: 'ty',
    command: `${tool('ty')} check ${paths} 2>&1 | tee ${report('ty.txt')}`,
    finding: 'ty reports errors',
  }),
};

/** Quality gate 1: linter and formatter must pass, the type checker may warn; and the lock file must match pyproject.toml. */
export function lintGate(settings: PipelineSettings): Gate {
  const { checks, gates, python } = settings;
  const { tool } = toolchain(settings);
  // A project without tests has no directory for them.
  const tests = gates.tests === 'off' ? [] : python.tests;
  const all = [...new Set([...python.sources, ...tests])];
  const { linter, formatter, typeChecker } = checks;
  const formatting = formatter === 'ruff' ? 'ruff-format' : formatter;
  const [first, ...rest] = [
    ...lockFile(settings),
    ...checkStep(gates.lint, linters[linter](tool, operands(settings, linter, all))),
    ...checkStep(
      gates.format,
      formatters[formatter](tool, operands(settings, formatting, all)),
    ).map((step): GateStep => ({ ...step, printsDiff: true })),
    ...checkStep(
      gates.types,
      typeCheckers[typeChecker](tool, operands(settings, typeChecker, python.sources)),
    ),
  ];
  return { id: 'lint', title: jobTitles.lint, steps: [first ?? nothingToDo, ...rest] };
}

/** The options that a tool has in this repository, and what it looks at. */
function operands({ checks }: PipelineSettings, tool: PathTool, usual: readonly string[]): string {
  const { arguments: options = [], paths = [] } = checks.commands[tool] ?? {};
  return [...options.map(shellQuote), ...(paths.length === 0 ? usual : paths).map(shellPath)].join(
    ' ',
  );
}

function checkStep(
  enforcement: Enforcement,
  { title, before, command, finding }: Check,
): readonly GateStep[] {
  if (enforcement === 'off') return [];
  const lines = [
    ...(before === undefined ? [] : [before]),
    ...verdict(enforcement, title, command, `${finding} (not blocking)`),
  ];
  return [gateStep(title, scriptText(...lines))];
}

const nothingToDo = gateStep(
  'Nothing to check',
  scriptText("echo 'every check of this gate is off'"),
);

/** A check of a lock file exits with 1 when the file is stale, and with 2 or more when it could not find out. */
function lockFile(settings: PipelineSettings): readonly GateStep[] {
  const { lock } = manager(settings.python);
  if (lock === undefined) return [];
  const { network } = settings.retries;
  return [
    gateStep(
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
