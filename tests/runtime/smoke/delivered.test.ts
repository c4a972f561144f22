import { parse } from 'yaml';
import { ProblemsError } from '../../../core/kernel/problem';
import { definitionPath } from '../../../core/smoke/base-url';
import { ofEnvironment, parseDefinition } from '../../../core/smoke/definition';
import { renderPipeline, smokeDefinitionPath, stagingSmokeTestPath } from '../../../core/pipeline';
import { isUnreadable, readWorkflow } from '../../../core/reading/read-workflow';
import { allSettings, variantSettings } from '../../support/pipeline-variants';
import { settingsOfStack } from '../../support/stack-settings';

function contentOf(variant: string, path: string): string | undefined {
  return renderPipeline(variantSettings(variant)).files.find((file) => file.path === path)?.content;
}

function workflowOf(variant: string) {
  const result = readWorkflow(stagingSmokeTestPath, contentOf(variant, stagingSmokeTestPath) ?? '');
  if (isUnreadable(result)) throw new Error(`${variant} has no smoke test`);
  return result;
}

test('what the stack configuration takes, the delivered action and the monitor take', () => {
  expect(smokeDefinitionPath).toBe(definitionPath);
  let seen = 0;
  for (const settings of allSettings().values()) {
    const { smoke, retries } = settings;
    const file = renderPipeline(settings).files.find(({ path }) => path === definitionPath);
    expect(file === undefined).toBe(smoke === undefined);
    if (smoke === undefined || file === undefined) continue;
    seen += 1;
    const { baseUrl, checks } = smoke;
    expect(parseDefinition(file.content, file.path)).toMatchObject({
      ok: true,
      definition: { baseUrl, checks, ...retries.smoke },
    });
    const monitored = JSON.stringify({ baseUrl, checks, ...retries.smoke });
    expect(parseDefinition(monitored, 'GATEHOUSE_SMOKE_SETTINGS').ok).toBe(true);
  }
  expect(seen).toBeGreaterThan(5);
});

test('each job beside the smoke test is there where it is configured, with the rights it needs', () => {
  const rights = (variant: string) =>
    workflowOf(variant).jobs.map(({ id, permissions }) => [
      id,
      permissions?.scopes.map(({ key }) => key.value),
    ]);
  expect(rights('smoke-without-slack').map(([id]) => id)).toEqual(['smoke-test']);
  expect(rights('smoke-whole').map(([id]) => id)).toEqual([
    'smoke-test',
    'e2e',
    'canary',
    'rollback-smoke-test',
  ]);
  expect(JSON.stringify(rights('smoke-without-slack'))).not.toContain('actions');
  expect(JSON.stringify(rights('smoke-with-slack'))).toContain('actions');
});

test('each further environment has a job with its own address, state and secrets', () => {
  const content = contentOf('smoke-several', stagingSmokeTestPath) ?? '';
  const { jobs } = parse(content) as {
    readonly jobs: Readonly<
      Record<
        string,
        {
          readonly name: string;
          readonly environment: object;
          readonly steps: readonly { readonly with?: object; readonly env?: object }[];
        }
      >
    >;
  };
  expect(Object.keys(jobs)).toEqual(['smoke-test', 'smoke-test-eu-west', 'smoke-test-production']);
  expect(jobs['smoke-test-production']).toMatchObject({
    name: 'Smoke Test (production)',
    environment: { name: 'production', url: 'https://orders.example.com' },
  });
  const step = jobs['smoke-test-production']?.steps[1];
  expect(step?.with).toMatchObject({
    environment: 'production',
    'state-artifact': 'smoke-production',
  });
  expect(Object.keys(step?.env ?? {})).toEqual([
    'SLACK_WEBHOOK_URL',
    'SMOKE_SECRET_PRIVATE_CA',
    'SMOKE_SECRET_PRODUCTION_KEY',
    'SMOKE_SECRET_SMOKE_PASSWORD',
  ]);
  const parsed = parseDefinition(contentOf('smoke-several', definitionPath) ?? '', 'smoke.json');
  if (!parsed.ok) throw new Error('refused');
  const of = (name: string) => ofEnvironment(parsed.definition, name);
  expect([of('staging').checks.length, of('eu west').checks.length]).toEqual([5, 5]);
  expect(of('production')).toMatchObject({
    baseUrl: 'https://orders.example.com',
    checks: [{ name: 'service is healthy' }],
    alerts: { failAfter: 2 },
  });
  expect(of('constructor').baseUrl).toBe('https://orders.staging.example.com');
});

