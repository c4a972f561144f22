import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { scratchDirectory } from '../../support/scratch';
import { builtAction, runLocally } from './action-process';

const root = scratchDirectory('judge-in-directory');
const project = path.join(root, 'services', 'api');
const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Ruff's report of unused imports, with the whole paths that it names. */
function report(...files: readonly string[]): void {
  const findings = files.map((name, index) => ({
    ...{ code: 'F401', message: '`os` imported but unused', filename: path.join(project, name) },
    location: { row: index + 1, column: 1 },
  }));
  write(path.join(project, 'ci-reports', 'ruff.json'), JSON.stringify(findings));
}

const waive = (at: string): void => {
  write(
    path.join(root, '.github', 'gatehouse', 'waivers.yaml'),
    `waivers:\n  - what: { finding: { tool: ruff, rule: F401, path: ${at} } }\n    why: old\n    owner: '@ada'\n    until: ${day}\n`,
  );
};

const run = (...args: readonly string[]) =>
  runLocally(
    builtAction,
    [...args, '--reports', 'ci-reports', '--project-directory', 'services/api'],
    project,
  );
const judge = (mode: 'enforce' | 'new') =>
  run('judge', '--tool', 'ruff', '--mode', mode, '--status', '1', '--branch', 'main');

test('a waiver of a path below the project lets its findings pass, and no other one', async () => {
  report('src/old.py');
  waive('services/api/src');
  expect(await judge('enforce')).toMatchObject({ code: 0 });
  waive('src');
  expect(await judge('enforce')).toMatchObject({
    code: 1,
    log: expect.stringContaining('no waiver') as string,
  });
});

test('what was recorded in the directory passes, and what is new fails', async () => {
  report('src/old.py');
  waive('elsewhere');
  expect(await run('record-baseline', '--tools', '["ruff"]')).toMatchObject({ code: 0 });
  const file = path.join(root, '.github', 'gatehouse', 'baseline.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    format: 1,
    findings: {},
    projects: {
      'services/api': {
        findings: { ruff: { 'src/old.py': { F401: { '`os` imported but unused': 1 } } } },
      },
    },
  });
  expect(await judge('new')).toMatchObject({ code: 0 });
  report('src/old.py', 'src/new.py');
  expect(await judge('new')).toMatchObject({
    code: 1,
    log: expect.stringContaining('src/new.py') as string,
  });
});
