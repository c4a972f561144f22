import { generateKeyPair, createPublicKey, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StateFile } from './state-file';
import type { Token } from './github/tokens';
import type { App } from './github/world-state';

/** Id of the GitHub App that the sandbox's token belongs to; the same in every world. */
export const sandboxAppId = 90_001;
const slug = 'gatehouse-sandbox';

/** What the App may do in the repositories it is installed on. https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
const permissions = {
  actions: 'write',
  actions_variables: 'write',
  administration: 'write',
  checks: 'write',
  contents: 'write',
  dependabot_secrets: 'write',
  environments: 'write',
  issues: 'write',
  metadata: 'read',
  organization_administration: 'write',
  pull_requests: 'write',
  repository_hooks: 'read',
  secrets: 'write',
  statuses: 'write',
  variables: 'write',
  workflows: 'write',
} as const;

/** Ports and credentials of a world, remembered in `world.json` (mode 0600) from one run to the next. */
export interface Remembered {
  githubPort: number;
  slackPort: number;
  readonly token: string;
  readonly slackToken: string;
}

export function remember(directory: string): StateFile<Remembered> {
  return new StateFile(join(directory, 'world.json'), () => ({
    githubPort: 0,
    slackPort: 0,
    token: `ghs_${randomBytes(27).toString('base64url').replace(/[-_]/g, 'x')}`,
    slackToken: `xoxb-${randomBytes(24).toString('hex')}`,
  }));
}

/** The App, with the key pair whose private half is in `app.pem`. */
export async function sandboxApp(directory: string, owner: string): Promise<App> {
  const path = join(directory, 'app.pem');
  if (!existsSync(path)) {
    const { privateKey } = await promisify(generateKeyPair)('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    await writeFile(path, privateKey, { mode: 0o600 });
  }
  const publicKey = createPublicKey(await readFile(path, 'utf8'));
  return {
    id: sandboxAppId,
    slug,
    owner,
    permissions,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** An installation token of the App that does not expire, unlike the real ones, so that one address stays usable. */
export const installationToken = (token: string): Token => ({
  token,
  login: `${slug}[bot]`,
  kind: 'app',
  permissions,
  role: 'write',
  appId: sandboxAppId,
});
