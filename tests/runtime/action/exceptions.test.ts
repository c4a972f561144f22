import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { documentSchema } from '../../../core/readiness/report/document';
import { scratchDirectory } from '../../support/scratch';
import { builtAction, runStep } from './action-process';
import { actionWorld, repository, workflowToken, type ActionWorld } from './action-world';

const directory = scratchDirectory('exceptions');
const waiversPath = '.github/gatehouse/waivers.yaml';
const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const waivers = (gate: string) =>
  `waivers:\n  - what: { gate: ${gate} }\n    why: old\n    owner: '@ada'\n    until: ${day}\n`;
const baseline = '{"format":1,"findings":{}}';
let at: ActionWorld;

beforeAll(async () => {
  at = await actionWorld(directory);
  await at.world.push(repository, 'main', {
    [waiversPath]: waivers('types'),
    '.github/gatehouse/baseline.json': baseline,
  });
  // What a change would like to be excused.
  mkdirSync(path.join(at.workspace, path.dirname(waiversPath)), { recursive: true });
  writeFileSync(path.join(at.workspace, waiversPath), waivers('tests'));
});
afterAll(() => at.close());

const kept = (name: string): string | undefined => {
  const file = path.join(at.workspace, 'kept', name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

async function keep(env: Readonly<Record<string, string>>) {
  rmSync(path.join(at.workspace, 'kept'), { recursive: true, force: true });
  return runStep(builtAction, {
    cwd: at.workspace,
    inputs: {
      ...{ command: 'exceptions', output: 'kept', branch: 'main' },
      'github-token': workflowToken,
    },
    env: { ...at.env, ...env },
  });
}

test("a pull request gets the default branch's files, whatever it brings itself", async () => {
  const { code } = await keep({
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REF: 'refs/pull/1/merge',
  });
  expect([code, kept('waivers.yaml'), kept('baseline.json'), kept('read')]).toEqual([
    ...[0, waivers('types'), baseline, ''],
  ]);
});

test('so does a push to another branch, and one to the default branch has its own', async () => {
  await keep({ GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/develop' });
  expect(kept('waivers.yaml')).toBe(waivers('types'));
  await keep({ GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' });
  expect([kept('waivers.yaml'), kept('baseline.json')]).toEqual([waivers('tests'), undefined]);
});

test('the score shows what the default branch lets pass', async () => {
  const { code } = await runStep(builtAction, {
    cwd: at.workspace,
    inputs: {
      ...{ command: 'gate', threshold: '0', output: 'readiness.json', branch: 'main' },
      ...{ 'github-token': workflowToken, modes: '{"lint":"new","tests":"enforce"}' },
    },
    env: { ...at.env, GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/1/merge' },
  });
  expect(code).toBe(0);
  const text = readFileSync(path.join(at.workspace, 'readiness.json'), 'utf8');
  expect(documentSchema.parse(JSON.parse(text)).exceptions).toEqual({
    modes: { lint: 'new', tests: 'enforce' },
    waivers: [{ what: 'the gate types', why: 'old', owner: '@ada', until: day, state: 'active' }],
    wrong: 0,
    baseline: { findings: 0, failing: 0 },
  });
});

test('where GitHub refuses nothing is kept, and the job goes on', async () => {
  at.world.github.world.tokens.delete(workflowToken);
  const { code, log } = await keep({
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REF: 'refs/pull/1/merge',
  });
  expect([code, kept('read'), log]).toEqual([
    ...[0, undefined, expect.stringContaining('could not be read')],
  ]);
});
