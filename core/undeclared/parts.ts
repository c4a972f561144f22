import * as z from 'zod/mini';
import { type Declared } from './declared';
import { type UndeclaredThing } from './things';

/** One request that shows a part of what a repository has. */
export interface UndeclaredPart {
  /** What it shows, for those who may not read it. */
  readonly what: string;
  /** Path of GitHub's REST API below that of the repository. */
  readonly path: string;
  /** `one`: an object. `list`: a list, page by page, which is below `key` where there is one. */
  readonly shape: 'one' | 'list';
  readonly key?: string;
  /** @param answers an object, or the items of a list. */
  things(answers: readonly unknown[]): readonly UndeclaredThing[];
  /** What the answers leave out, for those who read them; undefined where they are whole. */
  leftOut?(answers: readonly unknown[]): string | undefined;
}

const named = z.object({ name: z.string() });
const time = z.object({ updated_at: z.optional(z.string()) });

/**
 * The requests that show what is in a repository without being the stack's: workflows, actions, rulesets, deploy keys,
 * webhooks, environments, names of secrets and settings of GitHub Actions.
 */
export function undeclaredParts(declared: Declared): readonly UndeclaredPart[] {
  const ofNames = (
    kind: string,
    names: readonly string[],
    part: Pick<UndeclaredPart, 'what' | 'path' | 'key'>,
  ): UndeclaredPart => ({
    ...part,
    shape: 'list',
    things: (answers) => byName(kind, answers, names),
  });
  const { rulesets, environments, secrets, dependabotSecrets } = declared;
  return [
    filesPart(declared),
    ofNames('ruleset', rulesets, { what: 'rulesets', path: 'rulesets' }),
    ofNames('environment', environments, {
      what: 'environments',
      path: 'environments',
      key: 'environments',
    }),
    ofNames('secret', secrets, {
      what: 'names of secrets',
      path: 'actions/secrets',
      key: 'secrets',
    }),
    ofNames('Dependabot secret', dependabotSecrets, {
      what: 'names of Dependabot secrets',
      path: 'dependabot/secrets',
      key: 'secrets',
    }),
    ...(declared.allowedActions ? [] : [settingsPart('allowed actions', 'actions/permissions')]),
    ...(declared.defaultToken
      ? []
      : [settingsPart('default token', 'actions/permissions/workflow')]),
    {
      what: 'deploy keys',
      path: 'keys',
      shape: 'list',
      things: (answers) => answers.map(keyThing),
    },
    {
      what: 'webhooks',
      path: 'hooks',
      shape: 'list',
      things: (answers) =>
        answers
          .map((answer) => hookSchema.parse(answer))
          .flatMap((hook) =>
            declared.webhooks.includes(String(hook.id)) ? [] : [hookThing(hook)],
          ),
    },
  ];
}

function byName(
  kind: string,
  answers: readonly unknown[],
  declared: readonly string[],
): readonly UndeclaredThing[] {
  const names = new Set(declared.map((name) => name.toLowerCase()));
  return answers.flatMap((answer) => {
    const { name } = named.parse(answer);
    if (names.has(name.toLowerCase())) return [];
    return [{ subject: `${kind} ${name}`, mark: time.parse(answer).updated_at ?? '', details: [] }];
  });
}

const tree = z.object({
  truncated: z.optional(z.boolean()),
  tree: z.array(z.object({ path: z.string(), type: z.string(), sha: z.string() })),
});

/** Workflows and actions of the branch that the stack delivers to, which anyone with write access can add. */
function filesPart({ branch, files }: Declared): UndeclaredPart {
  const delivered = new Set(files);
  return {
    what: 'files',
    path: `git/trees/${encodeURIComponent(branch ?? 'HEAD')}?recursive=1`,
    shape: 'one',
    leftOut: ([answer]) =>
      tree.parse(answer).truncated === true
        ? 'files beyond those that GitHub lists of a repository this large'
        : undefined,
    things: ([answer]) =>
      tree.parse(answer).tree.flatMap(({ path, type, sha }): readonly UndeclaredThing[] => {
        const kind = kindOfFile(path);
        if (type !== 'blob' || kind === undefined || delivered.has(path)) return [];
        return [{ subject: `${kind} ${path}`, mark: sha, details: [], file: { path, sha } }];
      }),
  };
}

function kindOfFile(path: string): 'workflow' | 'action' | undefined {
  if (/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) return 'workflow';
  return /(?:^|\/)action\.ya?ml$/.test(path) ? 'action' : undefined;
}

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

/** What GitHub Actions may do; a part of it. */
function settingsPart(name: string, path: string): UndeclaredPart {
  const subject = `Actions settings: ${name}`;
  return {
    what: 'Actions settings',
    path,
    shape: 'one',
    things: ([answer]) => {
      const values = Object.entries(answer ?? {}).flatMap(([key, value]: [string, unknown]) =>
        typeof value === 'boolean' || (typeof value === 'string' && !key.endsWith('_url'))
          ? [`${key}: ${String(value)}`]
          : [],
      );
      if (values.length === 0) return [];
      const isDefault = values.every((value) => actionsDefaults.has(value));
      const thing = { subject, mark: values.sort().join(', '), details: values };
      return [{ ...thing, ...(isDefault ? { isDefault } : {}) }];
    },
  };
}

const keySchema = z.object({
  id: z.number(),
  title: z._default(z.string(), ''),
  read_only: z._default(z.boolean(), false),
});

function keyThing(answer: unknown): UndeclaredThing {
  const { id, title, read_only: isReadOnly } = keySchema.parse(answer);
  return {
    subject: `deploy key ${title === '' ? String(id) : title}`,
    mark: `${id} ${isReadOnly ? 'read' : 'write'}`,
    details: [isReadOnly ? 'may read' : 'may write'],
    deployKey: { isReadOnly },
  };
}

const hookSchema = z.object({
  id: z.number(),
  updated_at: z.optional(z.string()),
  active: z._default(z.boolean(), true),
  config: z._default(
    z.object({
      url: z.optional(z.string()),
      secret: z.optional(z.string()),
      insecure_ssl: z.optional(z.union([z.string(), z.number()])),
    }),
    {},
  ),
});

function hookThing(hook: z.infer<typeof hookSchema>): UndeclaredThing {
  const { id, updated_at: updated, active: isActive, config } = hook;
  const { url, secret } = config;
  // Without the path and the query, which may hold a token.
  const host = url !== undefined && URL.canParse(url) ? new URL(url).host : 'an unknown host';
  return {
    subject: `webhook ${id}`,
    mark: updated ?? url ?? '',
    details: [`to ${host}`],
    webhook: {
      url,
      hasSecret: secret !== undefined,
      isInsecure: String(config.insecure_ssl ?? '0') === '1',
      isActive,
    },
  };
}
