import { parseFleet } from './fleet';

const repository = {
  name: 'orders-service',
  branch: 'main',
  settings: {
    threshold: 90,
    weights: { ci: 40, coverage: 30, security: 20, quality: 10 },
    window: 10,
    bands: { excellent: 95, good: 90, fair: 80 },
    workflow: 'ci.yml',
  },
};
const fleet = { version: 1, stack: 'prod', owner: 'acme', repositories: [repository] };
const parse = (value: unknown) => parseFleet(JSON.stringify(value), 'fleet.json');
const pathsOf = (value: unknown) => {
  const read = parse(value);
  return read.ok ? [] : read.problems.map((problem) => problem.path);
};

test('a fleet is read as it was written', () => {
  expect(parse(fleet)).toEqual({ ok: true, value: fleet });
});

test("a repository's level of the guard is read", () => {
  expect(parse(setting({ guardLevel: 'owned' }))).toMatchObject({
    value: { repositories: [{ settings: { guardLevel: 'owned' } }] },
  });
});

test('the artifacts with reports of the smoke test are read', () => {
  expect(parse(setting({ smokeArtifacts: ['smoke'] }))).toMatchObject({
    value: { repositories: [{ settings: { smokeArtifacts: ['smoke'] } }] },
  });
});

const declared = {
  branch: 'main',
  files: ['.github/workflows/ci.yml'],
  rulesets: ['gatehouse'],
  environments: ['staging'],
  secrets: ['INDEX'],
  dependabotSecrets: ['MIRROR'],
  webhooks: ['7'],
  allowedActions: true,
  defaultToken: false,
};

test('what a repository declares is read as it was written', () => {
  expect(parse(changed({ declared }))).toMatchObject({ value: { repositories: [{ declared }] } });
  expect(pathsOf(changed({ declared: { ...declared, files: [1], secrets: 'x' } }))).toEqual([
    'repositories[0].declared.files[0]',
    'repositories[0].declared.secrets',
  ]);
});

test.each([
  ['another version', { ...fleet, version: 2 }, 'version'],
  ['an owner that is a path', { ...fleet, owner: 'acme/x' }, 'owner'],
  ['no list', { ...fleet, repositories: {} }, 'repositories'],
  ['a name with an owner', changed({ name: 'acme/x' }), 'repositories[0].name'],
  ['no branch', changed({ branch: '' }), 'repositories[0].branch'],
  ['a threshold above 100', setting({ threshold: 101 }), 'repositories[0].settings.threshold'],
  [
    'a workflow in a folder',
    setting({ workflow: 'a/ci.yml' }),
    'repositories[0].settings.workflow',
  ],
  ['no level', setting({ guardLevel: 'open' }), 'repositories[0].settings.guardLevel'],
  ['a source that is no text', setting({ sources: [1] }), 'repositories[0].settings.sources[0]'],
  [
    'weights that do not add up',
    setting({ weights: { ci: 50, coverage: 30, security: 20, quality: 10 } }),
    'repositories[0].settings.weights',
  ],
])('%s is refused with its place', (_name, value, path) => {
  expect(pathsOf(value)).toEqual([path]);
});

test('every mistake is reported at once, and invalid JSON is reported', () => {
  expect(pathsOf({ ...fleet, version: 2, stack: '' })).toEqual(['version', 'stack']);
  expect(parseFleet('{', 'fleet.json')).toMatchObject({ problems: [{ code: 'no-json' }] });
});

function changed(change: object): unknown {
  return { ...fleet, repositories: [{ ...repository, ...change }] };
}

function setting(change: object): unknown {
  return changed({ settings: { ...repository.settings, ...change } });
}
