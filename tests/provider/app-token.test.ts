import { generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
// First, since it prepares Octokit for the test runner.
import { Loopback, owner } from './loopback';
import { GitHubClient } from '../../provider/github/client';
import { readInstallation } from '../../provider/github/app-token';
import { readConnection } from '../../provider/github/connection';

const loopback = new Loopback('app-token');
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

function client(installationId: string, pemFile: string): GitHubClient {
  loopback.github.world.apps.set(7, {
    id: 7,
    slug: 'gatehouse-app',
    publicKey: keys.publicKey,
    owner,
    permissions: { contents: 'write', metadata: 'read' },
  });
  const appAuth = JSON.stringify({ id: '7', installationId, pemFile });
  const baseUrl = `${loopback.github.url}/`;
  return new GitHubClient(readConnection({ owner, baseUrl, appAuth }), { secondMs: 1 });
}

describe('an App', () => {
  it('gets one installation token for many requests at once', async () => {
    const { name } = await loopback.repository();
    const before = loopback.github.requests.length;
    const app = client('1000007', keys.privateKey);
    const route = 'GET /repos/{owner}/{repo}';
    const get = () => app.rest(z.object({ name: z.string() }), route, { owner, repo: name });
    expect(await Promise.all([get(), get(), get()])).toHaveLength(3);
    await get();
    const asked = loopback.github.requests.slice(before).map(({ path }) => path);
    expect(asked.filter((path) => path.includes('access_tokens'))).toHaveLength(1);
  });

  it.each([-1, 0, 1])('is believed by a clock that is %d hours wrong', async (hours) => {
    client('1000007', keys.privateKey);
    const baseUrl = `${loopback.github.url}/`;
    const connection = readConnection({ owner, baseUrl, token: 'unused' });
    const app = { id: '7', installationId: '1000007', pemFile: keys.privateKey };
    const real = Date.now.bind(Date);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => real() + hours * 3_600_000);
    try {
      expect(await readInstallation(connection, app)).toMatchObject({ account: owner });
    } finally {
      clock.mockRestore();
    }
  });

  it('says which installation has no token, and that a key is none, without showing it', async () => {
    const get = (app: GitHubClient) => app.rest(z.unknown(), 'GET /meta');
    await expect(get(client('5', keys.privateKey))).rejects.toThrow(
      'GitHub refused the App 7 a token for the installation 5 (status 404)',
    );
    const failure = get(client('1000007', 'SECRET no key'));
    await expect(failure).rejects.toThrow(
      'appAuth.pemFile is not an RSA private key in PEM format',
    );
    await expect(failure).rejects.not.toThrow('SECRET');
  });
});
