import { houseDefaults } from './defaults';
import { deployEnvironments } from './deploy-environments';
import { deployProblems } from './deploy-problems';
import { commandVariables } from './deploy-schema';
import { repositorySettings } from './repository-schema';

const health = { name: 'health', kind: 'health', path: '/health' };
const post = { name: 'search', kind: 'api', method: 'POST', path: '/search' };
const smoke = {
  baseUrl: 'https://a.example',
  checks: [health],
  environments: {
    production: { baseUrl: 'https://b.example' },
    'US west': { baseUrl: 'https://c.example', checks: [post] },
    'us-west': { baseUrl: 'https://d.example' },
  },
};
const commands = { deploy: ['make deploy'], rollback: ['make back'] };
const canary = { url: 'https://canary.b.example' };
const good = { environments: [{ name: 'staging' }, { name: 'production' }], commands };
const compared = {
  environments: [{ name: 'production', canary }],
  commands: { ...commands, canary: ['make canary'] },
};

function read(deploy: unknown, over: object = {}) {
  return repositorySettings.safeParse({
    ...houseDefaults,
    name: 'orders',
    environments: { staging: {}, production: {}, 'US west': {}, 'us-west': {} },
    smoke,
    deploy,
    ...over,
  });
}

const problemsOf = (deploy: unknown, over?: object): readonly string[] =>
  (read(deploy, over).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

test('environments and commands suffice', () => {
  const { data } = read(good);
  expect(data?.deploy).toEqual({
    start: 'ci',
    artifact: { kind: 'wheel' },
    environments: good.environments,
    commands,
    env: {},
    secrets: {},
    timeoutMinutes: 30,
    commandMinutes: 10,
  });
});

test.each<[string, unknown, object, readonly string[]]>([
  ['a canary', compared, {}, []],
  [
    'promotion by a command',
    { ...compared, commands: { ...compared.commands, promote: ['x'] } },
    {},
    [],
  ],
  [
    'no environment',
    { ...good, environments: [] },
    {},
    [expect.stringContaining('deploy.environments: ')],
  ],
  [
    'an environment twice',
    { ...good, environments: [{ name: 'staging' }, { name: 'staging' }] },
    {},
    ['deploy.environments.1.name: is named twice; a run deploys to each once'],
  ],
  [
    'a canary that nothing starts',
    { ...compared, commands },
    {},
    ['deploy.commands.canary: is missing: an environment has a `canary`'],
  ],
  [
    'commands of a canary that there is not',
    { ...good, commands: { ...commands, canary: ['x'], promote: ['y'] } },
    {},
    [
      'deploy.commands.canary: is never run: no environment has a `canary`',
      'deploy.commands.promote: is never run: no environment has a `canary`',
    ],
  ],
  [
    'a version of an image',
    { ...good, artifact: { kind: 'oci-layout', build: ['x'] }, running: { path: '/' } },
    {},
    ['deploy.running.is: must be `digest` or `commit`: only a wheel has a version'],
  ],
  [
    'the digest of an image',
    {
      ...good,
      artifact: { kind: 'oci-layout', build: ['x'] },
      running: { path: '/', is: 'digest' },
    },
    {},
    [],
  ],
  [
    'another artifact',
    { ...good, artifact: { kind: 'tarball' } },
    {},
    ['deploy.artifact.kind: must be `wheel` or `oci-layout`'],
  ],
  [
    'variables of the workflow',
    { ...good, env: { DIGEST: 'x' }, secrets: { AWS_ROLE_ARN: 'Y' } },
    {},
    [
      'deploy.env.DIGEST: is a variable that the workflow sets',
      'deploy.secrets.AWS_ROLE_ARN: is a variable that the workflow sets',
    ],
  ],
  [
    'a variable that is text and secret',
    { ...good, env: { A: 'x' }, secrets: { A: 'Y' } },
    {},
    ['deploy.secrets.A: is a variable of `env` too'],
  ],
  [
    'a field that is no key',
    { ...good, running: { path: '/health', field: 'a..b' } },
    {},
    ['deploy.running.field: must be keys with dots between them, such as version or build.version'],
  ],
  [
    'a path with a query',
    { ...good, running: { path: '/health?x' } },
    {},
    ['deploy.running.path: must be a path of letters, digits, `.`, `_`, `~`, `-` and `/`'],
  ],
  [
    'an audience with a second parameter',
    { ...good, oidc: { audience: 'a&b' } },
    {},
    [expect.stringContaining('deploy.oidc.audience: must be letters')],
  ],
  [
    'an expression as a command',
    { ...good, commands: { ...commands, deploy: ['echo ${{ github.token }}'] } },
    {},
    [expect.stringContaining('deploy.commands.deploy.0: must not contain a GitHub expression')],
  ],
  [
    'no packages',
    good,
    { build: { ...houseDefaults.build, packages: false } },
    ['deploy: needs `build.packages: true`: there would be no wheel to deploy'],
  ],
  [
    'an image without packages',
    { ...good, artifact: { kind: 'oci-layout', build: ['x'] } },
    { build: { ...houseDefaults.build, packages: false } },
    [],
  ],
  [
    'an environment that is not there',
    { ...good, environments: [{ name: 'qa' }] },
    {},
    [
      'deploy.environments.0.name: must be a deployment that `smoke` checks (staging, production, US west, us-west): its checks decide whether a new version stays',
      "deploy.environments.0.name: must be one of the repository's environments (staging, production, US west, us-west)",
    ],
  ],
  [
    'a canary of a deployment that cannot be asked often',
    { ...compared, environments: [{ name: 'US west', canary }] },
    {},
    [expect.stringContaining('deploy.environments.0.canary: needs a public check')],
  ],
  [
    'two canaries of one environment',
    { ...compared, environments: [{ name: 'staging', canary }] },
    { smoke: { ...smoke, canary } },
    ['deploy.environments.0.canary: is a second canary of this environment; remove `smoke.canary`'],
  ],
  ['canaries of two environments', compared, { smoke: { ...smoke, canary } }, []],
])('%s', (_name, deploy, over, expected) => {
  expect(problemsOf(deploy, over)).toEqual(expected);
});

test('without smoke checks nothing says whether a version stays', () => {
  const issues = deployProblems({
    deploy: read(good).data?.deploy,
    build: houseDefaults.build,
  });
  expect(issues.map(([path, message]) => `${path.join('.')}: ${message}`)).toEqual(
    [0, 1].map(
      (index) =>
        `deploy.environments.${String(index)}.name: must be a deployment that \`smoke\` checks (none): its checks decide whether a new version stays`,
    ),
  );
});

test.each([...commandVariables])('%s is a variable of the workflow', (name) => {
  expect(problemsOf({ ...good, env: { [name]: 'x' } })).toEqual([
    `deploy.env.${name}: is a variable that the workflow sets`,
  ]);
});

test('each environment has a job of its own, and the rollback is rehearsed before the last one by default', () => {
  const { data } = read({
    ...good,
    environments: [
      { name: 'staging' },
      { name: 'US west', rehearseRollback: false },
      { name: 'us-west' },
      { name: 'production' },
    ],
  });
  const { deploy, smoke: services } = data ?? {};
  if (deploy === undefined || services === undefined) throw new Error('the settings are refused');
  const found = deployEnvironments(deploy, services);
  expect(found.map(({ jobId, rehearses, service }) => [jobId, rehearses, service.baseUrl])).toEqual(
    [
      ['deploy-staging', true, 'https://a.example'],
      ['deploy-us-west-1', false, 'https://c.example'],
      ['deploy-us-west-2', true, 'https://d.example'],
      ['deploy-production', false, 'https://b.example'],
    ],
  );
  const last = { environments: [{ name: 'production', rehearseRollback: true }] };
  expect(deployEnvironments(last, services)[0]?.rehearses).toBe(true);
});
