import {
  repositoryProviders,
  type RepositoryIdentity,
} from '../../components/repository-providers';
import { only, recordResources } from './recorded-resources';

const pulumiSecret = '1b47061264138c4ac30d75fd1eb44270';

const variables = {
  GITHUB_OWNER: 'other',
  GITHUB_ORGANIZATION: 'another',
  GITHUB_TOKEN: 'token-of-the-shell',
  GITHUB_APP_ID: '1',
  GITHUB_APP_INSTALLATION_ID: '2',
  GITHUB_APP_PEM_FILE: 'key-of-the-shell',
  GITHUB_BASE_URL: 'https://github.example.com/',
};
const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);

/** Inputs of both providers where the environment has these variables alone. */
async function inputs(
  identity: RepositoryIdentity,
  ...names: (keyof typeof variables)[]
): Promise<Readonly<Record<'github' | 'gatehouse', Readonly<Record<string, unknown>>>>> {
  for (const [name, value] of Object.entries(variables)) {
    if (names.some((one) => one === name)) process.env[name] = value;
    else Reflect.deleteProperty(process.env, name);
  }
  const resources = await recordResources(() => repositoryProviders(identity));
  return {
    github: only(resources, 'pulumi:providers:github').inputs,
    gatehouse: only(resources, 'pulumi:providers:gatehouse').inputs,
  };
}

afterAll(() => {
  for (const [name, value] of before) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});

const secret = (value: unknown): unknown => ({
  '4dabf18193072939515e22adb298388d': pulumiSecret,
  value,
});
const baseUrl = 'https://api.github.com/';

test('the environment names neither owner nor address of a provider', async () => {
  const { github, gatehouse } = await inputs(
    { owner: 'acme', baseUrl },
    'GITHUB_OWNER',
    'GITHUB_ORGANIZATION',
    'GITHUB_BASE_URL',
  );
  expect(github).toMatchObject({ owner: 'acme', organization: 'acme', baseUrl });
  expect(gatehouse).toMatchObject({ owner: 'acme', baseUrl });
});

test('the token of the environment is taken by both, as a secret', async () => {
  const { github, gatehouse } = await inputs({ owner: 'acme', baseUrl }, 'GITHUB_TOKEN');
  expect(github['token']).toEqual(secret('token-of-the-shell'));
  expect(gatehouse['token']).toEqual(secret('token-of-the-shell'));
});

test('an App of the environment acts for both, before a token of the environment', async () => {
  const { github, gatehouse } = await inputs(
    { owner: 'acme', baseUrl },
    'GITHUB_TOKEN',
    'GITHUB_APP_ID',
    'GITHUB_APP_INSTALLATION_ID',
    'GITHUB_APP_PEM_FILE',
  );
  const app = secret(JSON.stringify({ id: '1', installationId: '2', pemFile: 'key-of-the-shell' }));
  expect(github).toMatchObject({ appAuth: app, token: secret('') });
  expect(gatehouse).toMatchObject({ appAuth: app, token: secret('') });
});

test('a token of its own acts for both, whatever App the environment has', async () => {
  const { gatehouse } = await inputs(
    { owner: 'acme', baseUrl, token: 'own' },
    'GITHUB_TOKEN',
    'GITHUB_APP_ID',
    'GITHUB_APP_INSTALLATION_ID',
    'GITHUB_APP_PEM_FILE',
  );
  expect(gatehouse['token']).toEqual(secret('own'));
  expect(gatehouse['appAuth']).toBeUndefined();
});

test("an App of its own leaves the environment's token out of the providers' inputs", async () => {
  const appAuth = { id: '7', installationId: '8', pemFile: 'own-key' };
  const made = await inputs({ owner: 'acme', baseUrl, appAuth }, 'GITHUB_TOKEN');
  expect(JSON.stringify(made)).not.toContain('token-of-the-shell');
  expect(made.github['appAuth']).toEqual(secret(JSON.stringify(appAuth)));
});
