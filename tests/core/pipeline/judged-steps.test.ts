import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { type PipelineSettings } from '../../../core/config/pipeline-settings';
import { exampleSettings } from '../../../core/pipeline/example-settings';
import { lintSteps } from '../../../core/pipeline/steps/lint';
import { baselineStep, exceptionsDirectory } from '../../../core/pipeline/steps/judged';
import { securitySteps } from '../../../core/pipeline/steps/security';
import { testSteps } from '../../../core/pipeline/steps/test';
import { applyChange, commitAll, git } from '../../support/sample-checkout';
import { scratchDirectory } from '../../support/scratch';
import { runProgram } from '../../support/tools';
import { builtAction } from '../../runtime/action/action-process';

/*
 * The delivered steps of gates, run by bash with the bundled action, on what tools would have printed: with the baseline and
 * the waivers of the default branch, on a developer's machine and on a runner.
 */

const scratch = scratchDirectory('judged-steps');
const checkout = path.join(scratch, 'checkout');
const action = path.join(checkout, '.github/gatehouse/action');

type Modes = Partial<PipelineSettings['gates']>;
const withModes = (modes: Modes): PipelineSettings => ({
  ...exampleSettings,
  gates: { ...exampleSettings.gates, ...modes },
});

/** What a tool writes to a file, prints and exits with. */
interface Printed {
  readonly files?: Readonly<Record<string, string>>;
  readonly output?: string;
  readonly status?: number;
}

beforeAll(() => {
  mkdirSync(checkout, { recursive: true });
  const origin = path.join(scratch, 'origin.git');
  git(scratch, 'init', '--quiet', '--bare', '--initial-branch=main', origin);
  git(scratch, 'clone', '--quiet', origin, checkout);
  cpSync(path.dirname(builtAction), action, { recursive: true });
  applyChange(checkout, { 'src/a.py': 'import os\n', '.gitignore': 'ci-reports/\n' });
  commitAll(checkout, 'Start');
  git(checkout, 'push', '--quiet', 'origin', 'HEAD:main');
});

beforeEach(() => {
  rmSync(path.join(checkout, 'ci-reports'), { recursive: true, force: true });
  mkdirSync(path.join(checkout, 'ci-reports'), { recursive: true });
});

/** Nothing is excused. */
function forgetExceptions(): void {
  for (const file of [waiversPath, baselinePath]) {
    rmSync(path.join(checkout, file), { force: true });
  }
  onMain({});
}

/** Makes these the default branch's files, and those of the work tree. */
function onMain(change: Readonly<Record<string, string | null>>): void {
  applyChange(checkout, change);
  git(checkout, 'add', '--all');
  git(checkout, 'commit', '--quiet', '--allow-empty', '--message', 'Change');
  git(checkout, 'push', '--quiet', 'origin', 'HEAD:main');
}

/** Runs a step with a stand-in for uv, which runs all tools. */
function runStep(run: string, printed: Printed, env: Readonly<Record<string, string>> = {}) {
  const { files = {}, output = '', status = 0 } = printed;
  for (const [name, text] of Object.entries(files))
    writeFileSync(path.join(checkout, 'ci-reports', name), text);
  const uv = [
    'uv() {',
    '  case "$*" in',
    '    *--exit-zero*|*export*|*freeze*) return 0 ;;',
    '  esac',
    '  printf "%s" "$TOOL_OUTPUT"',
    '  return "$TOOL_STATUS"',
    '}',
  ];
  const answer = runProgram(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', [...uv, run].join('\n')],
    {
      cwd: checkout,
      env: { TOOL_OUTPUT: output, TOOL_STATUS: String(status), GITHUB_ACTIONS: '', ...env },
    },
  );
  return { passed: answer.status === 0, log: answer.stdout + answer.stderr };
}

function scriptOf(gate: ReturnType<typeof lintSteps>, name: string): string {
  const found = gate.steps.find((step) => step.name === name);
  if (found === undefined) throw new Error(`there is no step ${name}`);
  return found.run;
}

const ruffFindings = (...lines: readonly number[]): Printed => ({
  files: {
    'ruff.json': JSON.stringify(
      lines.map((row) => ({
        ...{ code: 'F401', message: '`os` imported but unused' },
        ...{ filename: path.join(checkout, 'src/a.py'), location: { row } },
      })),
    ),
  },
  output: lines.map(() => 'src/a.py: F401\n').join(''),
  status: lines.length === 0 ? 0 : 1,
});

