import { openTestWorld, refusal, type TestWorld } from './test-world';

describe('faults on request', () => {
  let world: TestWorld;
  const label = (name: string) =>
    world.octokit.request('POST /repos/{owner}/{repo}/labels', {
      owner: 'acme',
      repo: 'faults',
      name,
      color: '123456',
    });
  const names = async (): Promise<readonly string[]> => {
    const { data } = await world.octokit.request('GET /repos/{owner}/{repo}/labels', {
      owner: 'acme',
      repo: 'faults',
      per_page: 100,
    });
    return data.map((one) => one.name);
  };
  const creation = { method: 'POST', path: '/repos/acme/faults/labels' };

  beforeAll(async () => {
    world = await openTestWorld();
    await world.make('faults');
  });
  afterEach(() => {
    expect(world.github.faults.pending()).toEqual([]);
  });
  afterAll(async () => {
    await world.dispose();
  });

  it.each([409, 422, 500, 502])('answers %i before the request takes effect', async (status) => {
    world.github.faults.add({ match: creation, effect: { kind: 'answer', status } });
    expect((await refusal(label(`before-${String(status)}`))).status).toBe(status);
    expect(await names()).not.toContain(`before-${String(status)}`);
    await label(`before-${String(status)}`);
  });

  it('answers 502 after the request has taken effect', async () => {
    world.github.faults.add({
      match: creation,
      effect: { kind: 'answer', status: 502, when: 'after' },
    });
    expect((await refusal(label('after'))).status).toBe(502);
    expect(await names()).toContain('after');
  });

  it('hits the nth matching request and as many as asked', async () => {
    world.github.faults.add({
      match: { ...creation, body: /"nth-/ },
      effect: { kind: 'answer', status: 500 },
      skip: 1,
      times: 2,
    });
    const statuses: number[] = [];
    for (const name of ['nth-1', 'other', 'nth-2', 'nth-3', 'nth-4'])
      statuses.push(
        await label(name).then(
          ({ status }) => status,
          (error: unknown) => (error as { status: number }).status,
        ),
      );
    expect(statuses).toEqual([201, 201, 500, 500, 201]);
  });

  it('knows both rate limits by their headers', async () => {
    world.github.faults.add(
      { match: creation, effect: { kind: 'secondaryLimit', retryAfter: 3 } },
      { match: creation, effect: { kind: 'primaryLimit', resetIn: 60 }, skip: 1 },
    );
    expect(await refusal(label('limited'))).toMatchObject({
      status: 403,
      headers: { 'retry-after': '3' },
    });
    expect(await refusal(label('limited'))).toMatchObject({
      status: 403,
      headers: { 'x-ratelimit-remaining': '0' },
    });
    expect(await names()).not.toContain('limited');
  });

  it.each(['before', 'after'] as const)('resets the connection %s the effect', async (when) => {
    world.github.faults.add({ match: creation, effect: { kind: 'drop', when } });
    await expect(label(`drop-${when}`)).rejects.toThrow();
    expect((await names()).includes(`drop-${when}`)).toBe(when === 'after');
  });

  it('hangs until the client gives up', async () => {
    world.github.faults.add({ match: { path: '/rate_limit' }, effect: { kind: 'hang' } });
    const request = fetch(`${world.githubUrl}/rate_limit`, { signal: AbortSignal.timeout(50) });
    await expect(request).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(world.requests.at(-1)).toMatchObject({ path: '/rate_limit', status: 0 });
  });

  it('cuts the answer in half after the effect', async () => {
    world.github.faults.add({ match: creation, effect: { kind: 'truncate' } });
    // Octokit takes a body that breaks off for an empty one, so the client here is fetch.
    const answer = await fetch(`${world.githubUrl}${creation.path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.token}` },
      body: JSON.stringify({ name: 'half', color: '123456' }),
    });
    await expect(answer.text()).rejects.toThrow('terminated');
    expect(await names()).toContain('half');
  });

  it('lets someone else push just before the request', async () => {
    const sha = world.git('faults', 'rev-parse', 'main');
    world.github.faults.add({
      match: { method: 'PATCH', path: /\/git\/refs\/heads\/main$/ },
      effect: { kind: 'staleHead', owner: 'acme', repository: 'faults', branch: 'main' },
    });
    const move = world.octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      owner: 'acme',
      repo: 'faults',
      ref: 'heads/main',
      sha,
    });
    expect((await refusal(move)).status).toBe(422);
  });
});
