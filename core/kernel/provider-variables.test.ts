import {
  environmentConflicts,
  gitHubApp,
  gitHubOwner,
  isProviderVariable,
  loopbackAddress,
} from './provider-variables';

it.each(['http://127.0.0.1:8080/', 'http://localhost:1/', 'http://127.9.9.9/', 'http://[::1]:80/'])(
  '%s is this machine',
  (address) => {
    expect(loopbackAddress(address)?.href).toBe(new URL(address).href);
  },
);

it.each([
  undefined,
  '',
  'not an address',
  'https://api.github.com/',
  'http://127.0.0.1.example.com/',
  'http://localhost.example.com/',
  'http://10.0.0.1/',
  'http://0.0.0.0/',
  'http://user@example.com#@127.0.0.1/',
  'ftp://127.0.0.1/',
  'file:///etc/passwd',
])('%s is not', (address) => {
  expect(loopbackAddress(address)).toBeUndefined();
});

type Inputs = Readonly<Record<string, unknown>>;
type Environment = Readonly<Record<string, string>>;

const effects = (packageName: string, inputs: Inputs, environment: Environment): string[] =>
  environmentConflicts(packageName, inputs, environment).map(
    ({ effect, problem }) => `${effect} ${String(problem.path)}`,
  );

describe('the owner that the published GitHub provider acts on', () => {
  const pinned = { owner: 'acme', organization: 'acme' };

  it.each<[string, Inputs, Environment, string | undefined]>([
    ['nothing', {}, {}, undefined],
    ['its owner', { owner: 'acme' }, {}, 'acme'],
    ['GITHUB_OWNER before it', { owner: 'acme' }, { GITHUB_OWNER: 'other' }, 'other'],
    ['an empty GITHUB_OWNER after it', { owner: 'acme' }, { GITHUB_OWNER: '' }, 'acme'],
    ['GITHUB_ORGANIZATION first', {}, { GITHUB_OWNER: 'a', GITHUB_ORGANIZATION: 'b' }, 'b'],
    ['its organization', pinned, { GITHUB_OWNER: 'a', GITHUB_ORGANIZATION: 'b' }, 'acme'],
  ])('is that of %s', (_, inputs, environment, owner) => {
    expect(gitHubOwner(inputs, environment)).toBe(owner);
  });

  it.each<[string, Inputs, Environment, string[]]>([
    ['nothing', { owner: 'acme' }, {}, []],
    ['the same owner', { owner: 'acme' }, { GITHUB_OWNER: 'ACME' }, []],
    ['another owner', { owner: 'acme' }, { GITHUB_OWNER: 'other' }, ['redirects GITHUB_OWNER']],
    [
      'another organization',
      { owner: 'acme' },
      { GITHUB_ORGANIZATION: 'other' },
      ['redirects GITHUB_ORGANIZATION'],
    ],
    [
      'two others against a pinned owner',
      pinned,
      { GITHUB_OWNER: 'a', GITHUB_ORGANIZATION: 'b' },
      ['ignored GITHUB_ORGANIZATION', 'ignored GITHUB_OWNER'],
    ],
    ['an owner where the stack names none', {}, { GITHUB_OWNER: 'other' }, []],
  ])('is judged when the environment names %s', (_, inputs, environment, found) => {
    expect(effects('github', inputs, environment)).toEqual(found);
  });

  it('is named with where the rest of the stack would go', () => {
    const environment = { GITHUB_OWNER: 'other' };
    expect(environmentConflicts('github', { owner: 'acme' }, environment)).toMatchObject([
      { problem: { found: 'other', message: expect.stringMatching(/to other and not to acme/) } },
    ]);
  });
});

const server = 'https://github.example.com/';

it.each<[string, Inputs, string, string[]]>([
  ['a server that the stack does not name', {}, server, ['redirects GITHUB_BASE_URL']],
  ['no address at all', {}, 'github.example.com', ['redirects GITHUB_BASE_URL']],
  ['a sandbox', {}, 'http://127.0.0.1:8080/', []],
  ['the server of the stack', { baseUrl: server }, 'https://GITHUB.example.com', []],
  ['another than the stack', { baseUrl: server }, 'http://localhost/', ['ignored GITHUB_BASE_URL']],
])('GITHUB_BASE_URL that names %s is judged', (_, inputs, address, found) => {
  expect(effects('github', inputs, { GITHUB_BASE_URL: address })).toEqual(found);
});

