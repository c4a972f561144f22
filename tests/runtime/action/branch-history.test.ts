import { exampleFacts, exampleJobs } from '../../../core/readiness/example-facts';
import { known, type RunFact } from '../../../core/readiness/facts';
import { passRate } from '../../../core/readiness/pass-rate';
import { defaultPolicy } from '../../../core/readiness/policy';
import type { NewRun } from '../../../sandbox/github/add-run';
import { branchHistory, type BranchHistory } from '../../../runtime/adapters/branch-history';
import { gitHubClient } from '../../../runtime/adapters/github-client';
import { scratchDirectory } from '../../support/scratch';
import { actionWorld, repository, workflowToken, type ActionWorld } from './action-world';

// Octokit takes this module's default export, which the test runner's module interop hides behind `default`.
jest.mock('before-after-hook', () => {
  const hook: { readonly default: object } = jest.requireActual('before-after-hook');
  return hook.default;
});

/*
 * What the reader makes of histories, over the sandbox's GitHub: each history is one of a workflow of its own.
 */

const directory = scratchDirectory('branch-history');
let at: ActionWorld;
beforeAll(async () => {
  at = await actionWorld(directory);
});
afterAll(async () => {
  const { violations } = at.world.github;
  await at.close();
  expect(violations).toEqual([]);
});

type Run = Partial<NewRun>;
const of = (conclusion: string): Run => ({
  conclusion,
  jobs: exampleJobs(null).map(({ name }) => ({ name, conclusion })),
});
const [red, green, cancelled] = [of('failure'), of('success'), of('cancelled')];
const awaitsApproval: Run = {
  event: 'pull_request',
  headRepository: `outsider/${repository}`,
  conclusion: 'action_required',
  jobs: [],
};
const withJobs = (conclusion: string, jobs: Readonly<Record<string, string>>): Run => ({
  conclusion,
  jobs: Object.entries(jobs).map(([name, one]) => ({ name, conclusion: one })),
});
const times = (count: number, run: Run): readonly Run[] => Array.from({ length: count }, () => run);

let workflows = 0;
const start = Date.parse('2026-10-01T00:00:00Z');
const minute = (number: number) => new Date(start + number * 60_000).toISOString();

/** Records runs, the oldest first, a minute apart; gives the workflow's file and the runs' ids. */
async function recorded(runs: readonly Run[]) {
  workflows += 1;
  const workflow = `ci-${workflows}.yml`;
  const ids: number[] = [];
  for (const [index, run] of runs.entries()) {
    const createdAt = minute(index);
    ids.push(
      await at.world.addRun({ repository, workflow, createdAt, updatedAt: createdAt, ...run }),
    );
  }
  return { workflow, ids };
}

function read(
  workflow: string,
  policy: Partial<typeof defaultPolicy> = {},
  ...more: Parameters<typeof branchHistory> extends [unknown, unknown, unknown, ...infer R] ? R : []
): Promise<BranchHistory | undefined> {
  const client = gitHubClient({ apiUrl: at.world.githubUrl, token: workflowToken });
  const judged = { owner: 'acme', repository, workflow, branch: 'main' };
  return branchHistory(client, judged, { ...defaultPolicy, ...policy }, ...more);
}

/** The pass rate of a change that is green itself, in few words. */
async function rateOf(runs: readonly Run[], policy: Partial<typeof defaultPolicy> = {}) {
  const { workflow } = await recorded(runs);
  const history = await read(workflow, policy);
  if (history === undefined) throw new Error('unchanged');
  const facts = { ...exampleFacts, runs: history.reading };
  const { passed, counted, basis } = passRate(facts, { ...defaultPolicy, ...policy });
  return `${passed} of ${counted} by ${basis}`;
}

const jobs = { 'Lint & Format': 'success', 'Security Scan': 'success' };

