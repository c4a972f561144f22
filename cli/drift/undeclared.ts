import { z } from 'zod';
import { githubTypes } from '../../core/kernel/resource-types';
import { GitHubFailure } from '../../provider/github/failure';
import { type ResourceState } from '../state/resource-state';
import { type DriftFinding } from './findings';
import { judgeDeployKey, judgeFileText, judgeWebhook } from './judge-undeclared';
import { deliveredFiles } from './schedules';

type Answer = Readonly<Record<string, unknown>>;

/** The part of GitHub that is asked. */
export interface UndeclaredSource {
  list(path: string, key?: string): Promise<readonly Answer[]>;
  find(path: string): Promise<Answer | undefined>;
}

/** Something in a repository that can act there, or that rules it, and that is not the stack's. */
export interface UndeclaredThing {
  /** Such as `workflow .github/workflows/docs.yml`. */
  readonly subject: string;
  /** Changes when the thing does. */
  readonly mark: string;
  readonly details: readonly string[];
  /** As every new repository has it: worth a word once it has changed. */
  readonly isDefault?: true;
  /** The file that it is, to be judged. */
  readonly file?: { readonly path: string; readonly sha: string };
}

export interface UndeclaredLook {
  readonly things: readonly UndeclaredThing[];
  /** Names of what the credential may not read. */
  readonly unread: readonly string[];
}

/** Marks of all that was undeclared at a look, by subject and repository. */
export type Known = Readonly<Record<string, Readonly<Record<string, string>>>>;

const tree = z.object({
  truncated: z.boolean().optional(),
  tree: z.array(z.object({ path: z.string(), type: z.string(), sha: z.string() })),
});
const time = z.object({ updated_at: z.string().optional() });
const keySchema = z.object({
  id: z.number(),
  title: z.string().default(''),
  read_only: z.boolean().default(false),
});
const hookSchema = z.object({
  id: z.number(),
  updated_at: z.string().optional(),
  active: z.boolean().default(true),
  config: z
    .object({
      url: z.string().optional(),
      secret: z.string().optional(),
      insecure_ssl: z.union([z.string(), z.number()]).optional(),
    })
    .default({}),
});
const named = z.object({ name: z.string() });

/**
 * Lists what is in a repository without being the stack's: workflows, actions, rulesets, deploy keys, webhooks,
 * environments, secrets and settings of GitHub Actions.
 *
 * @param own the repository's resources of the state.
 */
export async function undeclaredIn(
  github: UndeclaredSource,
  owner: string,
  repository: string,
  own: readonly ResourceState[],
): Promise<UndeclaredLook> {
  const base = `/repos/${[owner, repository].map(encodeURIComponent).join('/')}`;
  const unread: string[] = [];
  const readable = async <T>(
    what: string,
    read: () => Promise<readonly T[]>,
  ): Promise<readonly T[]> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof GitHubFailure) || error.kind === 'uncertain') throw error;
      unread.push(what);
      return [];
    }
  };
  const list = (what: string, path: string, key?: string): Promise<readonly Answer[]> =>
    readable(what, () => github.list(`${base}/${path}`, key));
  const names = (type: string, key: string): ReadonlySet<string> =>
    new Set(
      own.flatMap(({ type: found, inputs }) =>
        found === type && typeof inputs[key] === 'string' ? [inputs[key].toLowerCase()] : [],
      ),
    );
  const notOf = (declared: ReadonlySet<string>) => (answer: Answer) =>
    !declared.has(named.parse(answer).name.toLowerCase());
  const byName = (kind: string, answers: readonly Answer[]): readonly UndeclaredThing[] =>
    answers.map((answer) => ({
      subject: `${kind} ${named.parse(answer).name}`,
      mark: time.parse(answer).updated_at ?? '',
      details: [],
    }));
  const files = await readable('files', async () => {
    const { things, isCut } = await filesIn(github, base, own);
    if (isCut) unread.push('files beyond those that GitHub lists of a repository this large');
    return things;
  });
  const rulesets = await list('rulesets', 'rulesets');
  const environments = await list('environments', 'environments', 'environments');
  const secrets = await list('names of secrets', 'actions/secrets', 'secrets');
  const dependabot = await list('names of Dependabot secrets', 'dependabot/secrets', 'secrets');
  const settings = await readable('Actions settings', () => actionsSettings(github, base, own));
  const keys = await list('deploy keys', 'keys');
  const hooks = await list('webhooks', 'hooks');
  return {
    unread,
    things: [
      ...files,
      ...byName('ruleset', rulesets.filter(notOf(names(githubTypes.RepositoryRuleset, 'name')))),
      ...byName(
        'environment',
        environments.filter(notOf(names(githubTypes.RepositoryEnvironment, 'environment'))),
      ),
      ...byName('secret', secrets.filter(notOf(names(githubTypes.ActionsSecret, 'secretName')))),
      ...byName(
        'Dependabot secret',
        dependabot.filter(notOf(names(githubTypes.DependabotSecret, 'secretName'))),
      ),
      ...settings,
      ...keys.map(keyThing),
      ...hooks.filter((answer) => !isOwnHook(answer, own)).map(hookThing),
    ],
  };
}

