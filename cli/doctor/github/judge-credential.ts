import { type DoctorFinding } from '../finding';
import { type RepositoryNeeds } from '../needs';
import { holds, type Permission, permissions, readOnly, wording } from '../permissions';
import { type Credential, type ReadProbes } from './facts';

const tokenPage =
  'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens';
const appPage =
  'https://docs.github.com/en/apps/maintaining-github-apps/modifying-a-github-app-registration#changing-the-permissions-of-a-github-app';
const workflowPage =
  'https://docs.github.com/en/actions/concepts/security/github_token#about-the-github_token';

/** What the whole stack needs of one credential. */
export interface CredentialNeeds {
  readonly owner: string;
  readonly permissions: ReadonlySet<Permission>;
}

export function credentialNeeds(
  owner: string,
  repositories: Iterable<RepositoryNeeds>,
): CredentialNeeds {
  const wanted = new Set([...repositories].flatMap((needs) => [...needs.permissions]));
  return { owner, permissions: new Set(permissions.filter((one) => wanted.has(one))) };
}

type Result = Omit<DoctorFinding, 'subject'>;

/** Whether a credential has the rights that the stack needs, and how to grant the missing ones. */
export function judgeCredential(
  needs: CredentialNeeds,
  credential: Credential,
  probes: ReadProbes,
): readonly DoctorFinding[] {
  const subject = `GitHub ${needs.owner}`;
  return results(needs, credential, probes).map((result) => ({ subject, ...result }));
}

function results(
  needs: CredentialNeeds,
  credential: Credential,
  probes: ReadProbes,
): readonly Result[] {
  switch (credential.kind) {
    case 'rejected':
      return [
        {
          check: 'credential',
          status: 'missing',
          message: credential.reason,
          remedy: 'set GITHUB_TOKEN to a valid token, or the stack’s github.app',
          link: tokenPage,
        },
      ];
    case 'workflow':
      return [
        {
          check: 'credential',
          status: 'missing',
          message:
            'this is the GITHUB_TOKEN of a workflow run: it cannot write to .github/workflows or change settings',
          remedy: 'act as a GitHub App (github.app) whose key is a secret of the workflow',
          link: workflowPage,
        },
      ];
    case 'scoped':
      return [acts(`user ${credential.login}, with a classic token`), scopes(needs, credential)];
    case 'app':
      return [acts(`App ${credential.appId} on ${credential.account}`), ...app(needs, credential)];
    case 'fine-grained':
    case 'installation':
      return [
        acts(
          credential.kind === 'installation'
            ? `${credential.login}, with an installation token`
            : `user ${credential.login}, with a fine-grained token`,
        ),
        ...probed(needs, credential.kind, probes),
      ];
  }
}

const acts = (who: string): Result => ({
  check: 'credential',
  status: 'ok',
  message: `acts as ${who}`,
});

/** @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps */
function scopes(
  needs: CredentialNeeds,
  { scopes: held }: Extract<Credential, { kind: 'scoped' }>,
): Result {
  const wanted = [
    ...(needs.permissions.size > 0 ? ['repo'] : []),
    ...(needs.permissions.has('workflows') ? ['workflow'] : []),
  ];
  const missing = wanted.filter((scope) => !held.includes(scope));
  if (missing.length === 0)
    return { check: 'permissions', status: 'ok', message: `has the scopes ${wanted.join(', ')}` };
  return {
    check: 'permissions',
    status: 'missing',
    message: `the token lacks ${missing.map((scope) => `the scope ${scope}`).join(' and ')}`,
    remedy: 'add it to the token: Settings → Developer settings → Tokens (classic)',
    link: tokenPage,
  };
}

function app(
  needs: CredentialNeeds,
  credential: Extract<Credential, { kind: 'app' }>,
): readonly Result[] {
  const link = appPage;
  if (credential.suspended) {
    return [
      {
        check: 'credential',
        status: 'missing',
        message: 'the installation is suspended',
        remedy: `unsuspend it at ${credential.settingsUrl}`,
      },
    ];
  }
  const found: Result[] = [];
  if (credential.account.toLowerCase() !== needs.owner.toLowerCase()) {
    found.push({
      check: 'credential',
      status: 'missing',
      message: `the App is installed on ${credential.account}, but the repositories belong to ${needs.owner}`,
      remedy: `install the App on ${needs.owner} and set github.app.installationId to that installation`,
    });
  }
  const missing = [...needs.permissions].filter((one) => !holds(credential.permissions, one));
  found.push(
    missing.length === 0
      ? { check: 'permissions', status: 'ok', message: 'has all required permissions' }
      : {
          check: 'permissions',
          status: 'missing',
          message: `the App lacks repository permissions: ${missing.map(wording).join('; ')}`,
          remedy: `grant them in the App's settings (Permissions & events), then accept them at ${credential.settingsUrl}`,
          link,
        },
  );
  return found;
}

function probed(
  needs: CredentialNeeds,
  kind: 'fine-grained' | 'installation',
  probes: ReadProbes,
): readonly Result[] {
  const refused = [...needs.permissions].flatMap((permission) => {
    const answer = probes[permission];
    if (answer === undefined || answer.kind === 'found' || answer.kind === 'plan') return [];
    const hint =
      answer.kind === 'refused' && answer.needs !== undefined ? ` (${answer.needs})` : '';
    return [{ permission, text: `${wording(permission)}${hint}` }];
  });
  const rest = [...needs.permissions].filter(
    // What is only read with was just read.
    (permission) =>
      !readOnly.has(permission) && !refused.some((one) => one.permission === permission),
  );
  const where =
    kind === 'installation'
      ? "in the App's settings (Permissions & events)"
      : "in the token's settings: Settings → Developer settings → Fine-grained tokens";
  return [
    ...(refused.length === 0
      ? []
      : [
          {
            check: 'permissions' as const,
            status: 'missing' as const,
            message: `lacks even read access: ${refused.map(({ text }) => text).join('; ')}`,
            remedy: `grant repository permissions ${where}`,
            link: kind === 'installation' ? appPage : tokenPage,
          },
        ]),
    ...(rest.length === 0
      ? []
      : [
          {
            check: 'permissions' as const,
            status: 'unknown' as const,
            message: `GitHub does not show whether this token has write access: ${rest.map(wording).join('; ')}`,
            remedy: `check ${where}; the permissions of a GitHub App (github.app) can be read`,
          },
        ]),
  ];
}
