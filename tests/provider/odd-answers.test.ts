import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
// First, since it prepares Octokit for the test runner.
import './loopback';
import { z } from 'zod';
import { GitHubClient } from '../../provider/github/client';
import { readConnection } from '../../provider/github/connection';
import { Repository } from '../../provider/github/repository';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const appAuth = JSON.stringify({ id: '7', installationId: '5', pemFile: privateKey });

/** Answers one request after the other with these, the last one for all that follow. */
async function against<T>(
  answers: readonly Answer[],
  config: Readonly<Record<string, string>>,
  work: (client: GitHubClient) => Promise<T>,
): Promise<{ readonly outcome: T | Error; readonly requests: number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests, answers.length - 1)];
    requests += 1;
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const baseUrl = `http://127.0.0.1:${String(port)}/`;
    const connection = readConnection({ owner: 'acme', baseUrl, ...config });
    const client = new GitHubClient(connection, { secondMs: 1 });
    const outcome = await work(client).catch((error: unknown) => error as Error);
    return { outcome, requests };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const messageOf = (outcome: unknown): string => (outcome instanceof Error ? outcome.message : '');

const json =
  (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
const html: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<h1>Be right back</h1>');
};
const token = json({ token: 'ghs_x', expires_at: '2099-01-01T00:00:00Z' }, 201);
const named = json({ name: 'orders' });
const get = (client: GitHubClient) =>
  client.rest(z.object({ name: z.string() }), 'GET /repos/{owner}/{repo}', {
    owner: 'acme',
    repo: 'orders',
  });

test.each<readonly [string, readonly Answer[], number]>([
  ['a bad gateway', [json({}, 502)], 3],
  ['a page of a proxy', [html], 3],
  ['a limit', [json({}, 429, { 'retry-after': '2' })], 3],
  ['a limit until a date', [json({}, 429, { 'retry-after': new Date().toUTCString() })], 3],
  ['two failures in a row', [json({}, 503), html], 4],
])('an App asks for its token again after %s', async (_, failures, expected) => {
  const { outcome, requests } = await against([...failures, token, named], { appAuth }, get);
  expect(outcome).toEqual({ name: 'orders' });
  expect(requests).toBe(expected);
});

test('an App does not ask again where GitHub refuses it, and gives up in the end', async () => {
  expect((await against([json({}, 401)], { appAuth }, get)).requests).toBe(1);
  const failing = await against([json({}, 502)], { appAuth }, get);
  expect(failing.requests).toBe(3);
  expect(messageOf(failing.outcome)).toContain('(status 502); run again in');
});

test('429 is waited for, whatever its text says', async () => {
  const limited = json({ message: 'slow down' }, 429);
  const { outcome, requests } = await against([limited, named], { token: 'ghp_x' }, get);
  expect(outcome).toEqual({ name: 'orders' });
  expect(requests).toBe(2);
});

test('a token with a line break is refused before it is sent, and not shown', async () => {
  const { outcome, requests } = await against([named], { token: 'ghp_secret\n' }, get);
  expect(requests).toBe(0);
  expect(messageOf(outcome)).toContain('begins or ends with a blank or a line break');
  expect(messageOf(outcome)).not.toContain('ghp_secret');
});

/** Sends blanks as fast as they are taken, and counts them. */
function endless(status: number): { readonly answer: Answer; readonly megabytes: () => number } {
  let chunks = 0;
  const answer: Answer = (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    const more = (): void => {
      do chunks += 1;
      while (!response.destroyed && response.write(chunk));
      response.once('drain', more);
    };
    more();
  };
  return { answer, megabytes: () => chunks };
}

test('an answer without an end is not held in memory', async () => {
  const { outcome } = await against([endless(200).answer], { token: 'ghp_x' }, get);
  expect(messageOf(outcome)).toContain('the response is larger than');
});

test('a token without an end is asked for again, and not held in memory either', async () => {
  const { answer, megabytes } = endless(201);
  const { outcome, requests } = await against([answer, answer, token, named], { appAuth }, get);
  expect(outcome).toEqual({ name: 'orders' });
  expect(requests).toBe(4);
  // What the system's buffers take is more than the megabyte that is read.
  expect(megabytes()).toBeLessThan(64);
});

test('of a tree that is cut each named folder is asked for by itself', async () => {
  const asked: string[] = [];
  const answer: Answer = (request, response) => {
    asked.push(request.url ?? '');
    const isGraphql = request.method === 'POST';
    const isFolder = request.url?.includes('/git/trees/f01d') === true;
    const entry = (oid: string, type: string) => ({ oid, type, mode: 0o40000 });
    const target = {
      oid: 'c0',
      tree: { oid: 't0' },
      p0: entry('f01d', 'tree'),
      p1: entry('b10b', 'blob'),
      p2: null,
    };
    const repository = { id: 'R', defaultBranchRef: { name: 'main' }, branch: { target } };
    json(
      isGraphql
        ? { data: { repository } }
        : isFolder
          ? { tree: [{ path: 'ci.yml', type: 'blob' }], truncated: false }
          : { tree: [{ path: 'README.md', type: 'blob' }], truncated: true },
    )(request, response);
  };
  const { outcome } = await against([answer], { token: 'ghp_x' }, (client) =>
    new Repository(client, 'orders').files('main', ['.github/', 'Makefile', 'missing.txt']),
  );
  expect(outcome).toEqual(['.github/ci.yml', 'Makefile']);
  expect(asked).toHaveLength(3);
});
