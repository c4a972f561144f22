import { z } from 'zod';
import { plainText, secretName } from './formats';

const pattern = plainText.max(100);

/** @see https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference#groups-- */
const group = z
  .strictObject({
    patterns: z
      .array(pattern)
      .min(1)
      .max(50)
      .default(['*'])
      .describe('Names of packages; `*` matches any characters.'),
    excludePatterns: z
      .array(pattern)
      .max(50)
      .default([])
      .describe('Names of packages that are left out.'),
    dependencyType: z
      .enum(['production', 'development'])
      .exactOptional()
      .describe('Only packages that the project needs, or only those of its development.'),
    updateTypes: z
      .array(z.enum(['major', 'minor', 'patch']))
      .max(3)
      .default([])
      .describe('Only updates of these kinds. Default: all.'),
    appliesTo: z
      .enum(['version-updates', 'security-updates'])
      .default('version-updates')
      .describe('Which updates share the pull request.'),
  })
  .describe('Packages whose updates come in one pull request.');

/** @see https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference#registries-- */
const registry = z
  .strictObject({
    url: z
      .url({ protocol: /^https$/, error: 'must be an https address' })
      .refine((url) => !/[@?#$]/.test(url), {
        error:
          'must have no credentials, query or fragment; name the secrets in `passwordSecret` or `tokenSecret`',
      })
      .describe('Address of the index.'),
    username: plainText.exactOptional().describe('User name, where it is no secret.'),
    usernameSecret: secretName.exactOptional().describe('Dependabot secret with the user name.'),
    passwordSecret: secretName.exactOptional().describe('Dependabot secret with the password.'),
    tokenSecret: secretName
      .exactOptional()
      .describe('Dependabot secret with a token, in place of user name and password.'),
    replacesBase: z
      .boolean()
      .default(false)
      .describe('Dependabot asks this index in place of PyPI.'),
  })
  .refine(hasOneCredential, {
    error:
      'needs either `tokenSecret`, or `passwordSecret` with one of `username` and `usernameSecret`',
  })
  .describe('A private package index that Dependabot reads.');

function hasOneCredential(registry: {
  readonly username?: string;
  readonly usernameSecret?: string;
  readonly passwordSecret?: string;
  readonly tokenSecret?: string;
}): boolean {
  const { username, usernameSecret, passwordSecret, tokenSecret } = registry;
  const users = [username, usernameSecret].filter((one) => one !== undefined).length;
  return tokenSecret === undefined
    ? passwordSecret !== undefined && users === 1
    : passwordSecret === undefined && users === 0;
}

/** Dependabot's part of a repository's settings. */
export const dependabot = z.strictObject({
  enabled: z
    .boolean()
    .describe("Deliver entries of .github/dependabot.yml; the repository's own entries stay."),
  interval: z.enum(['daily', 'weekly', 'monthly']).describe('How often Dependabot looks.'),
  openPullRequests: z
    .int()
    .min(0)
    .max(50)
    .describe('Open pull requests per ecosystem at once; 0: security updates only.'),
  cooldownDays: z
    .int()
    .min(1)
    .max(90)
    .describe('Days a new release has to have been out; security updates do not wait.'),
  cooldownExclude: z
    .array(pattern)
    .max(50)
    .describe(
      'Names of packages that do not wait, such as those of your own; `*` matches any characters.',
    ),
  groups: z
    .record(
      z.string().regex(/^[A-Za-z](?:[A-Za-z|_-]{0,48}[A-Za-z])?$/, {
        error: 'must be letters, `|`, `_` and `-`, with a letter at both ends',
      }),
      group,
    )
    .describe('Groups of Python packages by name, each updated in one pull request.'),
  registries: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,49}$/, {
        error: 'must be letters, digits, `_` and `-`, starting with a letter',
      }),
      registry,
    )
    .describe(
      'Private package indexes by name, with the Dependabot secrets (`secrets.dependabot`) that they need.',
    ),
});
