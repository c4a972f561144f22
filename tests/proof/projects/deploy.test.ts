import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { type PipelineSettings } from '../../../core/config/pipeline-settings';
import { runWorkflow, type ActRun } from '../../../sandbox/actions/act';
import { applyChange, fillUvCache, git, type Change } from '../../support/sample-checkout';
import {
  openSampleWorld,
  sampleFullName,
  sampleSettings,
  type SampleWorld,
} from '../../support/sample-world';
import { scratchDirectory } from '../../support/scratch';
import { SamplePlatform } from './sample-platform';

/*
 * deploy.yml as it is delivered to the sample project, run by act: it builds the service's wheel, and deploys it by an identity of the
 * job to a platform on this machine that runs it, first to staging, where the rollback is rehearsed, then to production, where a canary
 * is compared with what runs. One version after the other is deployed; each finds what the one before left.
 */

const scratch = scratchDirectory('deploy');
const audience = 'https://platform.example.com';
let platform: SamplePlatform;
let sample: SampleWorld;
let runs = 0;

const send = (verb: string, withWheel: boolean): string =>
  [
    'curl --fail --silent --show-error --request POST',
    '--header "Authorization: Bearer $(cat "$OIDC_TOKEN_FILE")"',
    ...(withWheel ? ['--data-binary "@$ARTIFACT"'] : []),
    `"$PLATFORM/$ENVIRONMENT/${verb}"`,
  ].join(' ');

/** The sample project's settings, with deployments to the platform. */
function deployed(): PipelineSettings {
  const stack = sampleSettings({ attempts: 1, delaySeconds: 0 });
  if (stack.smoke === undefined) throw new Error('the sample project has no smoke checks');
  // Wide enough for a machine that does much else; the comparison itself is tested by simulation.
  const policy = {
    ...{ requests: 240, minimumRequests: 100, errorTolerance: 0.05, latencyFactor: 5 },
    ...{ tailTolerance: 0.2, deploymentSpread: 0.2, confidence: 0.95 },
  };
  return {
    ...stack,
    retries: { ...stack.retries, smoke: { attempts: 3, delaySeconds: 0 } },
    build: { ...stack.build, sbom: false },
    smoke: {
      ...stack.smoke,
      baseUrl: platform.address('staging'),
      environments: { production: { baseUrl: platform.address('production') } },
    },
    deploy: {
      start: 'ci',
      artifact: { kind: 'wheel' },
      environments: [
        { name: 'staging' },
        { name: 'production', canary: { url: platform.address('production canary'), ...policy } },
      ],
      commands: {
        deploy: [send('deploy', true)],
        canary: [send('canary', true)],
        promote: [send('promote', false)],
        rollback: [send('rollback', false)],
      },
      running: { path: '/health', field: 'version', is: 'version' },
      oidc: { audience },
      env: { PLATFORM: platform.address('platform') },
      secrets: {},
      timeoutMinutes: 30,
      commandMinutes: 5,
    },
  };
}

beforeAll(async () => {
  // Its addresses are a part of the settings, and its Python a part of what is delivered.
  const checkout = path.join(scratch, 'checkout');
  platform = await SamplePlatform.start({
    directory: path.join(scratch, 'platform'),
    python: path.join(checkout, '.venv', 'bin', 'python'),
    environments: ['staging', 'production'],
    audience,
  });
  sample = await openSampleWorld(scratch, deployed(), { contents: 'read' });
  fillUvCache(checkout);
});

afterAll(async () => {
  await platform.close();
  await sample.world.close();
});

interface Deployed extends ActRun {
  /** What was asked of the platform, in order. */
  readonly calls: readonly string[];
}

/** Commits a version of the service and runs the workflow as after its run of CI. */
async function deploy(
  version: string,
  change: Change = {},
  over: Readonly<Record<string, unknown>> = {},
): Promise<Deployed> {
  const { checkout } = sample;
  const read = (file: string): string => readFileSync(path.join(checkout, file), 'utf8');
  const numbered = (file: string, form: RegExp): string =>
    read(file).replace(form, (_, before: string) => `${before}"${version}"`);
  applyChange(checkout, {
    'pyproject.toml': numbered('pyproject.toml', /(\nversion = )"[^"]*"/),
    'src/orders/__init__.py': numbered('src/orders/__init__.py', /(__version__ = )"[^"]*"/),
    ...change,
  });
  git(checkout, 'commit', '--quiet', '--allow-empty', '--all', '--message', `Version ${version}`);
  git(checkout, 'push', '--quiet', 'local', 'HEAD:main');
  const head = git(checkout, 'rev-parse', 'HEAD');
  runs += 1;
  const directory = runDirectory();
  mkdirSync(directory);
  const before = platform.calls.length;
  const run = await runWorkflow({
    checkout,
    origin: sample.origin,
    workflow: '.github/workflows/deploy.yml',
    event: 'workflow_run',
    payload: {
      repository: { default_branch: 'main', full_name: sampleFullName },
      workflow_run: {
        conclusion: 'success',
        event: 'push',
        head_branch: 'main',
        head_sha: head,
        head_repository: { full_name: sampleFullName },
        ...over,
      },
    },
    directory,
    githubUrl: sample.world.githubUrl,
    token: sample.token,
    env: platform.identity,
  });
  return { ...run, calls: platform.calls.slice(before) };
}

