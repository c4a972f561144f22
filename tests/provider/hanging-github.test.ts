import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
// First, since it prepares Octokit for the test runner.
import './loopback';
import { z } from 'zod';
import { RequestControls } from '../../core/pace/request-control';
import { type ClientOptions, GitHubClient } from '../../provider/github/client';
import { readConnection } from '../../provider/github/connection';
import { GitHubFailure } from '../../provider/github/failure';

let server: Server;
/** Requests that have arrived. */
let arrived = 0;
let answers = false;

beforeAll(async () => {
  server = createServer((_, response) => {
    arrived += 1;
    if (answers) response.setHeader('content-type', 'application/json').end('{"name":"orders"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  [arrived, answers] = [0, false];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Milliseconds on the clock of the breaker. */
let time = 0;
const wait = (ms: number): Promise<void> => {
  time += ms;
  return Promise.resolve();
};

function client(options: ClientOptions = {}): GitHubClient {
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${String(port)}/`;
  const connection = readConnection({ owner: 'acme', baseUrl, token: 'ghp_x' });
  const control = new RequestControls({ now: () => time, wait }).of(connection.apiUrl, 'x');
  return new GitHubClient(connection, { secondMs: 1, silenceMs: 100, control, ...options });
}

const get = (asked: GitHubClient) =>
  asked.rest(z.object({ name: z.string() }), 'GET /repos/{owner}/{repo}', {
    owner: 'acme',
    repo: 'orders',
  });

async function failureOf(asked: Promise<unknown>): Promise<GitHubFailure> {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof GitHubFailure) return error;
  throw new Error(`expected a GitHubFailure, got ${String(error)}`);
}

test('a GitHub that hangs is asked twice, and not once more by a thousand requests after', async () => {
  const hanging = client();
  expect((await failureOf(get(hanging))).kind).toBe('uncertain');
  expect(arrived).toBe(2);
  const failures = [];
  for (let count = 0; count < 1_000; count += 1) failures.push(await failureOf(get(hanging)));
  expect(arrived).toBe(2);
  const [{ message }] = failures as [GitHubFailure];
  expect(message).toMatch(/does not answer, so the request was not sent; .* in 30 s/);
  expect(message).toContain('then run the same command again: it goes on with what is missing');
  expect(new Set(failures.map(({ kind }) => kind))).toEqual(new Set(['uncertain']));
});

test('once it answers again, requests go out', async () => {
  const hanging = client();
  await failureOf(get(hanging));
  time += 30_000;
  await failureOf(get(hanging));
  expect(arrived).toBe(3);
  answers = true;
  time += 30_000;
  await get(hanging);
  expect(await get(hanging)).toEqual({ name: 'orders' });
});

test('a GraphQL request is refused in the same way', async () => {
  const hanging = client();
  await failureOf(get(hanging));
  const failure = await failureOf(hanging.graphql(z.unknown(), 'query X { viewer }', {}));
  expect(failure.message).toContain('does not answer');
  expect(arrived).toBe(2);
});

test('after the deadline nothing is sent, and the message says how to go on', async () => {
  answers = true;
  // The deadline is on the process's own clock, and this one is far ahead of it.
  time = performance.now() + 120_000;
  const { kind, message } = await failureOf(get(client({ deadlineMinutes: 1 })));
  expect(arrived).toBe(0);
  expect(kind).toBe('refused');
  expect(message).toBe(
    "GitHub: GET /repos/acme/orders was not sent: the run's deadline of 1 minutes has passed. " +
      'Run the same command again: it goes on with what is missing. GATEHOUSE_DEADLINE_MINUTES sets another deadline',
  );
  time = 0;
});

test('a clock that is set back between two requests holds none of them', async () => {
  answers = true;
  const asked = client();
  await get(asked);
  const real = Date.now.bind(Date);
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => real() - 3_600_000);
  try {
    expect((await Promise.all([get(asked), get(asked), get(client())])).length).toBe(3);
  } finally {
    clock.mockRestore();
  }
  expect(arrived).toBe(4);
});
