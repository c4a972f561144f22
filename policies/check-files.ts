import { readFileSync, writeFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { createTwoFilesPatch } from 'diff';
import { type Violation } from '../core/reading/violation';
import { checkTree, fixTree, type FixedFile } from './check-directory';
import { fileFromInput, findFiles, type FoundTree } from './find-files';
import { checkConfig, type PackConfig } from './pack-config';
import manifest from './package.json';
import { presets } from './presets';
import { jsonReport } from './report/json';
import { sarifReport } from './report/sarif';
import { textReport } from './report/text';
import { rules } from './rules';

const formats = ['text', 'json', 'sarif'] as const;

interface Options {
  readonly format: (typeof formats)[number];
  readonly config?: string;
  readonly preset?: string;
  readonly stdinFilename?: string;
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

/**
 * Checks workflow files and composite actions with the pack's rules for files, without Pulumi.
 *
 * @param argv targets and options; see the help text.
 * @param readInput gives standard input, where `-` is among the targets.
 * @throws where it cannot look: a target without files, a configuration with errors.
 */
export function checkFiles(
  argv: readonly string[],
  readInput: () => string = () => readFileSync(0, 'utf8'),
): CheckOutcome {
  const command = checkCommand().parse(argv, { from: 'user' });
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
  if (options.patch === true) {
    const output = patchOf(trees.flatMap((tree) => fixTree(tree, config)));
    return { output, notes, exitCode: 0 };
  }
  const fixed = options.fix === true ? trees.flatMap((tree) => fixTree(tree, config)) : [];
  for (const { onDisk, after } of fixed) if (onDisk !== undefined) writeFileSync(onDisk, after);
  const violations = trees.flatMap((tree) => checkTree(withFixes(tree, fixed), config));
  return {
    output: render(options.format, violations),
    notes: [
      ...notes,
      ...fixed.map(({ shown, rules: names }) => `fixed ${shown}: ${names.join(', ')}`),
    ],
    exitCode: violations.some((item) => item.level !== 'advisory') ? 1 : 0,
  };
}

/** The command line of {@link checkFiles}. */
function checkCommand(): Command {
  return (
    new Command('check')
      .description('check workflow files and composite actions with the rules of the policy pack')
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
      .option('--fix', 'fix what can be fixed without changing anything else, and report the rest')
      .option('--patch', 'print these fixes as a patch, and change nothing')
      .addHelpText(
        'after',
        '\nExits with 0 when nothing blocks, 1 when something does, and 2 when the check could not run.',
      )
      // Commander itself would end the process with 1, which here means that something blocks.
      .exitOverride()
  );
}

/** Runs {@link checkFiles} for the process. @returns its exit code. */
export function runCheck(
  argv: readonly string[],
  { stdout, stderr }: Readonly<Record<'stdout' | 'stderr', { write(text: string): unknown }>>,
): number {
  try {
    const { output, notes, exitCode } = checkFiles(argv);
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

function render(format: Options['format'], violations: readonly Violation[]): string {
  switch (format) {
    case 'text':
      return textReport(violations);
    case 'json':
      return jsonReport(violations);
    case 'sarif':
      return sarifReport(violations, rules, manifest.version);
  }
}

function readConfig(file: string): PackConfig {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${file}: found ${JSON.stringify(value)}; allowed: an object of policy names`);
  return value as PackConfig;
}

if (require.main === module) process.exitCode = runCheck(process.argv.slice(2), process);
