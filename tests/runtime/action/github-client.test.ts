import * as z from 'zod';
import { RequestControls } from '../../../core/pace/request-control';
import { gitHubClient, GitHubError } from '../../../runtime/adapters/github-client';
import { startGitHub, type GitHubServer } from '../../../sandbox/github/server';
import { scratchDirectory } from '../../support/scratch';

// Octokit takes this module's default export, which the test runner's module interop hides behind `default`.
jest.mock('before-after-hook', () => {
  const hook: { readonly default: object } = jest.requireActual('before-after-hook');
  return hook.default;
});

const clock = { now: () => 0, wait: () => Promise.resolve() };
const directory = scratchDirectory('client');
const route = 'GET /repos/{owner}/{repo}';
const place = { owner: 'acme', repo: 'orders' };
const named = z.object({ full_name: z.string() });
let gitHub: GitHubServer;

beforeAll(async () => {
  gitHub = await startGitHub({ directory });
  await gitHub.world.createRepository('acme', 'orders');
});
afterAll(async () => {
  await gitHub.close();
});

/** A client whose seconds are milliseconds, and that shares no breaker with those of other tests. */
const client = (more: Partial<Parameters<typeof gitHubClient>[0]> = {}) => {
  const { url: apiUrl, token } = gitHub;
  const control = new RequestControls(clock).of(apiUrl, '');
  return gitHubClient({ apiUrl, token, secondMs: 1, timeoutMs: 500, control, ...more });
};

async function failure(asked: Promise<unknown>): Promise<GitHubError> {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof GitHubError) return error;
  throw new Error(`expected a GitHubError, got ${String(error)}`);
}

test('an answer that never comes is given up, and asked for again', async () => {
  // The server's first answer takes longest.
  await client({ timeoutMs: 60_000 }).request(named, route, place);
  gitHub.faults.add({ match: { path: /orders$/ }, effect: { kind: 'hang' } });
  const { data } = await client({ timeoutMs: 3_000 }).request(named, route, place);
  expect(data.full_name).toBe('acme/orders');
  expect(gitHub.faults.pending()).toEqual([]);
});

test.each([
  ['never answers', { kind: 'hang' }, undefined, 2],
  ['is down', { kind: 'answer', status: 503 }, 503, 4],
  ['drops every connection', { kind: 'drop' }, undefined, 4],
] as const)(
  'a server that %s ends in an error after some attempts',
  async (_name, effect, status, attempts) => {
    const before = gitHub.requests.length;
    gitHub.faults.add({ match: { path: /orders$/ }, effect, times: attempts });
    const error = await failure(client({ timeoutMs: 100 }).request(named, route, place));
    expect(error.message).toContain(route);
    if (status !== undefined) expect(error.status).toBe(status);
    expect(gitHub.requests.length - before).toBe(attempts);
    expect(gitHub.faults.pending()).toEqual([]);
  },
);

test('a clock that is set back between two requests holds none of them', async () => {
  const real = Date.now.bind(Date);
  const [first, later] = [client(), client()];
  await first.request(named, route, place);
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => real() - 3_600_000);
  try {
    for (const one of [first, first, later]) await one.request(named, route, place);
  } finally {
    clock.mockRestore();
  }
});

test('a server that does not answer is asked no more, by any client of the process', async () => {
  const control = new RequestControls(clock).of(gitHub.url, '');
  gitHub.faults.add({ match: { path: /orders$/ }, effect: { kind: 'hang' }, times: 2 });
  await failure(client({ control, timeoutMs: 100 }).request(named, route, place));
  const before = gitHub.requests.length;
  const error = await failure(client({ control }).request(named, route, place));
  expect(error.status).toBeUndefined();
  expect(error.message).toContain('does not answer, so the request was not sent');
  expect(gitHub.requests.length).toBe(before);
});

test('no error carries the token', async () => {
  const token = 'ghp_that_nobody_knows';
  const error = await failure(client({ token }).request(named, route, place));
  expect(error.status).toBe(401);
  expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain(token);
});

test('an answer of another form than GitHub documents is an error that says so', async () => {
  const error = await failure(client().request(z.object({ stars: z.number() }), route, place));
  expect(error.message).toContain('unexpected response (stars');
});

test('a list is followed page by page, as far as it was asked for', async () => {
  const { labels } = gitHub.world.required('acme', 'orders');
  for (let id = 0; id < 250; id += 1) {
    labels.push({ id: 10_000 + id, name: `label-${id}`, color: 'ededed', description: null });
  }
  const list = (pages: number) =>
    client().list(z.array(z.object({ name: z.string() })), `${route}/labels`, place, pages);
  expect(new Set((await list(10)).map((label) => label.name)).size).toBe(labels.length);
  expect(await list(2)).toHaveLength(200);
});

test('more requests than the budget allows are refused before they are sent', async () => {
  const bounded = client({ budget: 1 });
  await bounded.request(named, route, place);
  const before = gitHub.requests.length;
  const error = await failure(bounded.request(named, route, place));
  expect(error.message).toContain('more than 1 requests would be needed');
  expect(gitHub.requests.length).toBe(before);
});
