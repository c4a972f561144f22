import { parse } from 'yaml';
import { type DeploySettings, type PipelineSettings } from '../../config/pipeline-settings';
import { defaultCanaryPolicy } from '../../smoke/canary/policy';
import { exampleSettings } from '../example-settings';
import { renderFiles } from '../render-files';

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly 'timeout-minutes'?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}
interface Job {
  readonly if?: string;
  readonly needs?: readonly string[];
  readonly permissions: object;
  readonly concurrency: object;
  readonly environment?: { readonly name: string };
  readonly 'timeout-minutes': number;
  readonly steps: readonly Step[];
}

const plain: DeploySettings = {
  start: 'ci',
  artifact: { kind: 'wheel' },
  environments: [{ name: 'staging' }, { name: 'production' }],
  commands: { deploy: ['make deploy'], rollback: ['make back'] },
  env: {},
  secrets: {},
  timeoutMinutes: 30,
  commandMinutes: 10,
};
const canary = { url: 'https://canary.example.com', ...defaultCanaryPolicy, requests: 700 };
const compared: DeploySettings = {
  ...plain,
  environments: [
    { name: 'staging', canary },
    { name: 'production', canary },
  ],
  commands: { ...plain.commands, canary: ['make canary'], promote: ['make promote'] },
};

function read(deploy: DeploySettings, over: Partial<PipelineSettings> = {}) {
  const { smoke } = exampleSettings;
  if (smoke === undefined) throw new Error('the example has no smoke checks');
  const environments = { production: { baseUrl: 'https://www.example.com' } };
  const { files, problems } = renderFiles({
    ...exampleSettings,
    smoke: { ...smoke, environments },
    deploy,
    ...over,
  });
  expect(problems).toEqual([]);
  const text = (name: string): string =>
    files.find(({ path }) => path.endsWith(name))?.content ?? '';
  const workflow = parse(text('/deploy.yml')) as {
    readonly on: Readonly<Record<string, unknown>>;
    readonly jobs: Readonly<Record<string, Job>>;
  };
  const job = (id: string): Job => {
    const found = workflow.jobs[id];
    if (found === undefined) throw new Error(`there is no job ${id}`);
    return found;
  };
  const step = (id: string, name: string): Step => {
    const found = job(id).steps.find((each) => each.name === name);
    if (found === undefined) throw new Error(`${id} has no step ${name}`);
    return found;
  };
  return { workflow, job, step, definition: JSON.parse(text('/smoke.json')) as unknown };
}

test('each environment follows the one before it, and is never cancelled by a newer run', () => {
  const { workflow, job } = read(plain);
  expect(Object.keys(workflow.jobs)).toEqual(['build', 'deploy-staging', 'deploy-production']);
  expect(job('deploy-staging').needs).toEqual(['build']);
  expect(job('deploy-production').needs).toEqual(['build', 'deploy-staging']);
  for (const id of ['deploy-staging', 'deploy-production'])
    expect(job(id).concurrency).toEqual({ group: id, 'cancel-in-progress': false });
  expect(job('deploy-production').environment?.name).toBe('production');
});

test('only commands of a deployment with an identity get one', () => {
  expect(read(plain).job('deploy-staging').permissions).toEqual({ contents: 'read' });
  expect(read(plain).step('deploy-staging', 'Deploy').run).toBe('make deploy\n');
  const withIdentity = read({ ...plain, oidc: { audience: 'api://x', awsRegion: 'eu-west-1' } });
  expect(withIdentity.job('build').permissions).toEqual({ contents: 'read' });
  expect(withIdentity.job('deploy-staging').permissions).toEqual({
    contents: 'read',
    'id-token': 'write',
  });
  const { run, env } = withIdentity.step('deploy-staging', 'Roll back');
  expect(run).toContain('ACTIONS_ID_TOKEN_REQUEST_URL&audience=$OIDC_AUDIENCE');
  expect(env).toMatchObject({
    OIDC_AUDIENCE: 'api://x',
    AWS_ROLE_ARN: '${{ vars.AWS_ROLE_ARN }}',
    AWS_REGION: 'eu-west-1',
  });
});

test('what began is rolled back after a failure and after a cancellation, and what never began is not', () => {
  expect(read(plain).step('deploy-production', 'Roll back').if).toBe(
    "${{ (failure() || cancelled()) && steps.change.outcome != 'skipped' }}",
  );
  const { steps } = read(compared).job('deploy-production');
  expect(steps.find(({ id }) => id === 'change')?.name).toBe('Start the canary');
});