describe('a GitHub App of the environment', () => {
  const app = {
    GITHUB_APP_ID: '1',
    GITHUB_APP_INSTALLATION_ID: '2',
    GITHUB_APP_PEM_FILE: 'a\\nb',
  };

  it('has its key with real line breaks', () => {
    expect(gitHubApp(app)).toEqual({ id: '1', installationId: '2', pemFile: 'a\nb' });
  });

  it.each(Object.keys(app))('is none without %s', (name) => {
    expect(gitHubApp({ ...app, [name]: '' })).toBeUndefined();
  });

  it.each<[string, Inputs, Environment, string[]]>([
    ['no credential', {}, app, []],
    ['the token of the environment', { token: 't' }, { ...app, GITHUB_TOKEN: 't' }, []],
    ['an App of its own', { token: 't', appAuth: '{}' }, app, []],
    ['a token of its own', { token: 't' }, app, ['redirects GITHUB_APP_ID']],
    ['a token and half an App', { token: 't' }, { GITHUB_APP_ID: '1' }, []],
  ])('is judged against a stack with %s', (_, inputs, environment, found) => {
    expect(effects('github', inputs, environment)).toEqual(found);
  });

  it('is named without its key and without the token', () => {
    const [conflict] = environmentConflicts('github', { token: 'hidden-token' }, app);
    expect(JSON.stringify(conflict)).toContain('App 1');
    expect(JSON.stringify(conflict)).not.toMatch(/hidden-token|a\\n/);
  });
});

describe('AWS', () => {
  const region = { region: 'eu-central-1' };
  const endpoint = { AWS_ENDPOINT_URL_S3: 'https://s3.example.com' };

  it.each<[string, Inputs, Environment, string[]]>([
    ['the region of the stack', region, { AWS_REGION: 'eu-central-1' }, []],
    ['another region', region, { AWS_REGION: 'us-east-1' }, ['ignored AWS_REGION']],
    [
      'another default region',
      region,
      { AWS_DEFAULT_REGION: 'us-east-1' },
      ['ignored AWS_DEFAULT_REGION'],
    ],
    ['a region where the stack has none', {}, { AWS_REGION: 'us-east-1' }, []],
    ['an address of one service', region, endpoint, ['decides AWS_ENDPOINT_URL_S3']],
    [
      'an address of all services',
      region,
      { AWS_ENDPOINT_URL: 'http://localhost:4566' },
      ['decides AWS_ENDPOINT_URL'],
    ],
    [
      'an address by an older name',
      region,
      { AWS_STS_ENDPOINT: 'https://sts.example.com' },
      ['decides AWS_STS_ENDPOINT'],
    ],
    [
      'addresses that are ignored',
      region,
      { ...endpoint, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      [],
    ],
    ['addresses besides those of the stack', { endpoints: '[]' }, endpoint, []],
    ['a credential', region, { AWS_PROFILE: 'work', AWS_ACCESS_KEY_ID: 'AKIA' }, []],
  ])('an environment with %s is judged', (_, inputs, environment, found) => {
    expect(effects('aws', inputs, environment)).toEqual(found);
  });
});

it('no variable of the published providers says something else to Slack or to the own provider', () => {
  const environment = { SLACK_TOKEN: 't', GITHUB_OWNER: 'other' };
  expect(effects('slack', {}, environment)).toEqual([]);
  expect(effects('gatehouse', { owner: 'acme' }, environment)).toEqual([]);
});

test.each([
  ['GITHUB_TOKEN', true],
  ['GH_TOKEN', true],
  ['AWS_PROFILE', true],
  ['SLACK_WEBHOOK_URL', true],
  ['PULUMI_CONFIG_PASSPHRASE', false],
  ['PATH', false],
  ['MY_GITHUB_TOKEN', false],
])('%s belongs to an account: %s', (name, expected) => {
  expect(isProviderVariable(name)).toBe(expected);
});
