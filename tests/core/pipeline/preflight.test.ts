import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { type PipelineSettings } from '../../../core/config/pipeline-settings';
import { projectSteps } from '../../../core/pipeline/definitions/project-steps';
import { exampleSettings } from '../../../core/pipeline/example-settings';
import { preflightMk, preflightPath } from '../../../core/pipeline/render/preflight-mk';
import { portableStep, type PortableStep } from '../../../core/pipeline/steps/job-steps';
import { scratchDirectory } from '../../support/scratch';
import { projectRoot, runProgram, toolPath, type ToolAnswer } from '../../support/tools';

/*
 * What `make ci-preflight` says of failed gates. The tools are scripts that print what the tools print; everything else is
 * the delivered fragment under make.
 */

const scratch = scratchDirectory('preflight-says');
const settings: PipelineSettings = {
  ...exampleSettings,
  python: { ...exampleSettings.python, directory: 'services/api', dependencies: ['idna'] },
};

const printing = (name: string, printed: string, status: number): PortableStep => ({
  ...portableStep(name, `cat <<'END'\n${printed}\nEND\nexit ${String(status)}\n`),
  workingDirectory: 'services/api',
});

const diff =
  '--- src/a.py\n+++ src/a.py\n@@ -1 +1 @@\n-x  =  1\n+x = 1\n\n1 file would be reformatted';

beforeAll(() => {
  mkdirSync(path.join(scratch, 'services/api'), { recursive: true });
  mkdirSync(path.join(scratch, path.dirname(preflightPath)), { recursive: true });
  cpSync(path.join(projectRoot, 'build/action'), path.join(scratch, '.github/gatehouse/action'), {
    recursive: true,
  });
  const { mcp: _mcp, ...gates } = projectSteps(settings);
  const text = preflightMk(settings, {
    ...gates,
    lint: {
      ...gates.lint,
      steps: [
        printing('Ruff', 'Found 3 errors.', 1),
        { ...printing('Ruff format', diff, 1), printsDiff: true },
        printing('Mypy', 'Success: no issues found', 0),
      ],
    },
    test: {
      ...gates.test,
      steps: [printing('Pytest', "E   ModuleNotFoundError: No module named 'yaml'", 2)],
    },
    security: { ...gates.security, steps: [printing('Bandit', 'No issues', 0)] },
    build: { ...gates.build, steps: [printing('Build packages', 'segmentation fault', 139)] },
    own: [],
  });
  writeFileSync(path.join(scratch, preflightPath), text);
});

const make = (args: readonly string[], env: Readonly<Record<string, string>> = {}): ToolAnswer =>
  runProgram('make', ['-f', preflightPath, ...args], {
    cwd: scratch,
    env: { MAKEFLAGS: '', MAKELEVEL: '0', GITHUB_ACTIONS: '', PATH: toolPath(), ...env },
  });

/** With the installation taken for done. */
const installed = '--old-file=ci-preflight-install';

test('one gate says of each failed step the reason and what to do, without diffs', () => {
  const { status, stdout, stderr } = make([installed, 'ci-preflight-lint']);
  expect(status).toBe(2);
  expect(stderr).toContain(
    'ci-preflight: gate Lint & Format failed in: Ruff, Ruff format\n' +
      '  Ruff: 3 violations; ruff check --fix .\n' +
      '  Ruff format: 1 file is not formatted; ruff format .\n',
  );
  expect(stdout).toContain(
    '-- Ruff format\nwould reformat src/a.py\n\n1 file would be reformatted\n',
  );
  expect(stdout).not.toContain('x = 1');
});

test('a setting is named with its value', () => {
  expect(make([installed, 'ci-preflight-test']).stderr).toContain(
    '  Pytest: tests import yaml, which is not installed; set `python.dependencies` to ["idna","pyyaml"]\n',
  );
});

test('a gate that passes says nothing', () => {
  const { status, stderr } = make([installed, 'ci-preflight-security']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('all of them: each failed step in a line at the end, with the gate that runs it again', () => {
  const programs = path.join(scratch, 'programs');
  mkdirSync(programs, { recursive: true });
  // The installation of a project that is none.
  writeFileSync(path.join(programs, 'uv'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const { status, stderr } = make(['ci-preflight'], { PATH: `${programs}:${toolPath()}` });
  expect(status).toBe(2);
  const listed = stderr.split('ci-preflight: failed\n')[1] ?? '';
  expect(listed.split('\n').filter((line) => line.startsWith('  '))).toEqual([
    '  Lint & Format (make ci-preflight-lint): Ruff: 3 violations; ruff check --fix .',
    '  Lint & Format (make ci-preflight-lint): Ruff format: 1 file is not formatted; ruff format .',
    '  Test Suite (make ci-preflight-test): Pytest: tests import yaml, which is not installed; set `python.dependencies` to ["idna","pyyaml"]',
    '  Build Packages (make ci-preflight-build): Build packages: Build packages fails; make ci-preflight-build',
    expect.stringMatching(
      /^ {2}Readiness Gate \(make ci-preflight-readiness\): Score .*: the score of this change is [\d.]+ %, and 90 % is the least/,
    ),
  ]);
});

test('an installation that fails is listed too, and no gate is tried after it', () => {
  const programs = path.join(scratch, 'failing');
  mkdirSync(programs, { recursive: true });
  writeFileSync(
    path.join(programs, 'uv'),
    "#!/bin/sh\necho 'error: Group `lint` is not defined in the project'\nexit 2\n",
    { mode: 0o755 },
  );
  const { stdout, stderr } = make(['ci-preflight'], { PATH: `${programs}:${toolPath()}` });
  expect(stderr.split('ci-preflight: failed\n')[1]).toMatch(
    /^ {2}Install \(make ci-preflight-install\): Install dependencies: there is no dependency group lint; set `python\.groups`/,
  );
  expect(stdout).not.toContain('-- Ruff');
});

test('without Node it says where the output is', () => {
  const programs = path.join(scratch, 'no-node');
  mkdirSync(programs, { recursive: true });
  writeFileSync(path.join(programs, 'node'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const { stderr } = make([installed, 'ci-preflight-test'], {
    PATH: `${programs}:${toolPath()}`,
  });
  expect(stderr).toContain('  Pytest: see services/api/ci-reports/.ci-preflight-test-1.log\n');
});