test.each<[string, DeploySettings, string, readonly string[]]>([
  [
    'before the last environment',
    plain,
    'deploy-staging',
    ['Deploy', 'Rehearse the rollback', 'Deploy again', 'Roll back'],
  ],
  ['the last environment', plain, 'deploy-production', ['Deploy', 'Roll back']],
  [
    'a canary before the last environment',
    compared,
    'deploy-staging',
    ['Start the canary', 'Promote', 'Rehearse the rollback', 'Deploy again', 'Roll back'],
  ],
  [
    'a canary in the last environment',
    compared,
    'deploy-production',
    ['Start the canary', 'Promote', 'Roll back'],
  ],
])('%s: its commands', (_name, deploy, id, expected) => {
  const { job } = read(deploy);
  const commands = job(id).steps.filter(({ run }) => run?.startsWith('make ') === true);
  expect(commands.map(({ name }) => name)).toEqual(expected);
});

test('a promotion that has no command of its own is a deployment', () => {
  const { promote: _, ...commands } = compared.commands;
  const { step } = read({ ...compared, commands });
  expect(step('deploy-production', 'Promote').run).toBe('make deploy\n');
  expect(step('deploy-staging', 'Deploy again').run).toBe('make deploy\n');
  expect(read(compared).step('deploy-staging', 'Deploy again').run).toBe('make promote\n');
});

test('a canary is compared by the policy of its environment', () => {
  const { url: _, ...policy } = canary;
  expect(read(compared).definition).toMatchObject({
    canary: policy,
    environments: { production: { baseUrl: 'https://www.example.com', canary: policy } },
  });
  expect(read(compared).step('deploy-production', 'Compare errors and latency').with).toMatchObject(
    {
      'canary-url': canary.url,
      'baseline-url': 'https://www.example.com',
    },
  );
  expect(JSON.stringify(read(plain).definition)).not.toContain('"canary"');
});

test.each([
  ['version', '${{ toJSON(needs.build.outputs.version) }}'],
  ['digest', '${{ toJSON(needs.build.outputs.digest) }}'],
  ['commit', '${{ toJSON(github.sha) }}'],
] as const)('the %s that was deployed must answer', (is, expected) => {
  const { job, step } = read({ ...plain, running: { path: '/about', field: 'build.id', is } });
  const checks = job('deploy-staging').steps.filter(({ name }) => name === `Which ${is} answers`);
  expect(checks.map(({ id, with: inputs }) => [id, inputs?.['checks']])).toEqual(
    [
      ['deployed', expected],
      ['rehearsed', '${{ toJSON(steps.before.outputs.version) }}'],
      ['deployed-again', expected],
      ['restored', '${{ toJSON(steps.before.outputs.version) }}'],
    ].map(([id, value]) => [
      `${id}-version`,
      `[{"name":"answers with the ${is}","kind":"health","probe":"http","path":"/about","expectJson":{"build.id":${value}}}]`,
    ]),
  );
  expect(step('deploy-staging', 'Deploy').env?.['PREVIOUS']).toBe(
    '${{ steps.before.outputs.version }}',
  );
});

test('it starts after CI of the newest commit, or by hand only', () => {
  const manual = "github.ref == 'refs/heads/main'";
  const both = read(plain);
  expect(Object.keys(both.workflow.on)).toEqual(['workflow_dispatch', 'workflow_run']);
  expect(both.job('build').if).toContain(`${manual} && (github.event_name != 'workflow_run' || (`);
  expect(both.job('build').if).toContain('github.event.workflow_run.head_sha == github.sha');
  const only = read({ ...plain, start: 'manual' });
  expect(Object.keys(only.workflow.on)).toEqual(['workflow_dispatch']);
  expect(only.job('build').if).toBe(`\${{ ${manual} }}`);
});

test('a command and the whole deployment have their own time limits', () => {
  const { job, step } = read({ ...plain, timeoutMinutes: 45, commandMinutes: 7 });
  expect(job('deploy-staging')['timeout-minutes']).toBe(45);
  expect(job('build')['timeout-minutes']).toBe(exampleSettings.timeouts.build);
  expect(step('deploy-staging', 'Deploy')['timeout-minutes']).toBe(7);
  expect(step('deploy-staging', 'Roll back')['timeout-minutes']).toBe(7);
});

test('an image is built by the commands of the repository', () => {
  const artifact = { kind: 'oci-layout', build: ['make image'] } as const;
  const { step, job } = read({ ...plain, artifact });
  expect(step('build', 'Build image').run).toContain('make image');
  expect(step('build', 'Build image').env).toEqual({ LAYOUT: 'gatehouse-artifact' });
  expect(job('build').if).toContain('github.ref');
});

test('Slack hears of a new version that is not healthy, and of nothing else', () => {
  const { job } = read(plain, { slack: { webhookSecret: 'SLACK_WEBHOOK_URL' } });
  const telling = job('deploy-staging').steps.filter(
    ({ env }) => env?.['SLACK_WEBHOOK_URL'] !== undefined,
  );
  expect(telling.map(({ name }) => name)).toEqual(['Smoke checks', 'Smoke checks again']);
});
