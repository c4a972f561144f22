import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { historySchema, type History } from '../../../core/readiness/history';
import { builtAction, runStep, type StepResult } from './action-process';
import { eachWithActionWorld, goodReports, scoringInputs, type ActionWorld } from './action-world';

const data = 'gatehouse-data';
const smokeArtifact = 'smoke';
let at: ActionWorld;
eachWithActionWorld('smoke-retries', (world) => {
  at = world;
});

/** A service that is not ready at the first request. */
let asked = 0;
const service = createServer((_, response) => {
  asked += 1;
  response.writeHead(asked === 1 ? 503 : 200).end('{}');
});
beforeAll(() => new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  service.closeAllConnections();
  service.close();
});
beforeEach(() => {
  asked = 0;
});

function dashboard(artifacts: readonly string[] = [smokeArtifact]): Promise<StepResult> {
  return runStep(builtAction, {
    cwd: at.workspace,
    inputs: {
      command: 'dashboard',
      ...scoringInputs,
      'smoke-artifacts': JSON.stringify(artifacts),
    },
    env: at.env,
    event: { repository: { default_branch: 'main' } },
  });
}

/** What the smoke command writes about the service, with a retry at its first call. */
async function smokeReport(): Promise<string> {
  const step = await runStep(builtAction, {
    cwd: at.workspace,
    inputs: {
      command: 'smoke',
      checks: JSON.stringify([{ name: 'ready', kind: 'health', path: '/' }]),
      'base-url': `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
      environment: 'staging',
      attempts: '2',
      'delay-seconds': '0',
    },
    env: { ...at.env, GITHUB_RUN_ATTEMPT: '1' },
  });
  expect(step.code).toBe(0);
  return readFileSync(path.join(at.workspace, 'smoke.json'), 'utf8');
}

const addSmokeRun = (
  report: string,
  more: Partial<Parameters<typeof at.world.addRun>[0]> = {},
): Promise<number> =>
  at.world.addRun({
    repository: 'orders-service',
    workflow: 'staging-smoke-test.yml',
    event: 'schedule',
    artifacts: { [smokeArtifact]: { 'smoke.json': report } },
    ...more,
  });

const history = (): History =>
  historySchema.parse(JSON.parse(at.fileOf(data, 'history.json') ?? '{}'));
const checks = () =>
  history()
    .observations.filter(({ kind }) => kind === 'end-to-end')
    .map(({ run, environment, rerun }) => [run, environment, rerun]);

test('a check that passed after a retry is flaky, and its runs are read once; the score is as before', async () => {
  await at.addRun('success', { reports: goodReports });
  expect((await dashboard([])).code).toBe(0);
  const { document } = history();

  const retried = await addSmokeRun(await smokeReport());
  const steady = await addSmokeRun(await smokeReport());
  expect((await dashboard()).code).toBe(0);
  expect(checks()).toEqual([
    [retried, 'staging', ['ready (staging)']],
    [steady, 'staging', []],
  ]);
  expect(at.fileOf(data, 'README.md')).toMatch(
    /`ready \(staging\)` end-to-end \| 1 \(50 %\) .* \d{4}-\d\d-\d\d \(1 run ago\)/,
  );
  expect(history().document).toMatchObject({
    value: document?.value,
    passRate: document?.passRate,
  });
  expect(history().runs.map(({ id }) => id)).not.toContain(retried);

  const before = at.world.requests.length;
  expect((await dashboard()).code).toBe(0);
  expect(
    at.world.requests.slice(before).filter(({ path: one }) => one.includes('artifact')),
  ).toEqual([]);
  const third = await addSmokeRun(await smokeReport());
  await at.addRun('success', { reports: goodReports });
  expect((await dashboard()).code).toBe(0);
  expect(checks().map(([run]) => run)).toEqual([retried, steady, third]);
  const downloads = at.world.requests
    .slice(before)
    .filter(({ path: one }) => /artifacts\/\d+\/zip/.test(one));
  // The new report of the smoke test, and the reports of the newest run.
  expect(downloads).toHaveLength(2);
});

test('reports of forks, of other branches and of another form count nothing', async () => {
  const report = await smokeReport();
  await at.world.push('orders-service', 'trial', { 'trial.txt': 'trial\n' });
  await addSmokeRun(report, { headRepository: 'outsider/orders-service', branch: 'main' });
  await addSmokeRun(report, { event: 'workflow_dispatch', branch: 'trial' });
  await addSmokeRun('{');
  await at.addRun('success', { reports: goodReports });
  expect((await dashboard()).code).toBe(0);
  expect(checks()).toEqual([]);
});