const runDirectory = (): string => path.join(scratch, `run-${String(runs)}`);

/** The version that answers at an address. */
async function running(name: string): Promise<string> {
  const answer = await fetch(`${platform.address(name)}/health`);
  if (answer.status !== 200) return `status ${String(answer.status)}`;
  return ((await answer.json()) as { version: string }).version;
}

const both = async (): Promise<readonly string[]> => [
  await running('staging'),
  await running('production'),
  await running('production canary'),
];

/** The API with something else before each list of orders. */
function lists(statements: readonly string[]): Change {
  const file = 'src/orders/app.py';
  const text = git(sample.checkout, 'show', `${sample.delivered}:${file}`);
  const body = '    def list_orders(request: Request) -> Response:\n';
  if (!text.includes(body)) throw new Error('the sample project lists orders no more');
  const lines = statements.map((line) => `        ${line}\n`).join('');
  return { [file]: `${text.replace(body, `${body}${lines}`)}\n` };
}

const healthy = (): Change => lists([]);

const promoted = ['production canary', 'production promote'];

test('a first version is deployed everywhere, without anything to go back to or to compare with', async () => {
  const { failedSteps, calls } = await deploy('2.0.0');
  expect(failedSteps).toEqual([]);
  expect(calls).toEqual(['staging deploy', ...promoted]);
  expect(await both()).toEqual(['2.0.0', '2.0.0', 'status 502']);
});

test('a good version is deployed once its rollback was rehearsed, and promoted once its canary was compared', async () => {
  const { failedSteps, calls, steps, output } = await deploy('2.1.0');
  expect(failedSteps).toEqual([]);
  expect(calls).toEqual(['staging deploy', 'staging rollback', 'staging deploy', ...promoted]);
  expect(steps.get('deploy-production')).toContain('Compare errors and latency');
  expect(output.get('deploy-production')).toMatch(/promote: .*errors/);
  expect(await both()).toEqual(['2.1.0', '2.1.0', 'status 502']);
});

test.each<[string, string, readonly string[]]>([
  [
    '2.2.0',
    'fails every third time',
    [
      'asked = list_orders.__dict__',
      'asked["count"] = asked.get("count", 0) + 1',
      'if asked["count"] % 3 == 0:',
      '    return _problem(500, "out of order")',
    ],
  ],
  ['2.3.0', 'is slow', ['__import__("time").sleep(0.15)']],
])(
  'the canary of version %s, which %s, is rolled back, and production answers as before',
  async (version, _why, statements) => {
    const { failedSteps, calls, results } = await deploy(version, lists(statements));
    expect(failedSteps).toEqual(['deploy-production: Compare errors and latency']);
    expect(results.get('deploy-staging')).toBe('success');
    expect(calls.slice(-2)).toEqual(['production canary', 'production rollback']);
    expect(await both()).toEqual([version, '2.1.0', 'status 502']);
  },
);

test('a version that is not healthy in staging is rolled back there, and gets no further', async () => {
  const { failedSteps, calls, results } = await deploy(
    '2.4.0',
    lists(['return _problem(500, "out of order")']),
  );
  expect(failedSteps).toEqual(['deploy-staging: Smoke checks']);
  expect(calls).toEqual(['staging deploy', 'staging rollback']);
  expect(results.get('deploy-production')).not.toBe('success');
  expect(await both()).toEqual(['2.3.0', '2.1.0', 'status 502']);
});

test('a rollback that does not restore what ran before is found in staging', async () => {
  platform.brokenRollbacks.add('staging');
  const { failedSteps, calls } = await deploy('2.5.0', healthy());
  platform.brokenRollbacks.clear();
  // It does not work any better the second time.
  expect(failedSteps).toEqual([
    'deploy-staging: Which version answers',
    'deploy-staging: Which version answers',
  ]);
  expect(calls).toEqual(['staging deploy', 'staging rollback', 'staging rollback']);
  expect(await running('production')).toBe('2.1.0');
});

test('an artifact that is not the one that was built is deployed nowhere', async () => {
  platform.onCall = (call) => {
    if (call !== 'staging rollback') return;
    const kept = path.join(runDirectory(), 'artifacts', 'deployment');
    for (const wheel of readdirSync(kept)) appendFileSync(path.join(kept, wheel), 'more');
  };
  const { failedSteps, calls, output } = await deploy('2.6.0', healthy());
  platform.onCall = () => undefined;
  expect(failedSteps).toEqual(['deploy-production: Verify the digest']);
  expect(calls).toEqual(['staging deploy', 'staging rollback', 'staging deploy']);
  expect(output.get('deploy-production')).toMatch(
    /this is sha256:[0-9a-f]{64}, and sha256:[0-9a-f]{64} was built/,
  );
  expect(await both()).toEqual(['2.6.0', '2.1.0', 'status 502']);
});

test.each([
  ['a failed run', { conclusion: 'failure' }],
  ["a pull request's run", { event: 'pull_request' }],
  ['a run of a commit that is not the newest', { head_sha: '0'.repeat(40) }],
  ['a fork with a branch called main', { head_repository: { full_name: 'mallory/orders' } }],
])('does nothing after %s', async (_name, over) => {
  await expect(deploy('2.7.0', {}, over)).rejects.toThrow('act ran no job');
});