test('messages of the workflow link the alarms of the monitor of their environment', () => {
  const smoke = {
    baseUrl: 'https://orders.staging.example.com',
    checks: [{ name: 'a', kind: 'health', path: '/' }],
    canary: { url: 'https://canary.example.com' },
    rollback: true,
    environments: { 'eu west': { baseUrl: 'https://eu.example.com' } },
  };
  const linked = (enabled: boolean, webhook: boolean): readonly string[] => {
    const [settings] = settingsOfStack('Pulumi.test.yaml', {
      github: { owner: 'acme' },
      delivery: { mode: 'pullRequest' },
      repositories: [{ name: 'orders', environments: { staging: {}, 'eu west': {} }, smoke }],
      ...(webhook ? { slack: { webhook: { env: 'SLACK_WEBHOOK' } } } : {}),
      aws: {
        region: 'eu-central-1',
        smoke: { enabled },
        alarms: { email: 'ci@acme.example' },
      },
    });
    if (settings === undefined) throw new Error('there is one repository');
    const { files } = renderPipeline(settings);
    const content = files.find(({ path }) => path === stagingSmokeTestPath)?.content ?? '';
    return [...content.matchAll(/alarm-url: .*search=([\w-]+)/g)].map(([, name = '']) => name);
  };
  // The test of each environment, the canary, and the checks after a rollback.
  const staging = 'smoke-orders-staging';
  expect(linked(true, true)).toEqual([staging, 'smoke-orders-eu-west', staging, staging]);
  expect([linked(false, true), linked(true, false)]).toEqual([[], []]);
});

const check = { name: 'a', kind: 'health', path: '/' };
test.each<[string, object, string]>([
  [
    'an unknown probe',
    { checks: [{ ...check, probe: 'icmp' }] },
    'smoke.checks[0].probe: must be http, steps, tcp, tls, postgres, dns or grpc',
  ],
  ['a misspelt key', { checks: [{ ...check, pth: '/' }] }, 'smoke.checks[0].pth: unknown key'],
  [
    'a key of another probe',
    { checks: [{ ...check, host: 'a' }] },
    'smoke.checks[0].host: unknown key',
  ],
  [
    'a port out of range',
    { checks: [check, { name: 'b', kind: 'api', probe: 'tcp', host: 'a', port: 70_000 }] },
    'smoke.checks[1].port: is too large; found 70000',
  ],
  [
    'one name twice',
    { checks: [check, check] },
    'smoke.checks[1].name: must not be the name of an earlier check',
  ],
  [
    'private checks only',
    { checks: [{ ...check, reach: 'private' }] },
    'smoke.checks: must have a public check',
  ],
  [
    'a secret in plain text where its name belongs',
    { checks: [{ ...check, headers: { authorization: { secret: 'Bearer hunter2' } } }] },
    'smoke.checks[0].headers.authorization',
  ],
  [
    'a header of the connection',
    { checks: [{ ...check, headers: { host: 'a' } }] },
    'smoke.checks[0].headers.host',
  ],
  [
    'an assertion that does not exist',
    { checks: [{ ...check, expectJson: { a: { matches: 'x' } } }] },
    'smoke.checks[0].expectJson.a',
  ],
  [
    'a further environment that is none',
    { checks: [check], environments: { prod: { baseUrl: 'https://p.example' } } },
    "smoke.environments.prod: must be one of the repository's environments (staging)",
  ],
  [
    'the same environment twice',
    { checks: [check], environments: { staging: { baseUrl: 'https://p.example' } } },
    'smoke.environments.staging: is the environment above',
  ],
  [
    'a further environment without a public check',
    {
      checks: [check],
      environments: {
        staging: { baseUrl: 'https://p.example', checks: [{ ...check, reach: 'private' }] },
      },
    },
    'smoke.environments.staging.checks: must have a public check',
  ],
  [
    'certificates of plain http',
    {
      baseUrl: 'http://a.example',
      checks: [{ ...check, tls: { ca: { secret: 'CA' } } }],
    },
    'smoke.checks[0].tls: has no effect: the base URL is plain http',
  ],
  [
    'a canary that can have no verdict',
    { checks: [check], canary: { url: 'https://c.example', requests: 100 } },
    'smoke.canary.requests: must be at least minimumRequests (200)',
  ],
  [
    'a canary that nothing can be asked',
    { checks: [{ ...check, method: 'POST' }], canary: { url: 'https://c.example' } },
    'smoke.canary: needs a public check with the method GET or HEAD',
  ],
])('the stack configuration refuses %s by its key path', (_name, smoke, expected) => {
  const stack = {
    github: { owner: 'acme' },
    delivery: { mode: 'pullRequest' },
    repositories: [
      {
        name: 'orders-service',
        environments: { staging: {} },
        smoke: { baseUrl: 'https://a.example', ...smoke },
      },
    ],
  };
  let message = '';
  try {
    settingsOfStack('Pulumi.test.yaml', stack);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    message = error.message;
  }
  expect(message).toContain(`repositories[0].${expected}`);
  expect(message).not.toContain('hunter2');
});