const baselinePath = '.github/gatehouse/baseline.json';
const waiversPath = '.github/gatehouse/waivers.yaml';
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const waivers = (what: string, until: string) =>
  `waivers:\n  - what: ${what}\n    why: old\n    owner: '@ada'\n    until: ${until}\n`;
const f401 = '{ finding: { tool: ruff, rule: F401, path: src } }';

describe('ruff with the mode new', () => {
  const settings = withModes({ lint: 'new' });
  const ruff = scriptOf(lintSteps(settings), 'Ruff');

  test('is recorded once, and then lets pass what is recorded and nothing else', () => {
    expect(runStep(ruff, ruffFindings(1)).passed).toBe(false);
    const recordedNow = runStep(baselineStep(settings).run, ruffFindings(1));
    expect(recordedNow).toEqual({
      passed: true,
      log: expect.stringContaining('ruff: 1 findings') as string,
    });
    expect(JSON.parse(readFileSync(path.join(checkout, baselinePath), 'utf8'))).toEqual({
      format: 1,
      findings: { ruff: { 'src/a.py': { F401: { '`os` imported but unused': 1 } } } },
    });
    // Not of the default branch yet, but the first one.
    expect(runStep(ruff, ruffFindings(4)).passed).toBe(true);
    onMain({});
    expect(runStep(ruff, ruffFindings(4)).passed).toBe(true);
    const more = runStep(ruff, ruffFindings(4, 9));
    expect(more.passed).toBe(false);
    expect(more.log).toContain('src/a.py:9: F401: `os` imported but unused');
    expect(more.log).not.toContain('src/a.py:4');
    expect(runStep(ruff, ruffFindings()).log).toContain('1 of the baseline are gone');
  });

  test('a change that enlarges the baseline does not excuse itself', () => {
    const enlarged = readFileSync(path.join(checkout, baselinePath), 'utf8').replace(
      ': 1\n',
      ': 2\n',
    );
    writeFileSync(path.join(checkout, baselinePath), enlarged);
    const { passed, log } = runStep(ruff, ruffFindings(4, 9));
    expect(passed).toBe(false);
    expect(log).toContain('this change lets the baseline of ruff grow');
    git(checkout, 'checkout', '--quiet', '--', baselinePath);
  });

  test('on a runner only what the job fetched counts', () => {
    const runner = { GITHUB_ACTIONS: 'true' };
    const without = runStep(ruff, ruffFindings(4), runner);
    expect(without.passed).toBe(false);
    expect(without.log).toContain('the baseline of main could not be read');
    const kept = path.join(checkout, exceptionsDirectory);
    mkdirSync(kept, { recursive: true });
    writeFileSync(path.join(kept, 'read'), '');
    cpSync(path.join(checkout, baselinePath), path.join(kept, 'baseline.json'));
    expect(runStep(ruff, ruffFindings(4), runner).passed).toBe(true);
  });

  test('a tool that breaks is no empty result', () => {
    expect(runStep(ruff, { status: 2 }).log).toContain('ruff.json is missing');
    const { passed, log } = runStep(ruff, { ...ruffFindings(), status: 2 });
    expect(passed).toBe(false);
    expect(log).toContain('ruff ended with 2 and named no finding');
  });
});

describe('ruff with the mode enforce', () => {
  beforeAll(forgetExceptions);
  const ruff = scriptOf(lintSteps(withModes({ lint: 'enforce' })), 'Ruff');
  test('passes where it finds nothing, and fails where it does', () => {
    expect(runStep(ruff, ruffFindings())).toEqual({ passed: true, log: '' });
    expect(runStep(ruff, ruffFindings(1))).toEqual({ passed: false, log: 'src/a.py: F401\n' });
  });

  test('a waiver counts once the default branch has it, and is said', () => {
    writeFileSync(path.join(checkout, waiversPath), waivers(f401, day(30)));
    expect(runStep(ruff, ruffFindings(1)).passed).toBe(false);
    onMain({});
    const { passed, log } = runStep(ruff, ruffFindings(1, 2));
    expect(passed).toBe(true);
    expect(log).toContain(`waived until ${day(30)} by @ada: F401 of ruff in src (2): old`);
  });

  test.each([
    ['that ends within a week is announced', day(3), true, 'ends after'],
    ['that ended counts no more', day(-1), false, 'no waiver of'],
    ['that lasts too long counts for nothing', day(200), false, 'the waiver lasts too long'],
  ])('a waiver %s', (_name, until, passes, says) => {
    onMain({ [waiversPath]: waivers(f401, until) });
    const { passed, log } = runStep(ruff, ruffFindings(1));
    expect([passed, log]).toEqual([passes, expect.stringContaining(says)]);
  });

  test('no waiver counts where the stack allows none', () => {
    onMain({ [waiversPath]: waivers(f401, day(30)) });
    const strict = { ...withModes({ lint: 'enforce' }), waivers: { longestDays: 0 } };
    expect(runStep(scriptOf(lintSteps(strict), 'Ruff'), ruffFindings(1)).passed).toBe(false);
  });
});

