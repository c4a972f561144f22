import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo } from 'node:net';
import { gitHubTokens, parseGitHubCredential } from './github-credential';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

test.each([
  ['a bare token', 'ghp_token', { kind: 'token', token: 'ghp_token' }],
  ['a token in JSON', '{"token":"ghp_token"}', { kind: 'token', token: 'ghp_token' }],
  [
    'an App, its numbers as numbers and its key on one line',
    JSON.stringify({
      appId: 7,
      installationId: '8',
      privateKey: privateKey.replaceAll('\n', '\\n'),
    }),
    { kind: 'app', appId: '7', installationId: '8', privateKey },
  ],
])('%s is read', (_name, text, credential) => {
  expect(parseGitHubCredential(text)).toEqual(credential);
});

test.each([
  ['an App without its key', '{"appId":7,"installationId":8}', 'privateKey'],
  ['nothing that is known', '{"secret":"ghp_token"}', 'appId, installationId, privateKey'],
  ['no JSON', '{"token":"ghp_token"', 'is not JSON'],
])('%s is refused with what is wrong, and without the value', (_name, text, expected) => {
  expect(() => parseGitHubCredential(text)).toThrow(expected);
  expect(() => parseGitHubCredential(text)).not.toThrow('ghp_token');
});

describe("an installation's token", () => {
  const app = JSON.stringify({
    appId: 7,
    installationId: 8,
    privateKey: generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    }).privateKey,
  });
  const served = async (listener: RequestListener) => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url, close: () => server.close() };
  };
  const tokensOf = (url: string, now: () => number) =>
    gitHubTokens(url, () => Promise.resolve(app), now);

  test('is signed by GitHub’s clock where the one of this machine is wrong', async () => {
    const theirs = Date.parse('2026-11-27T10:00:00Z');
    const issued: number[] = [];
    const { url, close } = await served((request, response) => {
      const [, claims = ''] = (request.headers.authorization ?? '').split('.');
      const { iat } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iat: number };
      issued.push(iat * 1000);
      response.setHeader('date', new Date(theirs).toUTCString());
      const isBelieved = Math.abs(iat * 1000 - theirs) <= 120_000;
      response.writeHead(isBelieved ? 201 : 401);
      response.end(
        JSON.stringify({ token: 'ghs_1', expires_at: new Date(theirs + 3_600_000).toISOString() }),
      );
    });
    expect(await tokensOf(url, () => theirs - 86_400_000).token()).toBe('ghs_1');
    expect(issued).toEqual([theirs - 86_460_000, theirs - 60_000]);
    close();
  });

  test('is refused where the time is right', async () => {
    let asked = 0;
    const { url, close } = await served((_, response) => {
      asked += 1;
      response.writeHead(401).end('{}');
    });
    await expect(tokensOf(url, Date.now).token()).rejects.toThrow('answered 401');
    expect(asked).toBe(1);
    close();
  });

  test('is not asked for while the server does not work', async () => {
    let asked = 0;
    const { url, close } = await served((request) => {
      asked += 1;
      request.socket.destroy();
    });
    for (let lost = 0; lost < 5; lost += 1) {
      await expect(tokensOf(url, Date.now).token()).rejects.toThrow('fetch failed');
    }
    await expect(tokensOf(url, Date.now).token()).rejects.toThrow(/access_tokens.*(not|no)/);
    expect(asked).toBe(5);
    close();
  });
});
