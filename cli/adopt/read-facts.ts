import { z } from 'zod';
import {
  type ActionsFacts,
  type EnvironmentFacts,
  type RepositoryFacts,
  type RequiredCheck,
} from '../../core/adoption/facts';
import { type ProjectTree, treeFromEntries } from '../../core/project';
import { isGenerated } from '../../core/kernel/marker';
import { GitHubFailure } from '../../provider/github/failure';
import { type ReadingGitHub } from '../../provider/github/reading-github';
import { readOptions } from '../../provider/repository-settings/option-groups';

/** A repository as it is on GitHub: its settings, and the files of its default branch. */
export interface ReadRepository {
  readonly facts: RepositoryFacts;
  readonly tree: ProjectTree;
}

type Answer = Readonly<Record<string, unknown>>;

const repositorySchema = z.object({
  default_branch: z.string(),
  archived: z.boolean(),
  private: z.boolean().optional(),
});
const ownerSchema = z.object({ plan: z.object({ name: z.string() }).optional() });
const treeSchema = z.object({
  tree: z.array(
    z.object({ path: z.string(), type: z.string(), mode: z.string(), sha: z.string() }),
  ),
  truncated: z.boolean().optional(),
});
const blobSchema = z.object({ content: z.string() });
const permissionsSchema = z.object({
  enabled: z.boolean(),
  allowed_actions: z.enum(['all', 'local_only', 'selected']).default('all'),
  sha_pinning_required: z.boolean().default(false),
});
const selectedSchema = z.object({
  github_owned_allowed: z.boolean().default(false),
  verified_allowed: z.boolean().default(false),
  patterns_allowed: z.array(z.string()).default([]),
});
const tokenSchema = z.object({
  default_workflow_permissions: z.enum(['read', 'write']),
  can_approve_pull_request_reviews: z.boolean(),
});
const environmentSchema = z.object({
  name: z.string(),
  protection_rules: z
    .array(
      z.object({
        type: z.string(),
        wait_timer: z.number().optional(),
        reviewers: z.array(z.unknown()).optional(),
      }),
    )
    .default([]),
});
const ruleSchema = z.object({
  type: z.string(),
  ruleset_id: z.number().optional(),
  parameters: z
    .object({ required_status_checks: z.array(z.object({ context: z.string() })).optional() })
    .optional(),
});
const classicSchema = z.object({
  required_status_checks: z.object({ contexts: z.array(z.string()).default([]) }).optional(),
});
const named = z.object({ name: z.string() });

/** Only members and Apps with the permission see the plan of an organization. */
async function planOf(github: ReadingGitHub): Promise<string | undefined> {
  try {
    const owner = await github.get(`/orgs/${encodeURIComponent(github.owner)}`);
    return ownerSchema.parse(owner).plan?.name;
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind === 'uncertain') throw error;
    return undefined;
  }
}

/**
 * Reads what an adoption has to know of a repository; nothing is changed.
 *
 * @throws GitHubFailure when the repository, its files or its Actions settings cannot be read; without these nothing can be
 *   kept as it is. What else cannot be read is named in the facts.
 */
export async function readRepository(github: ReadingGitHub, name: string): Promise<ReadRepository> {
  const base = `/repos/${encodeURIComponent(github.owner)}/${encodeURIComponent(name)}`;
  const about = repositorySchema.parse(await github.get(base));
  const branch = about.default_branch;
  const listed = treeSchema.parse(
    await github.get(`${base}/git/trees/${encodeURIComponent(branch)}?recursive=1`),
  );
  const tree = await treeFromEntries(listed.tree, async (sha) => {
    const { content } = blobSchema.parse(await github.get(`${base}/git/blobs/${sha}`));
    return Buffer.from(content, 'base64');
  });
  const unread: string[] = [
    ...(listed.truncated === true ? ['GitHub lists only a part of its files.'] : []),
    ...(about.archived ? ['It is archived, so that nothing can be delivered to it.'] : []),
  ];
  const optional = async (
    what: string,
    read: () => Promise<readonly Answer[]>,
  ): Promise<readonly Answer[]> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof GitHubFailure) || error.kind === 'uncertain') throw error;
      if (error.kind === 'refused') unread.push(`${what} could not be read: ${error.message}`);
      return [];
    }
  };
  const list = (what: string, path: string, key?: string): Promise<readonly Answer[]> =>
    optional(what, () => github.list(`${base}/${path}`, key));
  const environments = await list('Environments', 'environments', 'environments');
  const rulesets = await list('Rulesets', 'rulesets');
  const facts: RepositoryFacts = {
    owner: github.owner,
    name,
    defaultBranch: branch,
    isPrivate: about.private,
    plan: about.private === true ? await planOf(github) : undefined,
    paths: listed.tree.filter(({ type }) => type !== 'tree').map(({ path }) => path),
    workflows: await workflowsOf(tree),
    dependabot: await dependabotOf(tree),
    actions: await actionsOf(github, base),
    options: await readOptions(github, base),
    environments: environments.map(environmentOf),
    required: [
      ...(await rulesetChecks(list, branch, rulesets)),
      ...(await classicChecks(optional, github, base, branch)),
    ],
    rulesets: namesOf(rulesets),
    labels: namesOf(await list('Labels', 'labels')),
    variables: namesOf(await list('Variables', 'actions/variables', 'variables')),
    secrets: namesOf(await list('Names of secrets', 'actions/secrets', 'secrets')),
    unread,
  };
  return { facts, tree };
}

