import type { GitHubClient } from './github-client';
import { jobsOf } from './github-runs';

const at = (seconds: number): string =>
  new Date(Date.UTC(2026, 0, 5) + seconds * 1000).toISOString();
const job = (name: string, created: number | undefined, started: number, completed: number) => ({
  ...{ name, conclusion: 'success', run_attempt: 1 },
  ...(created === undefined ? {} : { created_at: at(created) }),
  ...{ started_at: at(started), completed_at: at(completed) },
});

/** A client that gives one page of jobs. */
const clientOf = (jobs: readonly unknown[]) =>
  ({
    requestUnless: () => Promise.resolve({ data: { jobs }, etag: undefined }),
  }) as unknown as GitHubClient;

const read = (...jobs: readonly unknown[]) =>
  jobsOf(clientOf(jobs), { owner: 'acme', repository: 'orders' }, { id: 1, attempt: 1 });

test.each([
  ['the longest wait of a job', [job('a', 0, 3, 60), job('b', 60, 105, 200)], 45],
  [
    'a job that was skipped waited for nothing',
    [{ ...job('a', 0, 90, 90), conclusion: 'skipped' }, job('b', 0, 2, 9)],
    2,
  ],
  [
    'no wait is known without the time at which a job was made',
    [job('a', undefined, 3, 60)],
    undefined,
  ],
  ['no job, no wait', [], undefined],
])('%s', async (_name, jobs, seconds) => {
  expect((await read(...jobs))?.queuedSeconds).toBe(seconds);
});

test('the seconds of a run are those in which a job ran', async () => {
  expect(await read(job('a', 0, 0, 60), job('b', 0, 30, 90))).toMatchObject({ seconds: 90 });
});

test('jobs of a called pipeline have the titles of one that ci.yml has itself', async () => {
  const found = await read(
    job('Pipeline / Lint & Format', 0, 0, 1),
    job('Pipeline / Test Suite (3.12)', 0, 0, 1),
    job('CI Success', 0, 0, 1),
    job('Other / Lint & Format', 0, 0, 1),
  );
  expect(found?.jobs.map(({ name }) => name)).toEqual([
    'Lint & Format',
    'Test Suite (3.12)',
    'CI Success',
    'Other / Lint & Format',
  ]);
});
