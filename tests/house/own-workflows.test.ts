import { cpSync } from 'node:fs';
import * as path from 'node:path';
import { checkDirectory } from '../../policies/check-directory';
import { type PackConfig } from '../../policies/pack-config';
import { pins, validateWorkflow } from '../../core/pipeline';
import { isUnreadable, readWorkflow } from '../../core/reading/read-workflow';
import { entry, type Workflow } from '../../core/reading/workflow';
import strict from '../../policies/presets/strict.json';
import { actionlint, zizmor } from '../support/linters';
import { scratchDirectory } from '../support/scratch';
import { projectRoot } from '../support/tools';
import { files, foldersAtTop, textOf } from './project-files';

/*
 * This repository's own CI, held by the rules and the linters that the rendered pipelines are held by.
 */

const directory = scratchDirectory('own-workflows');
const workflows = files.filter((file) => file.startsWith('.github/workflows/'));
const ciFile = '.github/workflows/ci.yml';
const ci = parsed(ciFile);

function parsed(file: string): Workflow {
  const result = readWorkflow(file, textOf(file));
  if (isUnreadable(result)) throw new Error(`${file}: ${result.reason}`);
  return result;
}

/** The strict preset, with the gates of a TypeScript project in place of a Python project's. */
const config: PackConfig = {
  ...strict,
  aggregator: { gates: ['make', 'node'] },
  'lint-enforced': { tools: ['make lint'] },
  'tests-enforced': { tools: ['make test'] },
  // Bandit, pip-audit, pytest's coverage and a readiness score are of Python projects.
  'security-scan': { tools: [] },
  'security-blocking': { tools: [] },
  'coverage-gate': 'disabled',
  'readiness-gate': 'disabled',
  // The whole suite takes longer than a target repository's.
  'job-timeouts': { maximum: 60 },
};

test('our own policy pack finds nothing in them at its strict preset', () => {
  expect(workflows).toContain(ciFile);
  expect(checkDirectory(projectRoot, config)).toEqual([]);
});

test("actionlint, with shellcheck, and GitHub's own parser find nothing in them", () => {
  expect(actionlint(projectRoot, workflows)).toEqual([]);
  expect(workflows.flatMap((file) => validateWorkflow(file, textOf(file)))).toEqual([]);
});

test('zizmor finds nothing at its pedantic level, without a single ignore', () => {
  cpSync(path.join(projectRoot, '.github'), path.join(directory, '.github'), { recursive: true });
  expect(zizmor(directory)).toEqual({ findings: [], ignored: 0 });
});

test('they run what .ci/run runs, each command once', () => {
  const commands = textOf('.ci/run').match(/^make .*$/gm);
  const run = ci.jobs.flatMap(({ steps }) => steps.flatMap((step) => step.run?.value ?? []));
  expect(commands).not.toBeNull();
  // A job on a machine of its own may need what another has made too.
  expect([...new Set(run.filter((command) => command.startsWith('make ')))]).toEqual(commands);
});

test('a pull request is compared with its base, and a weaker gate fails the job', () => {
  const review = ci.jobs.find(({ id }) => id === 'review');
  const checkout = review?.steps.find(
    ({ uses }) => uses?.value.startsWith('actions/checkout@') === true,
  );
  expect(entry(checkout?.with ?? [], 'fetch-depth')?.value).toBe('2');
  const command = review?.steps.at(-1)?.run?.value ?? '';
  for (const option of ['--against HEAD^1', '--markdown', '--fail-on-weaker'])
    expect(command).toContain(option);
});

test('an action that the rendered workflows use too is pinned to the same commit', () => {
  const table = new Map(
    Object.values(pins).map(({ name, sha, version }) => [name, { sha, version }]),
  );
  const uses = workflows.flatMap((file) => parsed(file).jobs.flatMap(({ steps }) => steps));
  const shared = uses.flatMap(({ uses: action, usesComment }) => {
    const [name = '', sha] = action?.value.split('@') ?? [];
    return table.has(name) ? [{ name, pin: { sha, version: usesComment } }] : [];
  });
  expect(shared.length).toBeGreaterThan(0);
  for (const { name, pin } of shared) expect([name, pin]).toEqual([name, table.get(name)]);
});

test('Dependabot watches every kind of dependency that there is, where it is', () => {
  const folderOf = (file: string): string => `/${path.dirname(file)}`.replace(/^\/\.$/, '/');
  const locked = [
    ...[
      ['npm', 'package-lock.json'],
      ['gomod', 'go.sum'],
      ['pip', 'requirements.txt'],
    ].flatMap(([ecosystem, name]) =>
      files
        .filter((file) => path.basename(file) === name && !/fixtures|sample-project/.test(file))
        .map((file) => `${String(ecosystem)} ${folderOf(file)}`),
    ),
    'github-actions /',
  ];
  const watched = [
    ...textOf('.github/dependabot.yml').matchAll(/package-ecosystem: (\S+)\n\s+directory: (\S+)/g),
  ].map(([, ecosystem, folder]) => `${String(ecosystem)} ${String(folder)}`);
  expect(watched.sort()).toEqual(locked.sort());
});

test('CODEOWNERS gives every file an owner: a team of an organisation, or a user', () => {
  const lines = textOf('.github/CODEOWNERS')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  expect(lines[0]).toMatch(/^\* /);
  for (const line of lines) {
    const [pattern = '', ...owners] = line.split(/\s+/);
    expect(pattern === '*' || foldersAtTop.includes(pattern.split('/')[1] ?? '')).toBe(true);
    expect(owners.length).toBeGreaterThan(0);
    expect(owners.filter((owner) => !/^@[\w-]+(\/[\w-]+)?$/.test(owner))).toEqual([]);
  }
});