/** Workflows and actions of the branch that the stack delivers to, which anyone with write access can add. */
async function filesIn(
  github: UndeclaredSource,
  base: string,
  own: readonly ResourceState[],
): Promise<{ readonly things: readonly UndeclaredThing[]; readonly isCut: boolean }> {
  const delivered = new Set(own.flatMap(deliveredFiles));
  const branch = own.map(({ inputs }) => inputs['branch']).find((one) => typeof one === 'string');
  const ref = encodeURIComponent(branch ?? 'HEAD');
  const answer = await github.find(`${base}/git/trees/${ref}?recursive=1`);
  if (answer === undefined) return { things: [], isCut: false };
  const { tree: entries, truncated } = tree.parse(answer);
  const things = entries.flatMap(({ path, type, sha }): readonly UndeclaredThing[] => {
    const kind = kindOfFile(path);
    if (type !== 'blob' || kind === undefined || delivered.has(path)) return [];
    return [{ subject: `${kind} ${path}`, mark: sha, details: [], file: { path, sha } }];
  });
  return { things, isCut: truncated === true };
}

/** What GitHub Actions may do, in two parts, each with the resource that sets it. */
const settingsOfActions = [
  {
    subject: 'Actions settings: allowed actions',
    path: 'actions/permissions',
    type: githubTypes.ActionsRepositoryPermissions,
  },
  {
    subject: 'Actions settings: default token',
    path: 'actions/permissions/workflow',
    type: githubTypes.WorkflowRepositoryPermissions,
  },
] as const;

/**
 * What GitHub gives a new repository.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository
 */
const actionsDefaults: ReadonlySet<string> = new Set([
  'enabled: true',
  'allowed_actions: all',
  'sha_pinning_required: false',
  'default_workflow_permissions: read',
  'can_approve_pull_request_reviews: false',
]);

/** Settings of GitHub Actions that no resource of the stack sets. */
async function actionsSettings(
  github: UndeclaredSource,
  base: string,
  own: readonly ResourceState[],
): Promise<readonly UndeclaredThing[]> {
  const open = settingsOfActions.filter(({ type }) => own.every((one) => one.type !== type));
  const answers = await Promise.all(
    open.map(async ({ subject, path }) => ({
      subject,
      answer: await github.find(`${base}/${path}`),
    })),
  );
  return answers.flatMap(({ subject, answer = {} }): readonly UndeclaredThing[] => {
    const values = Object.entries(answer).flatMap(([key, value]) =>
      typeof value === 'boolean' || (typeof value === 'string' && !key.endsWith('_url'))
        ? [`${key}: ${String(value)}`]
        : [],
    );
    if (values.length === 0) return [];
    const isDefault = values.every((value) => actionsDefaults.has(value));
    return [
      {
        ...{ subject, mark: values.sort().join(', '), details: values },
        ...(isDefault ? { isDefault } : {}),
      },
    ];
  });
}

