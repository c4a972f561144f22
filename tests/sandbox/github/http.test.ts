import { createSign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { openTestWorld, refusal, type TestWorld } from '../test-world';
import type { Endpoint } from '../../../sandbox/github/endpoint';
import { runGit } from '../../../sandbox/github/git';
import { GitHubDescription } from '../../../sandbox/github/openapi';
import { RateLimiter } from '../../../sandbox/github/rate-limit';
import { serveEndpoint, type Service } from '../../../sandbox/github/serve-endpoint';

describe('how the loopback GitHub answers', () => {
  let world: TestWorld;
  /** Token of an App that reads `acme/http` alone. */
  const narrow = 'ghs_narrow';

  beforeAll(async () => {
    world = await openTestWorld();
    await world.make('http');
    await world.make('hidden');
    world.github.world.tokens.set(narrow, {
      token: narrow,
      login: 'narrow[bot]',
      kind: 'app',
      permissions: { contents: 'read' },
      role: 'write',
      repositories: ['acme/http'],
    });
  });
  afterAll(async () => {
    await world.dispose();
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${world.githubUrl}${path}`, {
      headers: { authorization: `Bearer ${world.token}`, ...headers },
    });

  it('answers the same below / and /api/v3, with links of its own', async () => {
    for (const prefix of ['', '/api/v3']) {
      const body = (await (await get(`${prefix}/repos/acme/http`)).json()) as { url: string };
      expect(body.url).toBe(`${world.githubUrl}${prefix}/repos/acme/http`);
    }
  });

  it('cuts lists into pages and links them', async () => {
    const first = await get('/repos/acme/http/labels?per_page=4');
    expect(((await first.json()) as unknown[]).length).toBe(4);
    expect(first.headers.get('link')).toContain('per_page=4&page=2>; rel="next"');
    expect(first.headers.get('link')).toContain('page=3>; rel="last"');
    const last = await get('/repos/acme/http/labels?per_page=4&page=3');
    expect(((await last.json()) as unknown[]).length).toBe(1);
    expect(last.headers.get('link')).not.toContain('rel="next"');
  });

  it('answers 304 to a known ETag, free of charge, until something changes', async () => {
    const path = '/repos/acme/http/labels';
    const first = await get(path);
    const etag = first.headers.get('etag') ?? '';
    const again = await get(path, { 'if-none-match': etag });
    expect(again.status).toBe(304);
    expect(again.headers.get('x-ratelimit-used')).toBe(first.headers.get('x-ratelimit-used'));
    await world.octokit.request('POST /repos/{owner}/{repo}/labels', {
      owner: 'acme',
      repo: 'http',
      name: 'etag',
      color: '123456',
    });
    expect((await get(path, { 'if-none-match': etag })).status).toBe(200);
  });

  it('hides what a token must not see, and names a missing permission of an App', async () => {
    const client = world.as(narrow);
    const hidden = { owner: 'acme', repo: 'hidden' };
    expect((await refusal(client.request('GET /repos/{owner}/{repo}', hidden))).status).toBe(404);
    const label = client.request('POST /repos/{owner}/{repo}/labels', {
      owner: 'acme',
      repo: 'http',
      name: 'x',
      color: '123456',
    });
    expect(await refusal(label)).toMatchObject({
      status: 403,
      headers: { 'x-accepted-github-permissions': 'issues=write' },
    });
    expect((await get('/repos/acme/http', { authorization: 'Bearer wrong' })).status).toBe(401);
  });

  it('gives an App an installation token for its JSON Web Token, narrowed as asked', async () => {
    const part = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: world.appId, iat: now - 10, exp: now + 300 };
    const unsigned = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
    const key = readFileSync(world.appPrivateKeyFile, 'utf8');
    const jwt = `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(key, 'base64url')}`;
    const exchange = (token: string) =>
      world.as(token).request('POST /app/installations/{installation_id}/access_tokens', {
        installation_id: world.installationId,
        permissions: { contents: 'read' },
        repositories: ['http'],
      });
    const { data } = await exchange(jwt);
    const installation = world.as(data.token);
    const http = { owner: 'acme', repo: 'http' };
    expect((await installation.request('GET /repos/{owner}/{repo}', http)).data.name).toBe('http');
    const write = installation.request('PUT /repos/{owner}/{repo}/contents/{path}', {
      ...http,
      path: 'x',
      message: 'x',
      content: '',
    });
    expect((await refusal(write)).status).toBe(403);
    expect((await refusal(exchange(`${jwt.slice(0, -8)}AAAAAAAA`))).status).toBe(401);
  });

  it('refuses a body that the published description does not allow', async () => {
    const label = world.octokit.request('POST /repos/{owner}/{repo}/labels', {
      owner: 'acme',
      repo: 'http',
      name: 7 as unknown as string,
    });
    expect(await refusal(label)).toMatchObject({
      status: 422,
      message: expect.stringContaining('body/name must be string') as unknown,
    });
  });

  describe('an answer of its own', () => {
    /** What the server makes of an answer to the request for labels, and the violations that it notes. */
    const served = async (operation: string, items: readonly unknown[]) => {
      const service: Service = {
        world: world.github.world,
        description: new GitHubDescription(),
        rates: new RateLimiter(100, () => new Date()),
        violations: [],
      };
      const endpoint: Endpoint = {
        scope: 'repository',
        operation,
        handle: () => ({ status: 200, list: { items } }),
      };
      const answer = await serveEndpoint(
        service,
        endpoint,
        { owner: 'acme', repo: 'http' },
        {
          method: 'GET',
          url: new URL('http://127.0.0.1/repos/acme/http/labels'),
          links: { api: '', web: '' },
          header: (name) => (name === 'authorization' ? `Bearer ${world.token}` : undefined),
          text: '',
          bytes: new Uint8Array(),
        },
      ).catch((error: unknown) => error);
      return { answer, violations: service.violations };
    };

    it('is refused with 500 when it breaks the published description', async () => {
      const { answer, violations } = await served('GET /repos/{owner}/{repo}/labels', [
        { id: 'seven', name: 'x' },
      ]);
      expect(answer).toMatchObject({
        status: 500,
        message: expect.stringMatching(
          /GET \/repos.*labels.*body\/0\/id must be integer/,
        ) as unknown,
      });
      expect(violations).toHaveLength(1);
    });

    it('is never sent for an operation that the generated description lacks', async () => {
      const { answer } = await served('GET /repos/{owner}/{repo}/traffic/views', []);
      expect(answer).toMatchObject({
        message: expect.stringMatching(/no GET \/repos.*views; run make generate/) as unknown,
      });
    });
  });

  it('is cloned by git with a token that sees it, free of charge, and takes no pushes', async () => {
    const at = (token: string, name: string): string =>
      `${world.githubUrl.replace('//', `//x-access-token:${token}@`)}/acme/${name}.git`;
    const heads = async (address: string): Promise<string> =>
      (await runGit(['ls-remote', '--heads', address])).toString('utf8');
    const counted = (await get('/rate_limit')).headers.get('x-ratelimit-used');
    const used = world.github.requests.length;
    const head = world.git('hidden', 'rev-parse', 'main');
    expect(await heads(at(world.token, 'hidden'))).toBe(`${head}\trefs/heads/main\n`);
    await expect(heads(at(narrow, 'hidden'))).rejects.toThrow(/not found/);
    await expect(heads(at('wrong', 'hidden'))).rejects.toThrow(/Authentication failed/);
    const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-clone-'));
    await runGit(['clone', '--quiet', '--depth=1', at(world.token, 'http'), directory]);
    expect(readFileSync(path.join(directory, 'README.md'), 'utf8')).toBe('Hello\n');
    const push = runGit(['-C', directory, 'push', 'origin', 'HEAD:other']);
    await expect(push).rejects.toThrow(/403/);
    rmSync(directory, { recursive: true });
    const asked = world.github.requests.slice(used);
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.map((one) => one.path).filter((each) => !each.includes('.git/'))).toEqual([]);
    expect((await get('/rate_limit')).headers.get('x-ratelimit-used')).toBe(counted);
  });

  it('says plainly what it does not answer', async () => {
    const answer = await get('/repos/acme/http/traffic/views');
    expect([answer.status, await answer.text()]).toEqual([
      404,
      expect.stringContaining('does not answer GET /repos/acme/http/traffic/views'),
    ]);
    const graphql = world.octokit.graphql(
      '{ repository(owner: "acme", name: "http") { diskUsage } }',
    );
    await expect(graphql).rejects.toThrow(/diskUsage/);
  });
});
