import { loadStack, type StackConfig } from '../core/config/load';
import { stackConflicts } from './providers';

function stack(over: Readonly<Record<string, object>> = {}): StackConfig {
  const values = {
    github: { owner: 'acme' },
    repositories: [{ name: 'orders' }],
    delivery: { mode: 'pullRequest' },
    ...over,
  };
  const loaded = loadStack({
    file: 'Pulumi.test.yaml',
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
    isSecret: () => true,
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.config;
}

const effects = (config: StackConfig, environment: Readonly<Record<string, string>>): string[] =>
  stackConflicts(config, environment).map(
    ({ effect, problem }) => `${effect} ${String(problem.path)}`,
  );

const functions = {
  region: 'eu-central-1',
  readiness: { enabled: true, githubCredentials: { ssmParameter: '/gatehouse/token' } },
  alarms: { email: 'ci@example.com' },
};
const app = { GITHUB_APP_ID: '1', GITHUB_APP_INSTALLATION_ID: '2', GITHUB_APP_PEM_FILE: 'pem' };
const token = { github: { owner: 'acme', token: { env: 'BOT_TOKEN' } } };

test.each<[string, StackConfig, Readonly<Record<string, string>>, string[]]>([
  ['a token and a profile', stack(), { GITHUB_TOKEN: 't', AWS_PROFILE: 'work' }, []],
  [
    'another owner, which is reported',
    stack(),
    { GITHUB_OWNER: 'a', GITHUB_ORGANIZATION: 'b' },
    ['ignored GITHUB_ORGANIZATION', 'ignored GITHUB_OWNER'],
  ],
  [
    'a server that the stack does not name, which is refused',
    stack(),
    { GITHUB_BASE_URL: 'https://github.example.com/' },
    ['redirects GITHUB_BASE_URL'],
  ],
  ['a sandbox', stack(), { GITHUB_BASE_URL: 'http://127.0.0.1:8080/' }, []],
  ['an App, which acts then', stack(), app, []],
  ['an App beside the token of the stack', stack(token), app, ['redirects GITHUB_APP_ID']],
  [
    'an address of AWS, which the stack does not use',
    stack(),
    { AWS_ENDPOINT_URL: 'http://x' },
    [],
  ],
  [
    'an address and a region of AWS',
    stack({ aws: functions }),
    { AWS_ENDPOINT_URL: 'http://x', AWS_REGION: 'us-east-1' },
    ['ignored AWS_REGION', 'decides AWS_ENDPOINT_URL'],
  ],
])('an environment with %s', (_, config, environment, found) => {
  expect(effects(config, environment)).toEqual(found);
});
