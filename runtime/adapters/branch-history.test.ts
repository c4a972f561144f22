import { defaultPolicy } from '../../core/readiness/policy';
import { branchHistory } from './branch-history';
import type { GitHubClient } from './github-client';

interface Asked {
  readonly event?: string;
  readonly page: number;
  readonly per_page: number;
}

/** A GitHub that lists so many runs of a branch, all of one event and conclusion, and what it was asked for. */
function gitHubWith(count: number, event: string, conclusion: string) {
  const asked: Asked[] = [];
  const run = (id: number) => ({
    id,
    event,
    conclusion,
    head_sha: 'a'.repeat(40),
    head_branch: 'main',
    run_attempt: 1,
    created_at: new Date(id * 1000).toISOString(),
    updated_at: new Date(id * 1000).toISOString(),
    html_url: `https://github.com/acme/orders/actions/runs/${id}`,
  });
  const requestUnless = (_statuses: unknown, _schema: unknown, route: string, given: Asked) => {
    if (route.includes('/jobs')) return Promise.resolve({ data: { jobs: [] } });
    asked.push(given);
    const { page, per_page: size } = given;
    const listed = given.event === undefined || given.event === event ? count : 0;
    const from = listed - (page - 1) * size;
    const ids = Array.from(
      { length: Math.max(0, Math.min(size, from)) },
      (_, index) => from - index,
    );
    return Promise.resolve({ data: { workflow_runs: ids.map(run) }, etag: 'e' });
  };
  return { client: { requestUnless } as unknown as GitHubClient, asked };
}

const judged = { owner: 'acme', repository: 'orders', workflow: 'ci.yml', branch: 'main' };

test('a branch of which every run that GitHub lists was cancelled is not known, and never good', async () => {
  const { client, asked } = gitHubWith(5000, 'push', 'cancelled');
  const history = await branchHistory(client, judged, defaultPolicy);
  expect(history?.reading).toMatchObject({
    state: 'missing',
    reason: expect.stringMatching(/^none of the newest \d+ runs of main counts/) as unknown,
  });
  // GitHub lists a thousand runs of a search: no page beyond them is asked for.
  expect(Math.max(...asked.map(({ page, per_page: size }) => page * size))).toBeLessThan(1100);
});

test('all runs of a branch being cancelled is known, where they are all there are', async () => {
  const { client } = gitHubWith(100, 'push', 'cancelled');
  const history = await branchHistory(client, judged, defaultPolicy);
  expect(history?.reading.state).toBe('known');
  expect(history?.runs).toHaveLength(100);
});

test('runs of forks alone are no history of the branch, however many there are', async () => {
  const { client, asked } = gitHubWith(5000, 'pull_request', 'failure');
  const history = await branchHistory(client, judged, defaultPolicy);
  expect(history).toMatchObject({ runs: [], reading: { state: 'known', value: [] } });
  expect(asked.map(({ event }) => event)).toEqual([
    undefined,
    'push',
    'schedule',
    'workflow_dispatch',
    'repository_dispatch',
  ]);
});
