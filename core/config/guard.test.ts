import { guardProblems, guardSettings } from './guard';

const app = { id: 4711, privateKey: { env: 'KEY' } };
const open = { owners: [], restrictPushes: false };
const guarded = { level: 'guarded', ...open, owners: ['@olga'], app } as const;
const owned = { level: 'owned', ...open, owners: ['@olga'] } as const;
const reviewed = { kind: 'classic', codeOwnerReview: true };
const met = {
  guard: guarded,
  protection: { kind: 'ruleset', codeOwnerReview: false },
  environments: { staging: {} },
};

test.each<[string, Partial<Parameters<typeof guardProblems>[0]>, readonly string[]]>([
  ['all that the level needs', {}, []],
  ['the default', { guard: { level: 'reported', ...open } }, []],
  ['no App', { guard: { level: 'guarded', ...open, owners: ['@olga'] } }, ['guard.app']],
  ['no owner', { guard: { ...guarded, owners: [] } }, ['guard.owners']],
  [
    'classic protection',
    { protection: { kind: 'classic', codeOwnerReview: false } },
    ['guard.level'],
  ],
  [
    'an environment of that name',
    { environments: { 'gatehouse-guard': {} } },
    ['environments.gatehouse-guard'],
  ],
  ['an App that nothing uses', { guard: { level: 'reported', ...open, app } }, ['guard.app']],
  ['all that owned needs', { guard: owned, protection: reviewed }, []],
  [
    'owned without owners or their review',
    { guard: { ...owned, owners: [] } },
    ['guard.owners', 'protection.codeOwnerReview'],
  ],
  [
    'owned without protection',
    { guard: owned, protection: { ...reviewed, kind: 'none' } },
    ['guard.level'],
  ],
  [
    'owned with an App that nothing uses',
    { guard: { ...owned, app }, protection: reviewed },
    ['guard.app'],
  ],
  ['several', { guard: { level: 'guarded', ...open } }, ['guard.app', 'guard.owners']],
])('%s', (_name, change, paths) => {
  expect(guardProblems({ ...met, ...change }).map(([path]) => path.join('.'))).toEqual(paths);
});

test.each([
  ['@octocat', true],
  ['@acme/platform', true],
  ['octocat', false],
  ['@acme/', false],
  ['@acme/a/b', false],
  ['@a b', false],
  ['user@example.com', false],
])('the owner %s', (owner, isValid) => {
  expect(guardSettings.shape.owners.safeParse([owner]).success).toBe(isValid);
});

test.each([
  ['.github/workflows/gate.yml', 'main', true],
  ['.github/workflows/gate.yaml', 'v1.2', true],
  ['.github/workflows/sub/gate.yml', 'main', false],
  ['gate.yml', 'main', false],
  ['.github/workflows/gate.yml', '--upload-pack=x', false],
])('the required workflow %s at %s', (path, ref, isValid) => {
  const workflow = { repository: 'platform', path, ref };
  expect(guardSettings.shape.requiredWorkflow.safeParse(workflow).success).toBe(isValid);
});
