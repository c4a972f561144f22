import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { createTwoFilesPatch } from 'diff';
import { formatProblem } from '../core/kernel/problem';
import { confidences, severities, type Confidence, type Severity } from '../core/reading/rule';
import { type Violation } from '../core/reading/violation';
import { daysBetween } from '../core/readiness/days';
import { dayOf } from '../core/waivers/expiry';
import { readWaivers } from '../core/waivers/read-waivers';
import { waiversPath, type Waiver } from '../core/waivers/waiver';
import { baselineOf, compareWith, readBaseline } from './baseline';
import { checkTree, fixTree, type Checked, type FixedFile } from './check-directory';
import { configuredWaivers } from './configured-waivers';
import { type CheckRules } from './judge-file';
import { workflowsOf } from './other-clones';
import { type CheckReport } from './check-report';
import { fileFromInput, findFiles, type FoundTree } from './find-files';
import { checkConfig, configOf, type PackConfig } from './pack-config';
import manifest from './package.json';
import { jsonReport } from './report/json';
import { sarifReport } from './report/sarif';
import { textReport } from './report/text';
import { rules } from './rules';
import { lists } from './rules/lists';
import { exceptions, exceptionSettings } from './rules/pipeline/exceptions';
import { writeWhole } from './whole-file';
import { suggestedFixes, type FixFor } from './suggested-fixes';
import dev from './presets/dev.json';
import hardening from './presets/hardening.json';
import prod from './presets/prod.json';
import strict from './presets/strict.json';

/** The configurations that come with the pack, by name. */
const presets: Readonly<Record<string, PackConfig>> = { dev, hardening, prod, strict };

const formats = ['text', 'json', 'sarif'] as const;

interface Options {
  readonly format: (typeof formats)[number];
  readonly config?: string;
  readonly preset?: string;
  readonly stdinFilename?: string;
  readonly waivers?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly minSeverity: Severity;
  readonly minConfidence: Confidence;
  readonly failOn: Severity;
  readonly fix?: boolean;
  readonly patch?: boolean;
}

/** What a check has to say, and whether it blocks. */
export interface CheckOutcome {
  readonly output: string;
  /** Lines for standard error: what was passed over, what was fixed. */
  readonly notes: readonly string[];
  readonly exitCode: 0 | 1;
}

/** What {@link checkFiles} reaches of the process around it. */
export interface CheckWorld {
  /** Gives standard input, where `-` is among the targets. */
  readonly readInput: () => string;
  readonly now: () => Date;
}

const processWorld: CheckWorld = {
  readInput: () => readFileSync(0, 'utf8'),
  now: () => new Date(),
};

/**
 * Checks workflow files and composite actions with the pack's rules for files, without Pulumi.
 *
 * @param argv targets and options; see the help text.
 * @param command the command line, where its help goes elsewhere than to the process.
 * @throws where it cannot look: a target without files, a configuration, a waiver or a baseline with errors.
 */
export function checkFiles(
  argv: readonly string[],
  { readInput, now }: CheckWorld = processWorld,
  command = checkCommand(),
): CheckOutcome {
  command.parse(argv, { from: 'user' });
  const options = command.opts<Options>();
  const config = configuration(options);
  const targets = command.args.length === 0 ? ['.'] : command.args;
  const trees = targets.map((target) =>
    target === '-'
      ? fileFromInput(readInput(), options.stdinFilename)
      : findFiles(target, targets.length > 1 ? target : ''),
  );
  const notes = trees.flatMap(({ passedOver }) =>
    passedOver.map(({ path, why }) => `${path} was not checked: ${why}`),
  );
  const today = dayOf(now().toISOString());
  const configured = configuredWaivers(config, today);
  const checks = targets.map((target): CheckRules => {
    const ofFile = waiversFor(target, options.waivers, { config, today });
    return { config, waivers: [...configured, ...ofFile], today };
  });
  const byTree = <T>(of: readonly FoundTree[], read: (tree: FoundTree, by: CheckRules) => T) =>
    of.map((tree, index) => read(tree, checks[index] ?? { config, waivers: configured, today }));
  if (options.patch === true) {
    const output = patchOf(byTree(trees, fixTree).flat());
    return { output, notes, exitCode: 0 };
  }
  const fixed = options.fix === true ? byTree(trees, fixTree).flat() : [];
  for (const { onDisk, after } of fixed) if (onDisk !== undefined) writeWhole(onDisk, after);
  const checked = trees.map((tree) => withFixes(tree, fixed));
  const elsewhere = workflowsOf(targets, checked);
  const judged = byTree(checked, (tree, by) => checkTree(tree, by, elsewhere));
  const report = reportOf(judged, options);
  return {
    output: render(options.format, report, () => suggestedFixes(checked, config)),
    notes: [
      ...notes,
      listsNote(today),
      ...fixed.map(({ shown, rules: names }) => `fixed ${shown}: ${names.join(', ')}`),
    ],
    exitCode: report.violations.some((item) => blocks(item, options)) ? 1 : 0,
  };
}

/** How old what the rules know of the world is: the oldest list decides. */
function listsNote(today: string): string {
  const [first] = [...lists].sort((a, b) => (a.updated < b.updated ? -1 : 1));
  const { name = '', updated = today } = first ?? {};
  const days = Math.max(daysBetween(updated, today), 0);
  return `the lists of actions, runner images and tokens are ${days === 1 ? '1 day' : `${days} days`} old (${name}: ${updated})`;
}