function kindOfFile(path: string): 'workflow' | 'action' | undefined {
  if (/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) return 'workflow';
  return /(?:^|\/)action\.ya?ml$/.test(path) ? 'action' : undefined;
}

function keyThing(answer: Answer): UndeclaredThing {
  const { id, title, read_only: isReadOnly } = keySchema.parse(answer);
  return {
    subject: `deploy key ${title === '' ? String(id) : title}`,
    mark: `${id} ${isReadOnly ? 'read' : 'write'}`,
    details: [isReadOnly ? 'may read' : 'may write', ...judgeDeployKey(isReadOnly)],
  };
}

const isOwnHook = (answer: Answer, own: readonly ResourceState[]): boolean =>
  own.some(
    ({ type, id }) =>
      type === githubTypes.RepositoryWebhook && id.split('/').at(-1) === String(answer['id']),
  );

function hookThing(answer: Answer): UndeclaredThing {
  const { id, updated_at: updated, active: isActive, config } = hookSchema.parse(answer);
  const { url, secret } = config;
  // Without the path and the query, which may hold a token.
  const host = url !== undefined && URL.canParse(url) ? new URL(url).host : 'an unknown host';
  const judged = judgeWebhook({
    url,
    hasSecret: secret !== undefined,
    isInsecure: String(config.insecure_ssl ?? '0') === '1',
    isActive,
  });
  return {
    subject: `webhook ${id}`,
    mark: updated ?? url ?? '',
    details: [`to ${host}`, ...judged],
  };
}

const blobSchema = z.object({ content: z.string() });

/**
 * Those of the things that are new or have changed since a look, with what the policy pack objects to in files.
 *
 * @param today in UTC, such as `2026-03-31`.
 */
export async function judgedThings(
  github: Pick<UndeclaredSource, 'find'>,
  fullName: string,
  things: readonly UndeclaredThing[],
  known: Known,
  today: string,
): Promise<readonly UndeclaredThing[]> {
  const base = `/repos/${fullName.split('/').map(encodeURIComponent).join('/')}`;
  return Promise.all(
    things.map(async (thing) => {
      const { file } = thing;
      if (file === undefined || !isNew(known[fullName] ?? {}, thing)) return thing;
      const answer = await github.find(`${base}/git/blobs/${file.sha}`);
      if (answer === undefined) return thing;
      const text = Buffer.from(blobSchema.parse(answer).content, 'base64').toString('utf8');
      return { ...thing, details: [...thing.details, ...judgeFileText(file.path, text, today)] };
    }),
  );
}

const isNew = (
  before: Readonly<Record<string, string>>,
  { subject, mark }: UndeclaredThing,
): boolean => !Object.hasOwn(before, subject) || before[subject] !== mark;

/** What is new or has changed since a look; everything, where there was none. */
export function undeclaredFindings(
  repository: string,
  things: readonly UndeclaredThing[],
  known: Known,
): readonly DriftFinding[] {
  const before = known[repository] ?? {};
  return things.flatMap((thing): readonly DriftFinding[] => {
    const { subject, details } = thing;
    if (!isNew(before, thing)) return [];
    const isKnown = Object.hasOwn(before, subject);
    if (!isKnown && thing.isDefault === true) return [];
    const change = isKnown ? 'changed' : 'undeclared';
    return [{ repository, kind: 'undeclared', subject, change, details }];
  });
}

/** What a look leaves for the next one. */
export function marksOf(things: readonly UndeclaredThing[]): Readonly<Record<string, string>> {
  return Object.fromEntries(things.map(({ subject, mark }) => [subject, mark]));
}
