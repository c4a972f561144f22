import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pinnedTool, projectRoot, runProgram } from '../../support/tools';

/** Reports that the real tools wrote about the sample project: as it is, and with a planted fault for each tool. */
export interface RealReports {
  readonly clean: string;
  readonly faulty: string;
  /** Directory the tools ran in, as their reports name it; it is gone. */
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

/** Where reports are kept between runs, with other caches of tools. */
const cache = path.join(projectRoot, '.tools', 'cache', 'real-reports');

/** Makes the reports, which takes most of a minute, once for all runs as long as nothing they depend on changes. */
export function realReports(): RealReports {
  const directory = path.join(cache, fingerprint());
  if (!existsSync(directory)) {
    // Reports of what has changed since are of no use to anyone.
    rmSync(cache, { recursive: true, force: true });
    make(directory);
  }
  return {
    clean: path.join(directory, 'clean'),
    faulty: path.join(directory, 'faulty'),
    project: readFileSync(path.join(directory, 'root.txt'), 'utf8'),
  };
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
  const room = mkdtempSync(path.join(tmpdir(), 'gatehouse-real-reports-'));
  // Outside of the tree, whose .gitignore ruff and black would heed.
  const project = path.join(room, 'project');
  cpSync(sample, project, {
    recursive: true,
    filter: (source) => !leftOut.has(path.basename(source)),
  });
  must(pinnedTool('uv'), ['sync', '--frozen', '--python', 'python3'], project, [0]);
  const reports = path.join(room, 'reports');
  runTools(project, path.join(reports, 'clean'), [0]);
  for (const [file, text] of Object.entries(planted)) writeFileSync(path.join(project, file), text);
  runTools(project, path.join(reports, 'faulty'), [0, 1]);
  writeFileSync(path.join(reports, 'root.txt'), project);
  // Under its final name at once: a run that is interrupted leaves nothing that looks complete.
  const incomplete = `${directory}-${process.pid}`;
  cpSync(reports, incomplete, { recursive: true });
  renameSync(incomplete, directory);
  rmSync(room, { recursive: true, force: true });
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