async function workflowsOf(tree: ProjectTree): Promise<RepositoryFacts['workflows']> {
  const paths = tree.paths.filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path));
  return Promise.all(paths.map(async (path) => ({ path, text: (await tree.read(path)) ?? '' })));
}

async function dependabotOf(tree: ProjectTree): Promise<RepositoryFacts['dependabot']> {
  const path = tree.paths.find((one) => /^\.github\/dependabot\.ya?ml$/.test(one));
  const text = path === undefined ? undefined : await tree.read(path);
  // A file that is the pipeline's as a whole is not the repository's own.
  if (path === undefined || text === undefined || isGenerated(text)) return undefined;
  return { path, text };
}

async function actionsOf(github: ReadingGitHub, base: string): Promise<ActionsFacts> {
  const permissions = permissionsSchema.parse(await github.get(`${base}/actions/permissions`));
  const token = tokenSchema.parse(await github.get(`${base}/actions/permissions/workflow`));
  const selected =
    permissions.allowed_actions === 'selected'
      ? selectedSchema.parse(await github.get(`${base}/actions/permissions/selected-actions`))
      : undefined;
  return {
    enabled: permissions.enabled,
    allowedActions: permissions.allowed_actions,
    shaPinningRequired: permissions.sha_pinning_required,
    ...(selected === undefined
      ? {}
      : {
          selected: {
            githubOwnedAllowed: selected.github_owned_allowed,
            verifiedAllowed: selected.verified_allowed,
            patternsAllowed: selected.patterns_allowed,
          },
        }),
    defaultWorkflowPermissions: token.default_workflow_permissions,
    canApprovePullRequestReviews: token.can_approve_pull_request_reviews,
  };
}

function environmentOf(answer: Answer): EnvironmentFacts {
  const { name, protection_rules: rules } = environmentSchema.parse(answer);
  const of = (type: string) => rules.find((rule) => rule.type === type);
  return {
    name,
    waitTimer: of('wait_timer')?.wait_timer ?? 0,
    reviewers: of('required_reviewers')?.reviewers?.length ?? 0,
  };
}

async function rulesetChecks(
  list: (what: string, path: string) => Promise<readonly Answer[]>,
  branch: string,
  rulesets: readonly Answer[],
): Promise<readonly RequiredCheck[]> {
  const rules = await list(
    'Rules of the default branch',
    `rules/branches/${encodeURIComponent(branch)}`,
  );
  return rules.flatMap((answer) => {
    const { type, ruleset_id: id, parameters } = ruleSchema.parse(answer);
    if (type !== 'required_status_checks') return [];
    const found = rulesets.find((one) => one['id'] === id)?.['name'];
    const by = `ruleset ${typeof found === 'string' ? found : String(id)}`;
    return (parameters?.required_status_checks ?? []).map(({ context }) => ({ context, by }));
  });
}

async function classicChecks(
  optional: (what: string, read: () => Promise<readonly Answer[]>) => Promise<readonly Answer[]>,
  github: ReadingGitHub,
  base: string,
  branch: string,
): Promise<readonly RequiredCheck[]> {
  const path = `${base}/branches/${encodeURIComponent(branch)}/protection`;
  const [found] = await optional('Branch protection', async () => [await github.get(path)]);
  if (found === undefined) return [];
  const contexts = classicSchema.parse(found).required_status_checks?.contexts ?? [];
  return contexts.map((context) => ({ context, by: `branch protection of ${branch}` }));
}

const namesOf = (answers: readonly Answer[]): readonly string[] =>
  answers.map((answer) => named.parse(answer).name);
