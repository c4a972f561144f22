import { generateKeyPairSync } from 'node:crypto';
import { parseGitHubCredential } from './github-credential';

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
