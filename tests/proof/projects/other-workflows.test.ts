import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import * as path from 'node:path';
import { mkdirSync, readFileSync } from 'node:fs';
import { type PipelineSettings } from '../../../core/config/pipeline-settings';
import { runWorkflow, type ActRun } from '../../../sandbox/actions/act';
import {
  openSampleWorld,
  sampleFullName,
  sampleSettings,
  type SampleWorld,
} from '../../support/sample-world';
import { scratchDirectory } from '../../support/scratch';

/*
 * staging-smoke-test.yml, run by act as it is delivered, against a service and the sandbox's Slack.
 */

const scratch = scratchDirectory('executed-others');
const repository = { default_branch: 'main', full_name: sampleFullName };
let sample: SampleWorld;
let service: Server;
let healthy = true;
let runs = 0;

/** The service that is smoke-tested: its answers are those of the sample project. */
function startService(): Promise<Server> {
  const server = createServer((request, response) => {
    response.statusCode = healthy || request.url !== '/health/db' ? 200 : 503;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: response.statusCode === 200 ? 'ok' : 'down' }));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

beforeAll(async () => {
  service = await startService();
  const { port } = service.address() as AddressInfo;
  const stack = sampleSettings({ attempts: 1, delaySeconds: 0 });
  if (stack.smoke === undefined) throw new Error('the sample project has no smoke checks');
  const settings: PipelineSettings = {
    ...stack,
    retries: { ...stack.retries, smoke: { attempts: 2, delaySeconds: 0 } },
    smoke: {
      ...stack.smoke,
      baseUrl: `http://127.0.0.1:${String(port)}`,
      rollback: true,
      // Wide enough for a machine that does much else; the comparison itself is tested by simulation.
      canary: {
        url: `http://127.0.0.1:${String(port)}`,
        requests: 300,
        minimumRequests: 100,
        errorTolerance: 0.05,
        latencyFactor: 5,
        tailTolerance: 0.2,
        deploymentSpread: 0.2,
        confidence: 0.95,
      },
    },
  };
  sample = await openSampleWorld(scratch, settings, { actions: 'read', contents: 'read' });
});

afterAll(async () => {
  expect(sample.world.github.violations).toEqual([]);
  await sample.world.close();
  await new Promise((resolve) => service.close(resolve));
});

async function run(
  workflow: string,
  event: string,
  payload: Readonly<Record<string, unknown>> = {},
): Promise<ActRun> {
  runs += 1;
  const directory = path.join(scratch, `run-${String(runs)}`);
  mkdirSync(directory);
  return runWorkflow({
    checkout: sample.checkout,
    origin: sample.origin,
    workflow: `.github/workflows/${workflow}`,
    event,
    payload: { repository, ...payload },
    directory,
    githubUrl: sample.world.githubUrl,
    token: sample.token,
    secrets: { SLACK_WEBHOOK_URL: await sample.world.slackWebhookUrl() },
  });
}

describe('staging-smoke-test.yml', () => {
  const followed = (over: Readonly<Record<string, unknown>> = {}) => ({
    workflow_run: {
      conclusion: 'success',
      event: 'push',
      head_branch: 'main',
      head_repository: { full_name: sampleFullName },
      ...over,
    },
  });

  test('passes for a healthy service', async () => {
    const { failedSteps, results } = await run(
      'staging-smoke-test.yml',
      'workflow_run',
      followed(),
    );
    expect(failedSteps).toEqual([]);
    expect([...results]).toEqual([
      ['smoke-test', 'success'],
      ['canary', 'success'],
    ]);
  });

  test('after a rollback runs the checks of the version that was rolled back to, and nothing else', async () => {
    const { failedSteps, results, artifacts } = await run(
      'staging-smoke-test.yml',
      'workflow_dispatch',
      { inputs: { 'previous-version': sample.delivered } },
    );
    expect(failedSteps).toEqual([]);
    expect(results.get('rollback-smoke-test')).toBe('success');
    expect(results.get('smoke-test')).not.toBe('success');
    const report = path.join(artifacts, 'rollback-smoke', 'rollback.json');
    expect(readFileSync(report, 'utf8')).toContain('"passed": true');
  });

  test('fails for a sick database, and tells Slack', async () => {
    const before = (await sample.world.messages()).length;
    healthy = false;
    const { failedSteps, artifacts } = await run('staging-smoke-test.yml', 'workflow_dispatch');
    healthy = true;
    expect(failedSteps).toEqual(['smoke-test: Health, API and database checks']);
    expect(readFileSync(path.join(artifacts, 'smoke', 'smoke.json'), 'utf8')).toContain('503');
    expect((await sample.world.messages()).length).toBe(before + 1);
  });

  test.each([
    ['a failed run', { conclusion: 'failure' }],
    ["a pull request's run", { event: 'pull_request' }],
    ['a fork with a branch called main', { head_repository: { full_name: 'mallory/orders' } }],
  ])('does nothing after %s', async (_name, over) => {
    await expect(run('staging-smoke-test.yml', 'workflow_run', followed(over))).rejects.toThrow(
      'act ran no job',
    );
  });
});
