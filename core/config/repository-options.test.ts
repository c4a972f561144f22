import { optionProblems, optionSettings, repositoryOptions } from './repository-options';

const protection = { kind: 'ruleset', linearHistory: false };

it('says nothing of what is not named', () => {
  expect(repositoryOptions({})).toEqual({});
  expect(repositoryOptions({ protectedTags: ['v*'], autoMerge: false })).toEqual({
    allowAutoMerge: false,
  });
});

it('turns the ways to merge off that are not listed', () => {
  expect(repositoryOptions({ mergeMethods: ['squash'] })).toEqual({
    allowMergeCommit: false,
    allowSquashMerge: true,
    allowRebaseMerge: false,
  });
});

it.each<[string, Parameters<typeof optionProblems>[0], readonly string[]]>([
  ['nothing', { settings: {}, protection }, []],
  ['push protection alone', { settings: { pushProtection: true }, protection }, []],
  [
    'push protection without scanning',
    { settings: { pushProtection: true, secretScanning: false }, protection },
    ['pushProtection'],
  ],
  [
    'updates without alerts',
    { settings: { securityUpdates: true, dependabotAlerts: false }, protection },
    ['securityUpdates'],
  ],
  [
    'merge commits alone with linear history',
    { settings: { mergeMethods: ['merge'] }, protection: { ...protection, linearHistory: true } },
    ['mergeMethods'],
  ],
  [
    'a way that linear history keeps',
    {
      settings: { mergeMethods: ['merge', 'rebase'] },
      protection: { ...protection, linearHistory: true },
    },
    [],
  ],
  [
    'linear history of a protection that is left alone',
    { settings: { mergeMethods: ['merge'] }, protection: { kind: 'none', linearHistory: true } },
    [],
  ],
])('finds contradictions: %s', (_, given, expected) => {
  expect(optionProblems(given).map(([path]) => path.at(-1))).toEqual(expected);
});

it.each([
  ['v*', true],
  ['release/**/*', true],
  ['refs/tags/v*', false],
  ['v 1', false],
  ['', false],
  ['~ALL', false],
])('a pattern of tags: %j is %j', (pattern, isValid) => {
  expect(optionSettings.safeParse({ protectedTags: [pattern] }).success).toBe(isValid);
});
