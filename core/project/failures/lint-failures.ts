import { code, counted, type Diagnose, last, setting } from './failure';

const ruff: Diagnose = (output) => {
  const count = last(output, /^Found (\d+) errors?/gm);
  return count === undefined
    ? undefined
    : code(counted(Number(count), 'violation'), 'ruff check --fix .', Number(count));
};

const formatter: Diagnose = (output) => {
  const count = Number(last(output, /^(\d+) files? would be reformatted/gm) ?? 0);
  if (count === 0) return undefined;
  // What Black ends with, and ruff does not.
  const command = output.includes('Oh no!') ? 'black .' : 'ruff format .';
  return code(counted(count, 'file is', 'files are') + ' not formatted', command, count);
};

const types: Diagnose = (output) => {
  const mypy = last(output, /^Found (\d+) errors? in \d+ files?/gm);
  if (mypy !== undefined) return code(counted(Number(mypy), 'type error'), 'mypy', Number(mypy));
  const pyright = last(output, /^(\d+) errors?, \d+ warnings?/gm);
  if (pyright !== undefined)
    return code(counted(Number(pyright), 'type error'), 'pyright', Number(pyright));
  const ty = last(output, /^Found (\d+) diagnostics?/gm);
  return ty === undefined
    ? undefined
    : code(counted(Number(ty), 'type error'), 'ty check', Number(ty));
};

const lines: Diagnose = (output) => {
  const flake8 = [...output.matchAll(/^\S+\.pyi?:\d+:\d+: [A-Z]{1,3}\d{3} /gm)].length;
  if (flake8 > 0) return code(counted(flake8, 'violation'), 'flake8', flake8);
  const pylint = [...output.matchAll(/^\S+\.py:\d+:\d+: [CREWF]\d{4}: /gm)].length;
  return pylint === 0 ? undefined : code(counted(pylint, 'message'), 'pylint', pylint);
};

/** A configuration of another release of the tool than the one that runs. */
const otherRelease: Diagnose = (output) => {
  const tool = /\b(ruff|black|flake8|pylint|mypy)\b/i.exec(
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
export const lintFailures: readonly Diagnose[] = [
  staleLock,
  otherRelease,
  types,
  ruff,
  formatter,
  lines,
];
