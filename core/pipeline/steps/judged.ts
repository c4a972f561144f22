import { type PipelineSettings } from '../../config/pipeline-settings';
import { type GateName, gateNames } from '../../readiness/gate-modes';
import { formatterTool } from '../../tools';
import { type JudgedTool } from '../../waivers/judged-tools';
import { fromProject, inDirectory } from './directory';
import { portableStep, type PortableStep } from './job-steps';
import { modesIn } from './ramp-script';
import { report, reportsDirectory } from './reports';
import { scriptText, warned, type Script } from './script';
import { shellQuote } from './shell-quote';

/** The bundled action, which is a command as well. */
export const actionProgram = '.github/gatehouse/action/index.js';

/** Where a job keeps the default branch's waivers and baseline; hidden, so that it is not uploaded. */
export const exceptionsDirectory = report('.exceptions');

type Gates = PipelineSettings['gates'];
type Mode = Gates['lint'];

/** A check whose findings are judged one by one. */
export interface JudgedCheck {
  readonly mode: Mode;
  readonly tool: JudgedTool | 'tests';
  readonly title: string;
  /** Prints what it finds. */
  readonly command: string;
  /** The same without a word, where only what is new is shown. */
  readonly quiet: string;
  /** Said where nothing blocks. */
  readonly warning: string;
  /** Further options of the judgement. */
  readonly options?: readonly string[];
}

/**
 * Runs a check. With `enforce` its failure ends the step, but for what the default branch waives; with `new` what is neither in
 * the baseline nor waived ends it; with `warn` it leaves a warning.
 */
export function judged(settings: PipelineSettings, check: JudgedCheck): Script {
  const { mode, title, command, quiet, warning } = check;
  if (mode === 'new') {
    return ['status=0', `${quiet} || status=$?`, `${judgement(settings, check)} || exit 1`];
  }
  if (mode !== 'enforce') return warned(title, command, warning);
  if (!mayExcuse(settings, mode)) return [command];
  return [
    'status=0',
    `${command} || status=$?`,
    'if [ "$status" -ne 0 ]; then',
    `  ${judgement(settings, check)} || exit "$status"`,
    'fi',
  ];
}

/** The command that judges; it fails where the check does. */
export function judgement(
  settings: PipelineSettings,
  { mode, tool, options = [] }: Pick<JudgedCheck, 'mode' | 'tool' | 'options'>,
): string {
  return [
    `node ${fromProject(settings, actionProgram)} judge --tool ${tool} --mode ${mode} --status "$status"`,
    `--reports ${reportsDirectory} --branch ${shellQuote(settings.defaultBranch)}`,
    `--longest-days ${String(settings.waivers.longestDays)}`,
    ...place(settings),
    ...options,
  ].join(' ');
}

/** Where the project lies that a command runs in. */
const place = ({ python }: PipelineSettings): readonly string[] =>
  python.directory === '.' ? [] : [`--project-directory ${shellQuote(python.directory)}`];

/** The tools whose findings a baseline records: those of the gates that have the mode `new` or will have it. */
export function recordedTools(settings: PipelineSettings): readonly JudgedCheck['tool'][] {
  const { linter, formatter, typeChecker } = settings.checks;
  const of = (gate: GateName, ...tools: readonly JudgedCheck['tool'][]) =>
    modesIn(settings, gate).includes('new') ? tools : [];
  return [
    ...of('lint', linter),
    ...of('format', formatterTool(formatter)),
    ...of('types', typeChecker),
    ...of('tests', 'tests'),
    ...of('security', 'bandit', 'pip-audit', 'cve', 'pip-check'),
  ];
}

/** Records what the gates of a project found last. */
export function baselineStep(settings: PipelineSettings): PortableStep {
  const tools = JSON.stringify(recordedTools(settings));
  const command = [
    `node ${fromProject(settings, actionProgram)} record-baseline --reports ${reportsDirectory} --tools ${shellQuote(tools)}`,
    `--longest-days ${String(settings.waivers.longestDays)}`,
    ...place(settings),
  ];
  return inDirectory(settings, portableStep('Record the baseline', scriptText(command.join(' '))));
}

/** Whether anything of these gates, by default of all, can ever be excused by the default branch's files. */
export const isExcusable = (settings: PipelineSettings, ...gates: readonly GateName[]): boolean =>
  (gates.length === 0 ? gateNames : gates)
    .flatMap((gate) => modesIn(settings, gate))
    .some((mode) => mayExcuse(settings, mode));

/** Whether a gate with this mode excuses what the default branch's files name. */
export const mayExcuse = ({ waivers }: PipelineSettings, mode: Mode): boolean =>
  mode === 'new' || (mode === 'enforce' && waivers.longestDays > 0);
