import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestWorld } from './test-world';
import {
  openWorld,
  sampleRepository,
  seedSampleProject,
  WorldInUseError,
} from '../../sandbox/world';

describe('a world', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'gatehouse-world-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('seeds the sample project once, with the same commits everywhere', async () => {
    const world = await openTestWorld({ directory });
    expect(await seedSampleProject(world)).toEqual({ created: true });
    expect(await seedSampleProject(world)).toEqual({ created: false });
    await seedSampleProject(world, 'twin');
    const head = world.git(sampleRepository, 'rev-parse', 'main');
    expect(world.git('twin', 'rev-parse', 'main')).toBe(head);
    expect(Number(world.git(sampleRepository, 'rev-list', '--count', 'main'))).toBeGreaterThan(2);
    expect(world.git(sampleRepository, 'ls-tree', '--name-only', 'main')).toContain('uv.lock');
    expect(world.git(sampleRepository, 'fsck', '--strict')).toBe('');
    await world.dispose();
  });

  it('is the same after a restart: addresses, token, repositories, settings, messages', async () => {
    const first = await openTestWorld({ directory });
    await first.make('kept');
    await first.octokit.request('POST /repos/{owner}/{repo}/actions/variables', {
      owner: 'acme',
      repo: 'kept',
      name: 'TIER',
      value: 'gold',
    });
    const url = await first.slackWebhookUrl();
    await fetch(url, { method: 'POST', body: JSON.stringify({ text: 'hello' }) });
    await first.close();

    const second = await openTestWorld({ directory });
    expect(second.githubUrl).toBe(first.githubUrl);
    expect(await second.slackWebhookUrl()).toBe(url);
    const variable = await second.octokit.request(
      'GET /repos/{owner}/{repo}/actions/variables/{name}',
      { owner: 'acme', repo: 'kept', name: 'TIER' },
    );
    expect(variable.data.value).toBe('gold');
    expect((await second.messages()).map((message) => message.text)).toEqual(['hello']);
    expect(second.git('kept', 'log', '--format=%s', 'main')).toBe('Start');
    await second.dispose();
  });

  it('takes another port when its own is taken', async () => {
    const first = await openWorld({ directory });
    await first.close();
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(first.github.port, '127.0.0.1', resolve);
    });
    const second = await openWorld({ directory });
    expect(second.github.port).not.toBe(first.github.port);
    await second.close();
    await new Promise((resolve) => taken.close(resolve));
  });

  it('is open once at a time', async () => {
    const world = await openWorld({ directory });
    await expect(openWorld({ directory })).rejects.toThrow(WorldInUseError);
    await world.close();
    await (await openWorld({ directory })).close();
  });

  it('keeps its credentials to its owner', async () => {
    const world = await openWorld({ directory });
    await world.close();
    for (const file of ['world.json', 'github.json', 'app.pem'])
      expect(statSync(join(directory, file)).mode & 0o077).toBe(0);
  });

  it('leaves nothing behind of a seed that fails', async () => {
    const world = await openWorld({ directory });
    const seed = { name: 'broken', source: { gitRepository: join(directory, 'nowhere') } };
    await expect(world.seedRepository(seed)).rejects.toThrow(/directory not found/);
    expect(world.repository('broken')).toBeUndefined();
    await world.close();
  });
});
