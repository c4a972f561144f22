import { type PipelineSettings } from '../../config/pipeline-settings';
import { toolReports } from '../../readiness/parse/tool-reports';
import {
  formatterTool,
  formatTools,
  lintTools,
  packageOf,
  type PathTool,
  toolsOnPaths,
  typeTools,
} from '../../tools';
import { jobTitles } from '../job-titles';
import { portableStep, type JobSteps, type PortableStep } from './job-steps';
import { judged } from './judged';
import { lockFileOf, manager } from './managers';
import { rampScript } from './ramp-script';
import { report } from './reports';
import { attempts, remark, scriptText, type Script } from './script';
import { shellPath, shellQuote } from './shell-quote';
import { toolchain } from './toolchain';

/** Quality gate 1: linter and formatter must pass, the type checker may warn; and the lock file must match pyproject.toml. */
export function lintSteps(settings: PipelineSettings): JobSteps {
  const { checks, gates, python } = settings;
  // A project without tests has no directory for them.
  const tests = gates.tests === 'off' ? [] : python.tests;
  const all = [...new Set([...python.sources, ...tests])];
  const { linter, formatter, typeChecker } = checks;
  const [first, ...rest] = [
    ...lockFile(settings),
    ...checkStep(settings, 'lint', linter, all),
    ...checkStep(settings, 'format', formatterTool(formatter), all).map((step): PortableStep => ({
      ...step,
      printsDiff: true,
    })),
    ...checkStep(settings, 'types', typeChecker, python.sources),
  ];
  return { id: 'lint', title: jobTitles.lint, steps: [first ?? nothingToDo, ...rest] };
}

/** The gate of the settings that a step of the lint job stands for. */
export function lintModeOf(title: string): 'lint' | 'format' | 'types' | undefined {
  const isOf = (table: Readonly<Record<string, { readonly title: string }>>): boolean =>
    Object.values(table).some((tool) => tool.title === title);
  if (isOf(lintTools)) return 'lint';
  if (isOf(formatTools)) return 'format';
  return isOf(typeTools) ? 'types' : undefined;
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
  gate: 'lint' | 'format' | 'types',
  tool: PathTool,
  usual: readonly string[],
): readonly PortableStep[] {
  if (settings.gates[gate] === 'off') return [];
  const { title, finding, commands } = toolsOnPaths[tool];
  const { before, ...check } = commands(
    toolchain(settings).tool(packageOf(tool)),
    operands(settings, tool, usual),
    report(toolReports[tool].file),
  );
  const warning = `${finding} (not blocking)`;
  const script = (own: PipelineSettings): Script => [
    ...(before === undefined ? [] : [before]),
    ...judged(own, { mode: own.gates[gate], tool, title, ...check, warning }),
  ];
  return [portableStep(title, scriptText(...rampScript(settings, gate, script)))];
}

const nothingToDo = portableStep(
  'Nothing to check',
  scriptText("echo 'every check of this gate is off'"),
);

/** A check of a lock file exits with 1 when the file is stale, and with 2 or more when it could not find out. */
function lockFile(settings: PipelineSettings): readonly PortableStep[] {
  const { lock } = manager(settings.python);
  const file = lockFileOf(settings.python);
  if (lock === undefined || file === undefined) return [];
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
        `  ${remark('error', 'Lock file', `${file} does not match pyproject.toml or cannot be checked: run ${lock.fix} and commit the result`)}`,
        'fi',
        'exit "$status"',
      ),
    ),
  ];
}
