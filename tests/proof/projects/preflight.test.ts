import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import * as path from 'node:path';
import { documentSchema } from '../../../core/readiness/report/document';
import { mypyCache, uvCache } from '../../../sandbox/actions/tools';
import {
  faults,
  uncoveredModule,
  withoutMcpServer,
  type Fault,
} from '../../support/planted-faults';
import {
  applyChange,
  deliveredCheckout,
  fillUvCache,
  git,
  sampleOrigin,
} from '../../support/sample-checkout';
import { scratchDirectory } from '../../support/scratch';
import { sampleSettings } from '../../support/sample-world';
import { runProgram, toolPath, type ToolAnswer } from '../../support/tools';

/*
 * `make ci-preflight` as a developer of the sample project runs it: with the delivered fragment, in a clone whose path has
 * a space. It takes what it installs from uv's cache and reaches no other address, so that it gives the same result
 * everywhere and at any time.
 */

const scratch = scratchDirectory('preflight');
const checkout = path.join(scratch, 'my work', 'orders');
// No time is spent on further attempts of what fails here anyway.
const settings = sampleSettings({ attempts: 1, delaySeconds: 0 });

beforeAll(async () => {
  const origin = path.join(scratch, 'origin.git');
  await sampleOrigin(origin);
  await deliveredCheckout(origin, checkout, settings);
  fillUvCache(checkout);
  startAfresh();
});

/** Nothing but what is committed; the environment stays, since making it is not what these tests are about. */
function startAfresh(): void {
  git(checkout, 'checkout', '--quiet', '--force', 'main');
  git(checkout, 'clean', '--quiet', '-d', '--force');
  for (const made of ['ci-reports', 'dist']) {
    rmSync(path.join(checkout, made), { recursive: true, force: true });
  }
}

function make(...args: readonly string[]): ToolAnswer {
  return makeIn(checkout, args);
}

