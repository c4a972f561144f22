import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { createTwoFilesPatch } from 'diff';
import {
  checkDirectory,
  fileIn,
  fixDirectory,
  passedOver,
  type FixedFile,
  type PackConfig,
} from './check-directory';
import { jsonReport } from './report/json';
import { sarifReport } from './report/sarif';
import { textReport } from './report/text';
import { rules } from './rules';

type Format = 'text' | 'json' | 'sarif';

/**
 * The command line `check-files DIR [--format sarif] [--config presets/prod.json] [--fix | --patch]`: the pack's file rules without
 * Pulumi.
 */
export function checkFiles(argv: readonly string[]): {
  readonly output: string;
  readonly exitCode: 0 | 1;
} {
  const command = new Command('check-files')
    .description('Check the workflow files of a repository with the rules of the policy pack')
    .argument('<directory>', 'working copy, or a folder with workflow files')
    .addOption(
      new Option('--format <format>', 'format of the report')
        .choices(['text', 'json', 'sarif'])
        .default('text'),
    )
    .option('--fix', 'fix what can be fixed without changing anything else, and report the rest')
    .option('--patch', 'print these fixes as a patch, and change nothing')
    .option('--config <file>', 'policy pack configuration, such as presets/prod.json')
    // Commander itself would end the process with 1, which here means that something blocks.
    .exitOverride()
    .parse(argv, { from: 'user' });
  const options = command.opts<Options>();
  const config = options.config === undefined ? {} : readConfig(options.config);
  const directory = command.args[0] ?? '.';
  for (const { path, why } of passedOver(directory)) {
    process.stderr.write(`check-files: ${path} was not checked: ${why}\n`);
  }
  if (options.patch === true) {
    return { output: patchOf(fixDirectory(directory, config)), exitCode: 0 };
  }
  if (options.fix === true) fix(directory, config);
  const violations = checkDirectory(directory, config);
  const blocking = violations.some((item) => item.level !== 'advisory');
  return { output: render(options.format, violations), exitCode: blocking ? 1 : 0 };
}

interface Options {
  readonly format: Format;
  readonly config?: string;
  readonly fix?: boolean;
  readonly patch?: boolean;
}

function patchOf(files: readonly FixedFile[]): string {
  return files
    .map(({ path, before, after }) => createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after))
    .map((patch) => patch.replace(/^=+\n/, ''))
    .join('');
}

/** Writes what can be fixed, and says which rules did it: on standard error, since a report is for machines too. */
function fix(directory: string, config: PackConfig): void {
  for (const { path, after, rules: names } of fixDirectory(directory, config)) {
    writeFileSync(fileIn(directory, path), after);
    process.stderr.write(`fixed ${path}: ${names.join(', ')}\n`);
  }
}

function render(format: Format, violations: ReturnType<typeof checkDirectory>): string {
  switch (format) {
    case 'text':
      return textReport(violations);
    case 'json':
      return jsonReport(violations);
    case 'sarif':
      return sarifReport(violations, rules, packVersion());
  }
}

function readConfig(file: string): PackConfig {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${file}: found ${JSON.stringify(value)}; allowed: an object of policy names`);
  return value as PackConfig;
}

function packVersion(): string {
  const manifest = JSON.parse(readFileSync(join(__dirname, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}

if (require.main === module) {
  try {
    const { output, exitCode } = checkFiles(process.argv.slice(2));
    process.stdout.write(output);
    process.exitCode = exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Already said, by commander.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else {
      process.stderr.write(
        `check-files: ${error instanceof Error ? error.message : String(error)}\n`,
      );
      process.exitCode = 2;
    }
  }
}