test.each<[string, readonly Run[], string]>([
  ['no run but one of a fork', [awaitsApproval], '1 of 1 by own'],
  ['8 red runs', times(8, red), '1 of 9 by history'],
  [
    '8 red runs below 30 of a fork whose branch is called main, too',
    [...times(8, red), ...times(30, awaitsApproval)],
    '1 of 9 by history',
  ],
  [
    '8 red runs below so many runs of a fork that a page shows nothing else',
    [...times(8, red), ...times(60, awaitsApproval)],
    '1 of 9 by history',
  ],
  [
    '8 red runs below 30 cancelled ones',
    [...times(8, red), ...times(30, cancelled)],
    '1 of 9 by history',
  ],
  [
    '8 red runs below 70 cancelled ones',
    [...times(8, red), ...times(70, cancelled)],
    '1 of 9 by history',
  ],
  ['cancelled runs only, which are no new repository', times(3, cancelled), '1 of 1 by history'],
  [
    'runs by hand and by schedule beside pushes',
    [red, { ...green, event: 'workflow_dispatch' }, { ...green, event: 'schedule' }],
    '3 of 4 by history',
  ],
  [
    'the same below runs of a fork',
    [red, { ...green, event: 'workflow_dispatch' }, ...times(60, awaitsApproval)],
    '2 of 3 by history',
  ],
  [
    'a merge group, which has a branch of its own',
    [green, { ...red, event: 'merge_group' }],
    '2 of 2 by history',
  ],
  [
    'a pull request of a branch of the repository that is called main',
    [green, { ...red, event: 'pull_request' }],
    '2 of 2 by history',
  ],
  [
    'red runs in which the tests have another title',
    times(9, withJobs('failure', { ...jobs, Tests: 'failure' })),
    '1 of 10 by history',
  ],
  [
    'green runs in which the tests have another title: nothing is known of them',
    [red, ...times(9, withJobs('success', { ...jobs, Tests: 'success' }))],
    '1 of 2 by history',
  ],
  [
    'a run that ended in a way that is not known yet, by its jobs',
    [green, { ...withJobs('paused', { ...jobs, 'Test Suite': 'success' }) }],
    '3 of 3 by history',
  ],
])('a history of %s', async (_name, runs, expected) => {
  expect(await rateOf(runs)).toBe(expected);
});

test('a job that was renamed counts by its former title too', async () => {
  const runs = [
    ...times(2, withJobs('failure', { ...jobs, Tests: 'failure' })),
    ...times(3, withJobs('success', { ...jobs, Tests: 'success' })),
    green,
  ];
  const qualityJobs = ['Lint & Format', ['Test Suite', 'Tests'], 'Security Scan'] as never;
  expect(await rateOf(runs, { qualityJobs })).toBe('5 of 7 by history');
});

test('a re-run leaves its run where it is, and its time is that of the attempts', async () => {
  const { workflow, ids } = await recorded(
    ['1', '2', '3', '4', '5'].map((commit, index) => ({
      ...(index === 1 ? red : green),
      headSha: commit.repeat(40),
      jobs: exampleJobs(null).map(({ name }) => ({
        name,
        conclusion: index === 1 ? 'failure' : 'success',
        startedAt: minute(index),
        completedAt: minute(index + 2),
      })),
    })),
  );
  // The second attempt runs for one minute, a hundred minutes later.
  await at.world.addRun({
    repository,
    workflow,
    ...(ids[1] === undefined ? {} : { rerunOf: ids[1] }),
    createdAt: minute(101),
    updatedAt: minute(102),
    jobs: exampleJobs(null).map(({ name }) => ({ name, conclusion: 'success' })),
  });
  const history = await read(workflow);
  const runs = history?.runs ?? [];
  expect(runs.map(({ commit }) => commit[0])).toEqual(['5', '4', '3', '2', '1']);
  expect(runs.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 2, 1]);
  expect(runs.map(({ seconds }) => seconds)).toEqual([120, 120, 120, 180, 120]);
  expect(passRate({ ...exampleFacts, runs: known(runs) }, defaultPolicy).passed).toBe(6);
});

test('of an unchanged branch nothing is read but the list, whatever token asks', async () => {
  const { workflow } = await recorded([green, cancelled, green]);
  const first = await read(workflow);
  const before = at.world.requests.length;
  const earlier = { ...first, runs: first?.runs ?? [] };
  expect(await read(workflow, {}, earlier)).toBeUndefined();
  expect(await read(workflow, {}, { ...earlier, etag: 'W/"of another token"' })).toBeUndefined();
  expect(at.world.requests.slice(before).map(({ status }) => status)).toEqual([304, 200]);
});