/** Leaves out what is below the thresholds or in the baseline, and records the baseline where that is asked for. */
function reportOf(checked: readonly Checked[], options: Options): CheckReport {
  const { baseline, writeBaseline, minSeverity, minConfidence } = options;
  const violations = checked
    .flatMap((item) => item.violations)
    .filter(
      ({ severity, confidence }) =>
        rank(severities, severity) >= rank(severities, minSeverity) &&
        rank(confidences, confidence) >= rank(confidences, minConfidence),
    );
  const excepted = checked.flatMap((item) => item.excepted);
  if (writeBaseline !== undefined) writeWhole(writeBaseline, baselineOf(violations));
  const from = writeBaseline ?? baseline;
  if (from === undefined) return { violations, excepted, known: [], gone: 0 };
  const { added, known, gone } = compareWith(readBaseline(from), violations);
  return { violations: added, excepted, known, gone };
}

const rank = <T>(scale: readonly T[], value: T): number => scale.indexOf(value);

function blocks({ level, severity }: Violation, { failOn }: Options): boolean {
  return level !== 'advisory' && rank(severities, severity) >= rank(severities, failOn);
}

/** The waivers of a file, or those that the target has. */
function waiversFor(
  target: string,
  given: string | undefined,
  { config, today }: { readonly config: PackConfig; readonly today: string },
): readonly Waiver[] {
  const file = given ?? join(target, waiversPath);
  if (given === undefined && !existsSync(file)) return [];
  const { maximumDays } = exceptionSettings.parse(configOf(exceptions, config).settings);
  const { waivers, problems } = readWaivers(file, readFileSync(file, 'utf8'), {
    longestDays: maximumDays,
    today,
  });
  if (problems.length > 0) throw new Error(problems.map(formatProblem).join('\n'));
  return waivers;
}

/** The command line of {@link checkFiles}. */
function checkCommand(): Command {
  return (
    new Command('gatehouse check')
      .description(
        'check workflow files and composite actions with the rules of the policy pack; exits with 0 when nothing blocks, 1 when ' +
          'something does, and 2 when the check could not run',
      )
      .argument(
        '[targets...]',
        'working copies, folders named workflows, files, or - for standard input; default: .',
      )
      .addOption(
        new Option('--format <format>', 'format of the report').choices(formats).default('text'),
      )
      .addOption(
        new Option('--preset <name>', 'a configuration of the pack').choices(Object.keys(presets)),
      )
      .addOption(
        new Option('--config <file>', 'a configuration of your own (JSON)').conflicts('preset'),
      )
      .option('--stdin-filename <path>', 'path of the file that standard input is')
      .option('--waivers <file>', `waivers, in place of ${waiversPath} in each target`)
      .option('--baseline <file>', 'report only findings that are not in this file')
      .option('--write-baseline <file>', 'record the findings in this file, and compare with it')
      .addOption(threshold('--min-severity', 'leave out findings below', severities))
      .addOption(
        threshold('--min-confidence', 'leave out findings that are less sure', confidences),
      )
      .addOption(
        threshold('--fail-on', 'severity from which a mandatory finding blocks', severities),
      )
      .option('--fix', 'fix what can be fixed without changing anything else, and report the rest')
      .option('--patch', 'print these fixes as a patch, and change nothing')
      // Commander itself would end the process with 1, which here means that something blocks.
      .exitOverride()
  );
}

function threshold(flag: string, description: string, values: readonly string[]): Option {
  const option = new Option(`${flag} <value>`, description).choices(values);
  return option.default(values[0] ?? '');
}

interface Stream {
  write(text: string): unknown;
  /** Of a terminal; elsewhere help has 80. */
  readonly columns?: number;
}

/** Runs {@link checkFiles} for the process. @returns its exit code. */
export function runCheck(
  argv: readonly string[],
  { stdout, stderr }: Readonly<Record<'stdout' | 'stderr', Stream>>,
): number {
  const command = checkCommand().configureOutput({
    getOutHelpWidth: () => stdout.columns ?? 80,
    getErrHelpWidth: () => stderr.columns ?? 80,
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text),
  });
  try {
    const { output, notes, exitCode } = checkFiles(argv, processWorld, command);
    for (const note of notes) stderr.write(`check: ${note}\n`);
    stdout.write(output);
    return exitCode;
  } catch (error) {
    // Commander has already said what is wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    stderr.write(`check: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

function configuration({ preset, config: file }: Options): PackConfig {
  const config = file === undefined ? (presets[preset ?? ''] ?? {}) : readConfig(file);
  checkConfig(config);
  return config;
}

function withFixes(tree: FoundTree, fixed: readonly FixedFile[]): FoundTree {
  const files = tree.files.map((file) => {
    const text = fixed.find(({ shown }) => shown === file.shown)?.after;
    return text === undefined ? file : { ...file, text };
  });
  return { ...tree, files };
}

function patchOf(files: readonly FixedFile[]): string {
  return files
    .map(({ shown, text, after }) => createTwoFilesPatch(`a/${shown}`, `b/${shown}`, text, after))
    .map((patch) => patch.replace(/^=+\n/, ''))
    .join('');
}

function render(format: Options['format'], report: CheckReport, fixes: () => FixFor): string {
  switch (format) {
    case 'text':
      return textReport(report);
    case 'json':
      return jsonReport(report);
    case 'sarif':
      return sarifReport(report, rules, manifest, fixes());
  }
}

function readConfig(file: string): PackConfig {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${file}: found ${JSON.stringify(value)}; allowed: an object of policy names`);
  return value as PackConfig;
}
