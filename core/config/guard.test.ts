import { guardProblems, guardSettings } from './guard';

const app = { id: 4711, privateKey: { env: 'KEY' } };
const guarded = { level: 'guarded', owners: ['@olga'], app } as const;
const met = {
  guard: guarded,
  protection: { kind: 'ruleset', mergeQueue: false },
  environments: { staging: {} },
};

test.each<[string, Partial<Parameters<typeof guardProblems>[0]>, readonly string[]]>([
  ['all that the level needs', {}, []],
  ['the default', { guard: { level: 'reported', owners: [] } }, []],
  ['no App', { guard: { level: 'guarded', owners: ['@olga'] } }, ['guard.app']],
  ['no owner', { guard: { ...guarded, owners: [] } }, ['guard.owners']],
  ['classic protection', { protection: { kind: 'classic', mergeQueue: false } }, ['guard.level']],
  ['a merge queue', { protection: { kind: 'ruleset', mergeQueue: true } }, ['guard.level']],
  [
    'an environment of that name',
    { environments: { 'gatehouse-guard': {} } },
    ['environments.gatehouse-guard'],
  ],
  ['an App that nothing uses', { guard: { level: 'reported', owners: [], app } }, ['guard.app']],
  ['several', { guard: { level: 'guarded', owners: [] } }, ['guard.app', 'guard.owners']],
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