test('a new attempt of the newest run is a change, and only its jobs are read', async () => {
  const { workflow, ids } = await recorded([green, red]);
  const first = await read(workflow);
  await at.world.addRun({
    repository,
    workflow,
    ...green,
    ...(ids[1] === undefined ? {} : { rerunOf: ids[1] }),
  });
  const before = at.world.requests.length;
  const second = await read(workflow, {}, { ...first, runs: first?.runs ?? [] });
  expect(second?.runs.map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
  const asked = at.world.requests.slice(before).filter(({ path }) => path.includes('/jobs'));
  expect(asked).toHaveLength(1);
});

describe('where runs of a fork fill the list', () => {
  const crowded = [red, green, ...times(60, awaitsApproval)];
  const lists = (before: number) =>
    at.world.requests
      .slice(before)
      .filter(({ path }) => path.includes('/workflows/'))
      .map(({ path, status }) => [/event=(\w+)/.exec(path)?.[1] ?? 'all', status]);

  test('the list of pushes alone says that nothing changed, whatever token asks', async () => {
    const { workflow } = await recorded(crowded);
    const first = await read(workflow);
    expect(first).toMatchObject({ event: 'push', etag: expect.any(String) as string });
    const earlier = { ...first, runs: first?.runs ?? [] };
    const before = at.world.requests.length;
    expect(await read(workflow, {}, earlier)).toBeUndefined();
    expect(await read(workflow, {}, { ...earlier, etag: 'W/"of another token"' })).toBeUndefined();
    expect(lists(before)).toEqual([
      ['push', 304],
      ['push', 200],
    ]);
  });

  test('more runs of the fork are no change', async () => {
    const { workflow } = await recorded(crowded);
    const first = await read(workflow);
    await at.world.addRun({ repository, workflow, createdAt: minute(100), ...awaitsApproval });
    expect(await read(workflow, {}, { ...first, runs: first?.runs ?? [] })).toBeUndefined();
  });

  test.each([
    ['a further attempt of a push', { rerun: true }],
    ['a push', { rerun: false }],
  ])('%s is a change, and brings what the other events have', async (_name, { rerun }) => {
    const { workflow, ids } = await recorded(crowded);
    const first = await read(workflow);
    const byHand = { ...green, event: 'workflow_dispatch', createdAt: minute(100) };
    await at.world.addRun({ repository, workflow, ...byHand });
    const earlier = { ...first, runs: first?.runs ?? [] };
    // A run by hand alone does not show in the list of pushes.
    expect(await read(workflow, {}, earlier)).toBeUndefined();
    await at.world.addRun({
      ...{ repository, workflow, createdAt: minute(101), ...green },
      ...(rerun && ids[0] !== undefined ? { rerunOf: ids[0] } : {}),
    });
    const second = await read(workflow, {}, earlier);
    expect(second?.runs).toHaveLength(rerun ? 3 : 4);
    expect(second?.event).toBe('push');
  });

  test('a list that the branch fills again decides again', async () => {
    const { workflow } = await recorded(crowded);
    const first = await read(workflow);
    for (const [index, run] of times(40, green).entries()) {
      await at.world.addRun({ repository, workflow, ...run, createdAt: minute(200 + index) });
    }
    const second = await read(workflow, {}, { ...first, runs: first?.runs ?? [] });
    expect(second).toMatchObject({ event: undefined, etag: expect.any(String) as string });
    expect(await read(workflow, {}, { ...second, runs: second?.runs ?? [] })).toBeUndefined();
  });

  test('a branch without a push has every event asked for', async () => {
    const daily = { ...green, event: 'schedule' };
    const { workflow } = await recorded([daily, ...times(60, awaitsApproval)]);
    const first = await read(workflow);
    expect(first).toMatchObject({ event: undefined, etag: undefined, digest: undefined });
    await at.world.addRun({ repository, workflow, ...daily, createdAt: minute(100) });
    const second = await read(workflow, {}, { ...first, runs: first?.runs ?? [] });
    expect(second?.runs).toHaveLength(2);
  });
});

test('a window that is filled by no page is filled by the next ones', async () => {
  const unknown = withJobs('success', { 'Lint & Format': 'success' });
  const { workflow } = await recorded([...times(12, red), ...times(40, unknown)]);
  const history = await read(workflow);
  const isRed = ({ conclusion }: RunFact) => conclusion === 'failure';
  expect(history?.runs.filter(isRed).length).toBeGreaterThanOrEqual(10);
});

test('the run that asks is left out', async () => {
  const { workflow, ids } = await recorded([green, red]);
  const history = await read(workflow, {}, undefined, ids[1]);
  expect(history?.runs.map(({ id }) => id)).toEqual([ids[0]]);
});
