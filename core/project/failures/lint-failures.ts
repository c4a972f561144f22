import { formatTools, lintTools, toolPackages, typeTools } from '../../tools';
import { type CheckTool } from '../../tools/check-tool';
import { code, counted, type Diagnose, setting } from './failure';

/** What a tool counts at the end of its output, or line by line. */
const byTool: readonly Diagnose[] = [typeTools, lintTools, formatTools]
  .flatMap((table) => Object.values<CheckTool>(table))
  .map(({ countOf, counts, remedy }) => (output) => {
    const count = countOf(output) ?? 0;
    return count === 0 ? undefined : code(counted(count, ...counts), remedy, count);
  });

const anyTool = new RegExp(`\\b(${toolPackages.join('|')})\\b`, 'i');

/** A configuration of another release of the tool than the one that runs. */
const otherRelease: Diagnose = (output) => {
  const tool = anyTool.exec(
    /^.*(?:unknown field|Unknown rule selector|Invalid config keys|unknown variant|no such option|Failed to parse|required version).*$/im.exec(
      output,
    )?.[0] ?? '',
  )?.[1];
  const failed =
    /ruff failed|Failed to parse [^\n]*(?:pyproject|ruff)\.toml|Required version `[^`]*` does not match/.test(
      output,
    );
  if (tool === undefined && !failed) return undefined;
  const name = (tool ?? 'ruff').toLowerCase();
  const required = /Required version `==?([\d.]+)` does not match/.exec(output)?.[1];
  return setting(
    `the project's configuration is for another release of ${name}`,
    `checks.versions.${name}`,
    required,
  );
};

const staleLock: Diagnose = (output) => {
  const fix = /does not match pyproject\.toml or cannot be checked: run (.+?) and commit/.exec(
    output,
  )?.[1];
  return fix === undefined ? undefined : code('the lock file does not match pyproject.toml', fix);
};

/** Kinds of failures of linters, formatters, type checkers and the check of the lock file. */
export const lintFailures: readonly Diagnose[] = [staleLock, otherRelease, ...byTool];
