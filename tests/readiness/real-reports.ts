import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pinnedTool, projectRoot, runProgram } from '../support/tools';

/** Reports that the real tools wrote about the sample project: as it is, and with a planted fault for each tool. */
export interface RealReports {
  readonly clean: string;
  readonly faulty: string;
  /** Directory the tools ran in. */
  readonly project: string;
}

const sample = path.join(projectRoot, 'sandbox', 'sample-project');
const leftOut = new Set([
  '.venv',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '__pycache__',
  'reports',
  'dist',
  'orders.db',
  '.coverage',
]);

/** What is planted, by the tool that has to find it. */
const planted: Readonly<Record<string, string>> = {
  'src/orders/faulty.py': [
    'import os',
    'import subprocess',
    '',
    '',
    'def run(command: str) -> int:',
    '    return  subprocess.call(command, shell=True)',
    '',
    '',
    'def never_called() -> str:',
    '    return 1',
    '',
  ].join('\n'),
  'tests/test_faulty.py': [
    'from pathlib import Path',
    '',
    'import pytest',
    '',
    'marker = Path(__file__).with_name("flaked.txt")',
    '',
    '',
    'def test_fails():',
    '    assert 1 == 2, "<planted> & \\"quoted\\""',
    '',
    '',
    'def test_flakes():',
    '    if not marker.exists():',
    '        marker.write_text("once")',
    '        pytest.fail("the first attempt")',
    '',
    '',
    '@pytest.mark.skip(reason="planted")',
    'def test_skipped():',
    '    pass',
    '',
  ].join('\n'),
};

/**
 * Makes the reports, once for all test files and runs as long as nothing they depend on changes. Other processes wait for
 * the one that makes them.
 */
export async function realReports(): Promise<RealReports> {
  const directory = path.join(tmpdir(), `gatehouse-real-reports-${fingerprint()}`);
  const lock = `${directory}.lock`;
  while (!existsSync(directory)) {
    if (takeLock(lock)) {
      try {
        if (!existsSync(directory)) make(directory);
      } finally {
        rmSync(lock, { recursive: true, force: true });
      }
    } else await wait(500);
  }
  return {
    clean: path.join(directory, 'clean'),
    faulty: path.join(directory, 'faulty'),
    project: path.join(directory, 'project'),
  };
}

function takeLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as { readonly code?: unknown } | null)?.code !== 'EEXIST') throw error;
    // Left behind by a process that was killed: making the reports takes less than ten minutes.
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 600_000) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(__filename));
  const visit = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      if (leftOut.has(entry.name)) continue;
      const file = path.join(directory, entry.name);
      if (entry.isDirectory()) visit(file);
      else hash.update(path.relative(sample, file)).update(readFileSync(file));
    }
  };
  visit(sample);
  return hash.digest('hex').slice(0, 16);
}

function make(directory: string): void {
  // The tools write absolute paths, so the project stands at its final place and only the reports are moved in at the end.
  const project = path.join(`${directory}.making`, 'project');
  rmSync(`${directory}.making`, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  cpSync(sample, project, {
    recursive: true,
    filter: (source) => !leftOut.has(path.basename(source)),
  });
  must(pinnedTool('uv'), ['sync', '--frozen', '--python', 'python3'], project, [0]);
  const clean = path.join(`${directory}.making`, 'clean');
  const faulty = path.join(`${directory}.making`, 'faulty');
  runTools(project, clean, [0]);
  for (const [file, text] of Object.entries(planted)) writeFileSync(path.join(project, file), text);
  runTools(project, faulty, [0, 1]);
  writeFileSync(path.join(`${directory}.making`, 'root.txt'), project);
  rmSync(path.join(project, '.venv'), { recursive: true, force: true });
  renameSync(`${directory}.making`, directory);
}

/** The commands of the delivered workflow, as far as their reports are concerned. */
function runTools(project: string, reports: string, statuses: readonly number[]): void {
  mkdirSync(reports, { recursive: true });
  const uv = pinnedTool('uv');
  const tool = (...args: readonly string[]) =>
    must(uv, ['run', '--frozen', ...args], project, statuses);
  const at = (name: string) => path.join(reports, name);
  const save = (name: string, text: string) => {
    writeFileSync(at(name), text);
  };
  tool(
    'ruff',
    'check',
    '--output-format',
    'json',
    '--output-file',
    at('ruff.json'),
    'src',
    'tests',
  );
  tool(
    'ruff',
    'check',
    '--output-format',
    'sarif',
    '--output-file',
    at('ruff.sarif'),
    'src',
    'tests',
  );
  const black = tool('black', '--check', 'src', 'tests');
  save('black.txt', `${black.stdout}${black.stderr}`);
  const mypy = tool('mypy', 'src');
  save('mypy.txt', `${mypy.stdout}${mypy.stderr}`);
  tool(
    ...['pytest', '-q', '-n', '2', '--reruns', '2', `--junitxml=${at('junit.xml')}`, '--cov=src'],
    ...[`--cov-report=xml:${at('coverage.xml')}`, `--cov-report=json:${at('coverage.json')}`],
    'tests',
  );
  tool('bandit', '-r', 'src', '--ini', '.bandit', '-f', 'json', '-o', at('bandit.json'));
  // Where the vulnerability service cannot be reached there is no report, which is what the gate has to live with too.
  must(
    uv,
    [
      'run',
      '--frozen',
      'pip-audit',
      '-r',
      'requirements.txt',
      '--require-hashes',
      '--disable-pip',
      '--progress-spinner',
      'off',
      '-f',
      'json',
      '-o',
      at('pip-audit.json'),
    ],
    project,
    [0, 1],
  );
  const conflicts = must(uv, ['pip', 'check'], project, [0, 1]);
  save('pip-check.txt', `${conflicts.stdout}${conflicts.stderr}`);
  const outdated = must(uv, ['pip', 'list', '--outdated', '--format', 'json'], project, [0, 2]);
  if (outdated.status === 0) save('outdated.json', outdated.stdout);
}

function must(program: string, args: readonly string[], cwd: string, statuses: readonly number[]) {
  const answer = runProgram(program, args, { cwd, env: { PYTHONUTF8: '1' }, timeoutMs: 300_000 });
  if (!statuses.includes(answer.status ?? -1)) {
    throw new Error(
      `${args.join(' ')} ended with ${answer.status}\n${answer.stdout}\n${answer.stderr}`,
    );
  }
  return answer;
}