const junit = (...failing: readonly string[]) =>
  `<testsuites><testsuite tests="2">${['test_a', 'test_b']
    .map(
      (name) =>
        `<testcase classname="tests.test_x" name="${name}" time="0.1">${failing.includes(name) ? '<failure message="no"/>' : ''}</testcase>`,
    )
    .join('')}</testsuite></testsuites>`;
const coverage = (covered: number) =>
  JSON.stringify({
    totals: { covered_lines: covered, num_statements: 100 },
    files: { 'src/a.py': { summary: { missing_lines: 1 } } },
  });
const pytest = (
  failing: readonly string[],
  covered: number,
  status: number,
  output = '',
): Printed => ({
  files: { 'junit.xml': junit(...failing), 'coverage.json': coverage(covered) },
  ...{ output, status },
});

describe('pytest', () => {
  beforeAll(forgetExceptions);
  const enforced = scriptOf(testSteps(withModes({ tests: 'enforce' })), 'Pytest');
  const settings = withModes({ tests: 'new' });
  const onlyNew = scriptOf(testSteps(settings), 'Pytest');
  test('a test in quarantine does not fail the gate, and one that ends its process does', () => {
    expect(runStep(enforced, pytest(['test_a'], 90, 1)).passed).toBe(false);
    onMain({ [waiversPath]: waivers('{ test: "tests/test_x.py::test_a" }', day(30)) });
    expect(runStep(enforced, pytest(['test_a'], 90, 1)).passed).toBe(true);
    expect(runStep(enforced, pytest(['test_a', 'test_b'], 90, 1)).passed).toBe(false);
    expect(runStep(enforced, pytest(['test_a'], 79, 1)).passed).toBe(false);
    const crash = "worker 'gw0' crashed while running 'tests/test_x.py::test_a'\n";
    const { passed, log } = runStep(enforced, pytest(['test_a'], 90, 1, crash));
    expect(passed).toBe(false);
    expect(log).toContain('crashed while running');
    expect(runStep(enforced, pytest([], 90, 3)).passed).toBe(false);
  });

  test('with the mode new the floor is what was recorded, and only rises', () => {
    forgetExceptions();
    expect(runStep(baselineStep(settings).run, pytest(['test_a'], 61, 1)).passed).toBe(true);
    onMain({});
    expect(runStep(onlyNew, pytest(['test_a'], 61, 1)).passed).toBe(true);
    expect(runStep(onlyNew, pytest(['test_b'], 61, 1)).passed).toBe(false);
    expect(runStep(onlyNew, pytest([], 60, 0)).passed).toBe(false);
    expect(runStep(baselineStep(settings).run, pytest([], 70, 0)).passed).toBe(true);
    const { coverage: floor, failing } = JSON.parse(
      readFileSync(path.join(checkout, baselinePath), 'utf8'),
    ) as { readonly coverage: number; readonly failing: readonly string[] };
    expect([floor, failing]).toEqual([70, []]);
  });
});

describe('the security gate', () => {
  beforeAll(forgetExceptions);
  const audit = (...ids: readonly string[]): string =>
    JSON.stringify({
      dependencies: [
        {
          name: 'flask',
          version: '1.0',
          vulns: ids.map((id) => ({ id, fix_versions: ['2.0'], aliases: ['CVE-2026-1'] })),
        },
      ],
    });
  test('a vulnerability can be waived by its CVE', () => {
    const script = scriptOf(securitySteps(withModes({ security: 'enforce' })), 'CVE scan');
    // The report is written by the tool itself, which removed an older one before.
    const writing = script.replace('2> ci-reports/cve.log', `> ci-reports/cve.json`);
    const printed: Printed = { output: audit('PYSEC-2026-1'), status: 1 };
    const refused = runStep(writing, printed);
    expect(refused.passed).toBe(false);
    expect(refused.log).toContain('dependencies have known vulnerabilities');
    onMain({ [waiversPath]: waivers('{ vulnerability: { id: CVE-2026-1 } }', day(30)) });
    const waived = runStep(writing, printed);
    expect(waived).toEqual({
      passed: true,
      log: expect.stringContaining('CVE-2026-1 (1): old') as string,
    });
  });
});
