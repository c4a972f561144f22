import { historySchema, type History } from '../../../core/readiness/history';
import { builtAction, runStep, type StepResult } from './action-process';
import { eachWithActionWorld, goodReports, scoringInputs, type ActionWorld } from './action-world';

const data = 'gatehouse-data';
let at: ActionWorld;
eachWithActionWorld('test-records', (world) => {
  at = world;
});

function dashboard(): Promise<StepResult> {
  return runStep(builtAction, {
    cwd: at.workspace,
    inputs: { command: 'dashboard', ...scoringInputs },
    env: at.env,
    event: { repository: { default_branch: 'main' } },
  });
}

function history(): History {
  return historySchema.parse(JSON.parse(at.fileOf(data, 'history.json') ?? '{}'));
}

describe('the records of tests', () => {
  const record = (...observations: readonly Readonly<Record<string, unknown>>[]) => ({
    'reports-test.attempts': {
      'tests-of-attempts.json': JSON.stringify({
        version: 1,
        observations: observations.map((one, index) => ({
          ...{ attempt: 1, commit: 'c'.repeat(40), at: `2026-01-0${String(index + 1)}T00:00:00Z` },
          ...{ tests: 2, rerun: [], failed: [], report: `digest ${String(index)}` },
          ...one,
        })),
      }),
    },
  });
  const add = (
    artifacts: Parameters<typeof at.world.addRun>[0]['artifacts'],
    more: Partial<Parameters<typeof at.world.addRun>[0]> = {},
  ) =>
    at.world.addRun({
      ...{ repository: 'orders-service', workflow: 'ci.yml', artifacts: artifacts ?? {} },
      ...more,
    });
  const seen = () =>
    history().observations.map(({ run, attempt, environment, failed }) => [
      ...[run, attempt, environment, failed],
    ]);

  test('bring every attempt, environment and pull request since the look before', async () => {
    const failed = { failed: ['tests.test_a::test_a'] };
    const both = record(failed, { attempt: 2 }, { environment: '3.10' });
    const branch = await add(both, { createdAt: '2026-01-01T00:00:00Z' });
    const pull = await add(record({ at: '2026-01-05T00:00:00Z', rerun: ['t'] }), {
      ...{ event: 'pull_request', branch: 'main', headSha: 'd'.repeat(40) },
    });
    await at.addRun('success', { reports: goodReports });
    await dashboard();
    expect(seen()).toEqual([
      [branch, 1, undefined, failed.failed],
      [branch, 2, undefined, []],
      [branch, 1, '3.10', []],
      [pull, 1, undefined, []],
      // The newest run left no record: its report counts.
      [expect.any(Number), 1, undefined, []],
    ]);
    const page = at.fileOf(data, 'README.md');
    expect(page).toMatch(/`tests.test_a::test_a` \| 1 \(20 %\) .* 2026-01-01 \(4 runs ago\)/);
  });

  test('are read once, and further ones by later looks', async () => {
    await at.addRun('success', { reports: goodReports });
    const first = await add(record({}), { conclusion: 'cancelled' });
    await dashboard();
    expect(seen().map(([run]) => run)).toContain(first);
    const second = await add(record({}), { conclusion: 'cancelled' });
    await at.addRun('success', { reports: goodReports });
    const before = at.world.requests.length;
    await dashboard();
    expect(seen().map(([run]) => run)).toContain(second);
    const newest = history().source?.testRecord;
    const downloads = at.world.requests
      .slice(before)
      .filter(({ path: asked }) => /artifacts\/\d+\/zip/.test(asked));
    expect(downloads.filter(({ path: asked }) => asked.includes(String(newest)))).toHaveLength(1);
    // Of the newest run one archive of reports.
    expect(downloads).toHaveLength(2);
  });

  test('of a run of the branch take the place of its report', async () => {
    const run = await add(
      { ...record({ attempt: 1 }), 'reports-test': goodReports },
      { updatedAt: new Date().toISOString() },
    );
    await dashboard();
    expect(seen()).toEqual([[run, 1, undefined, []]]);
  });

  test('of a fork are a stranger’s text, and count nothing', async () => {
    await at.addRun('success', { reports: goodReports });
    await add(record({ rerun: ['@everyone'] }), {
      ...{ event: 'pull_request', headRepository: 'outsider/orders-service', branch: 'main' },
    });
    await dashboard();
    expect(history().observations).toHaveLength(1);
    expect(at.fileOf(data, 'history.json')).not.toContain('@everyone');
  });

  test.each([
    ['no JSON', { 'reports-test.attempts': { 'tests-of-attempts.json': '{' } }],
    ['another form', record({ commit: 'main' })],
    ['another file', { 'reports-test.attempts': { 'other.json': '{}' } }],
    ['2 MB', { 'reports-test.attempts': { 'tests-of-attempts.json': ' '.repeat(2 ** 21) } }],
  ])('with %s say nothing, and stop nothing', async (_what, artifacts) => {
    await at.addRun('success', { reports: goodReports });
    const good = await add(record({}), { conclusion: 'cancelled' });
    await add(artifacts, { conclusion: 'cancelled' });
    expect((await dashboard()).code).toBe(0);
    expect(seen().map(([run]) => run)).toContain(good);
    expect(seen()).toHaveLength(2);
  });
});