function makeIn(
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ToolAnswer {
  return runProgram('make', args, {
    cwd: directory,
    env: {
      UV_CACHE_DIR: uvCache,
      UV_OFFLINE: '1',
      MYPY_CACHE_DIR: mypyCache,
      HTTPS_PROXY: 'http://127.0.0.1:1',
      NO_PROXY: '127.0.0.1',
      // As from a user's shell, also where these tests run below a make of their own.
      MAKEFLAGS: '',
      MAKELEVEL: '0',
      GITHUB_ACTIONS: '',
      // Each worker loads everything anew.
      PYTEST_XDIST_AUTO_NUM_WORKERS: '1',
      ...env,
    },
    timeoutMs: 200_000,
  });
}

const read = (file: string): string => readFileSync(path.join(checkout, file), 'utf8');

/** What make said about failed gates, without the path of the checkout. */
function failures({ stderr }: ToolAnswer): readonly string[] {
  return stderr.split('\n').filter((line) => line.startsWith('ci-preflight: gate '));
}

function plant(...planted: readonly Fault[]): void {
  startAfresh();
  for (const each of planted) applyChange(checkout, each(read));
}

let passed: ToolAnswer;

/** Make's words for that gate, with what it needs taken for done. */
const onlyReadiness = [
  ...['lint', 'test', 'security'].map((gate) => `--old-file=ci-preflight-${gate}`),
  'ci-preflight-readiness',
];

/** Totals of the project without its MCP server. */
let coverage: Readonly<Record<string, number>>;

test('the sample project passes every gate, side by side with -j, and its work tree stays clean', () => {
  // With as many workers of pytest as there are cores.
  const env = { PYTEST_XDIST_AUTO_NUM_WORKERS: '' };
  passed = makeIn(checkout, ['-j4', 'ci-preflight'], env);
  expect(failures(passed)).toEqual([]);
  expect(passed.status).toBe(0);
  expect(passed.stdout).toContain('ci-preflight: every gate passed');
  expect(git(checkout, 'status', '--porcelain')).toBe('');
});

test('the last gate is readiness: the score of this change alone, by the rules of ci.yml', () => {
  expect(passed.stdout).toMatch(/^== Readiness Gate$/m);
  expect(passed.stdout).toContain('CI history is not known outside GitHub Actions');
  const document = documentSchema.parse(JSON.parse(read('ci-reports/readiness.json')));
  expect(document).toMatchObject({
    passed: true,
    threshold: settings.gates.readiness,
    passRate: { basis: 'own', passed: 1 },
  });
  const ci = read('.github/workflows/ci.yml');
  const weights = /weights: (.+)$/m.exec(ci)?.[1] ?? 'none';
  expect(read('.github/gatehouse/preflight.mk')).toContain(`--weights ${weights}`);
});

test('below the threshold the readiness gate fails, and says what to fix first', () => {
  rmSync(path.join(checkout, 'ci-reports', 'coverage.json'));
  rmSync(path.join(checkout, 'ci-reports', 'coverage.xml'));
  const answer = make(...onlyReadiness);
  expect(failures(answer)).toEqual([
    'ci-preflight: gate Readiness Gate failed in: Score and enforce the threshold',
  ]);
  expect(answer.stdout).toContain('Upload a coverage report');
  expect(answer.status).toBe(2);
});

test('without -j the gates run one after the other, to the same end; without a Node the score is left to CI', () => {
  startAfresh();
  const programs = path.join(scratch, 'old-node');
  mkdirSync(programs);
  // As a Node below version 20 would answer the question for its version; one that is not there answers the same.
  writeFileSync(path.join(programs, 'node'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const answer = makeIn(checkout, ['ci-preflight'], { PATH: `${programs}:${toolPath()}` });
  expect(failures(answer)).toEqual([]);
  expect(answer.stdout.match(/(?<=^== ).+$/gm)).toEqual([
    'Install',
    'Lint & Format',
    'Test Suite',
    'Security Scan',
    'MCP Dry Run',
    'Build Packages',
    'Readiness Gate',
  ]);
  expect(answer.stdout).toContain('left out: it needs Node 20 or newer on PATH');
  expect(answer.stdout).toContain('ci-preflight: every gate passed');
  expect(answer.status).toBe(0);
  expect(git(checkout, 'status', '--porcelain')).toBe('');
});

test('from somewhere else, by --directory', () => {
  startAfresh();
  const answer = makeIn(scratch, ['--directory', checkout, 'ci-preflight-lint']);
  expect(answer.status).toBe(0);
  expect(existsSync(path.join(checkout, 'ci-reports', 'ruff.json'))).toBe(true);
});

test.each([
  ['lint error', 'lint', 'Lint & Format', 'Ruff'],
  ['unformatted file', 'lint', 'Lint & Format', 'Black'],
  ['stale lock file', 'lint', 'Lint & Format', 'Lock file'],
] as const)('%s: the gate %s fails and names the step', (name, gate, title, step) => {
  plant(faults[name]);
  const answer = make(`ci-preflight-${gate}`);
  expect(failures(answer)).toEqual([`ci-preflight: gate ${title} failed in: ${step}`]);
  expect(answer.status).toBe(2);
});

test('a lock file that cannot be read fails the installation', () => {
  plant(faults['unreadable lock file']);
  const answer = make('ci-preflight-lint');
  expect(failures(answer)).toEqual(['ci-preflight: gate Install failed in: Install dependencies']);
  expect(answer.status).toBe(2);
});

test('a failing test fails the tests, and nothing else does', () => {
  plant(() => withoutMcpServer, faults['failing test']);
  const answer = make('ci-preflight-test');
  expect(failures(answer)).toEqual(['ci-preflight: gate Test Suite failed in: Pytest']);
  expect(answer.stdout).toMatch(/Required test coverage of 80(\.0)?% reached/);
  expect(read('ci-reports/junit.xml')).toMatch(/errors="0" failures="1"/);
  expect(answer.status).toBe(2);
  coverage = (JSON.parse(read('ci-reports/coverage.json')) as { totals: typeof coverage }).totals;
});

test('coverage just below the minimum fails the tests, although all of them pass', () => {
  const count = (name: string): number => coverage[name] ?? Number.NaN;
  plant(
    () => withoutMcpServer,
    () =>
      uncoveredModule(
        count('covered_lines') + count('covered_branches'),
        count('num_statements') + count('num_branches'),
        settings.gates.coverage,
      ),
  );
  const answer = make('ci-preflight-test');
  expect(failures(answer)).toEqual(['ci-preflight: gate Test Suite failed in: Pytest']);
  expect(answer.stdout).toMatch(
    /Required test coverage of 80(\.0)?% not reached\. Total coverage: 79\.[5-9]/,
  );
  expect(read('ci-reports/junit.xml')).toMatch(/errors="0" failures="0"/);
});

test('a type error and a finding that CI only warns of are only warned of here', () => {
  plant(faults['type error'], faults['high finding']);
  const answer = make('ci-preflight-lint', 'ci-preflight-security');
  expect(answer.stdout).toContain('Mypy reports errors (not blocking)');
  expect(answer.stdout).toContain('Bandit reports findings (not blocking)');
  // On a developer's machine a remark is plain text: no workflow command.
  expect(answer.stdout).not.toContain('::warning');
  expect(answer.status).toBe(0);
});

test('with --keep-going every failed gate is named', () => {
  plant(faults['unformatted file'], faults['answer against its schema']);
  const answer = make('--keep-going', 'ci-preflight-lint', 'ci-preflight-mcp-dry-run');
  expect(failures(answer)).toEqual([
    'ci-preflight: gate Lint & Format failed in: Black',
    'ci-preflight: gate MCP Dry Run failed in: Agent tests and validation',
  ]);
  expect(answer.status).toBe(2);
});

test("the including Makefile keeps its default goal, its own targets' environment and its shell", () => {
  startAfresh();
  const other = path.join(scratch, 'including');
  cpSync(path.join(checkout, '.github'), path.join(other, '.github'), { recursive: true });
  appendFileSync(
    path.join(other, 'Makefile'),
    [
      'include .github/gatehouse/preflight.mk',
      'mine:',
      "\t@echo mine; env | grep -c '^CI_PREFLIGHT' || true; ps -p $$$$ -o comm=",
      '',
    ].join('\n'),
  );
  const answer = makeIn(other, []);
  expect(answer.stdout).toBe('mine\n0\nsh\n');
  expect(answer.status).toBe(0);
});

test('under .ONESHELL and another .SHELLFLAGS of the including Makefile a failing gate still fails', () => {
  plant(faults['unformatted file']);
  const makefile = ['.ONESHELL:', 'SHELL := /bin/bash', read('Makefile')].join('\n');
  applyChange(checkout, { Makefile: makefile });
  const answer = make('ci-preflight-lint');
  expect(failures(answer)).toEqual(['ci-preflight: gate Lint & Format failed in: Black']);
  expect(answer.status).toBe(2);
});
