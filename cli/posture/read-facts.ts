import { z } from 'zod';
import { codeOwnersPaths } from '../../core/guard/owners-file';
import {
  type GuardedEnvironment,
  type PostureFacts,
  type SecretFact,
  type Sourced,
  type TextFile,
} from '../../core/posture/facts';
import { known } from '../../core/readiness/facts';
import { GitHubFailure } from '../../provider/github/failure';
import { type ReadingGitHub } from '../../provider/github/reading-github';
import { packFindings, readFiles } from './read-files';
import { readProtection } from './read-protection';
import { following, sourced } from './source';

/** Releases that are looked at. */
const releasesRead = 5;

const repositorySchema = z.object({
  default_branch: z.string(),
  license: z.object({ spdx_id: z.string().nullish() }).nullish(),
});
const secretSchema = z.object({ name: z.string(), updated_at: z.string() });
const environmentSchema = z.object({
  name: z.string(),
  protection_rules: z.array(z.object({ type: z.string() })).default([]),
  deployment_branch_policy: z.object({}).nullish(),
});
const permissionsSchema = z.object({
  enabled: z.boolean(),
  allowed_actions: z.enum(['all', 'local_only', 'selected']).default('all'),
  sha_pinning_required: z.boolean().default(false),
});
const tokenSchema = z.object({
  default_workflow_permissions: z.enum(['read', 'write']),
  can_approve_pull_request_reviews: z.boolean(),
});
const hookSchema = z.object({
  active: z.boolean().default(true),
  config: z.object({ secret: z.string().optional() }).default({}),
});
const releaseSchema = z.object({
  tag_name: z.string(),
  draft: z.boolean().default(false),
  assets: z.array(z.object({ name: z.string() })).default([]),
});
const errorsSchema = z.object({
  errors: z.array(z.object({ line: z.int(), kind: z.string() })),
});

/**
 * Reads what a repository's posture is judged by; nothing is changed. All but releases, Dependabot's alerts and those of code
 * scanning is what doctor and drift read of a repository too.
 *
 * @param ownersPolicy the security policy that the owner has for all repositories.
 * @throws GitHubFailure where the repository cannot be read.
 */
export async function readPostureFacts(
  github: ReadingGitHub,
  name: string,
  now: Date,
  ownersPolicy: () => Promise<Sourced<TextFile | undefined>>,
): Promise<PostureFacts> {
  const base = `/repos/${encodeURIComponent(github.owner)}/${encodeURIComponent(name)}`;
  const about = repositorySchema.parse(await github.get(base));
  const branch = about.default_branch;
  const at = now.toISOString();
  const files = await readFiles(github, name, base, branch);
  const listed = <T>(path: string, read: () => Promise<T>): Promise<Sourced<T>> =>
    sourced(`${base}/${path}`, read);
  const environments = listed('environments', async () =>
    (await github.list(`${base}/environments`, 'environments')).map(environmentOf),
  );
  const hooks = listed('hooks', async () =>
    (await github.list(`${base}/hooks`))
      .map((one) => hookSchema.parse(one))
      .filter(({ active }) => active)
      .map(({ config }) => config.secret !== undefined),
  );
  const releases = listed('releases', async () =>
    (await github.getList(`${base}/releases?per_page=${releasesRead}`))
      .map((one) => releaseSchema.parse(one))
      .filter(({ draft }) => !draft)
      .map(({ tag_name: tag, assets }) => ({ tag, assets: assets.map((asset) => asset.name) })),
  );
  const vulnerabilities = listed(
    'dependabot/alerts?state=open',
    async () => (await github.getList(`${base}/dependabot/alerts?state=open&per_page=100`)).length,
  );
  return {
    repository: `${github.owner}/${name}`,
    branch,
    now: at,
    ...files,
    ownersPolicy: await ownersPolicy(),
    license: { ...known(about.license?.spdx_id ?? undefined), source: `GET ${base}` },
    protection: await readProtection(github, base, branch),
    actions: await listed('actions/permissions', () => readActions(github, base)),
    environments: await environments,
    secrets: await listed('actions/secrets', () => readSecrets(github, base)),
    webhooks: await hooks,
    vulnerabilities: await vulnerabilities,
    codeScanning: await listed('code-scanning/alerts?state=open', () => openAlerts(github, base)),
    releases: await releases,
    ownersErrors: await following(files.paths, (paths) =>
      listed('codeowners/errors', () => readOwnersErrors(github, base, paths)),
    ),
    findings: packFindings(files, at.slice(0, 10)),
  };
}

function environmentOf(answer: unknown): GuardedEnvironment {
  const {
    name,
    protection_rules: rules,
    deployment_branch_policy: policy,
  } = environmentSchema.parse(answer);
  return {
    name,
    hasReviewers: rules.some(({ type }) => type === 'required_reviewers'),
    limitsBranches: policy !== null && policy !== undefined,
  };
}

async function readActions(github: ReadingGitHub, base: string) {
  const permissions = permissionsSchema.parse(await github.get(`${base}/actions/permissions`));
  const token = tokenSchema.parse(await github.get(`${base}/actions/permissions/workflow`));
  return {
    enabled: permissions.enabled,
    allowedActions: permissions.allowed_actions,
    shaPinningRequired: permissions.sha_pinning_required,
    defaultWorkflowPermissions: token.default_workflow_permissions,
    canApprovePullRequestReviews: token.can_approve_pull_request_reviews,
  };
}

async function readSecrets(github: ReadingGitHub, base: string): Promise<readonly SecretFact[]> {
  const of = async (kind: SecretFact['kind']): Promise<readonly SecretFact[]> =>
    (await github.list(`${base}/${kind}/secrets`, 'secrets')).map((one) => {
      const { name, updated_at: updatedAt } = secretSchema.parse(one);
      return { name, kind, updatedAt };
    });
  return [...(await of('actions')), ...(await of('dependabot'))];
}

/** Undefined where code scanning has no analysis, which GitHub says by 404. */
async function openAlerts(github: ReadingGitHub, base: string): Promise<number | undefined> {
  try {
    return (await github.getList(`${base}/code-scanning/alerts?state=open&per_page=100`)).length;
  } catch (error) {
    if (error instanceof GitHubFailure && /no analysis found/i.test(error.message))
      return undefined;
    throw error;
  }
}

async function readOwnersErrors(github: ReadingGitHub, base: string, paths: readonly string[]) {
  if (!codeOwnersPaths.some((path) => paths.includes(path))) return [];
  return errorsSchema.parse(await github.get(`${base}/codeowners/errors`)).errors;
}
