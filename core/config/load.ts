import { type Problem } from '../kernel/problem';
import { awsProblems } from './aws-problems';
import { houseDefaults } from './defaults';
import { mergeSettings } from './merge';
import { toProblems } from './problems';
import { repositorySettings, type RepositorySettings } from './repository-schema';
import { keysAt } from './schema-keys';
import { type SecretReference } from './secret-reference';
import { stackSchema, type StackFile } from './stack-schema';

/** What a stack file says, as the engine hands it to the program. */
export interface StackSource {
  /** Name of the stack file, for messages: `Pulumi.dev.yaml`. */
  readonly file: string;
  /** Keys of the project's namespace without it; objects and lists as JSON text. */
  readonly values: Readonly<Record<string, string>>;
  /** Whether a key was set with `--secret`. */
  readonly isSecret: (key: string) => boolean;
}

/** The stack's configuration with every repository's settings complete. */
export interface StackConfig extends Omit<StackFile, 'defaults' | 'repositories'> {
  readonly repositories: readonly RepositorySettings[];
}

export type LoadedStack =
  | { readonly ok: true; readonly config: StackConfig }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const namespace = 'gatehouse';

/** Reads and checks a whole stack; every problem is reported at once, none is thrown. */
export function loadStack(source: StackSource): LoadedStack {
  const problems: Problem[] = [];
  const known = Object.keys(stackSchema.shape);
  const parsed = parseValues(source, known, problems);
  const secretKeys = new Set(referencedKeys(parsed));
  const input = Object.fromEntries(
    Object.entries(parsed).filter(([key]) => known.includes(key) || !secretKeys.has(key)),
  );
  const checked = stackSchema.safeParse(input);
  const pathText = (path: readonly PropertyKey[]): string => describePath(path);
  if (!checked.success) {
    problems.push(
      ...toProblems(checked.error.issues, input, pathText, (path) => keysAt(stackSchema, path)),
    );
  }
  problems.push(...secretProblems(secretKeys, source));
  problems.push(...duplicateProblems(input['repositories']));
  const repositories = checked.success ? resolveRepositories(checked.data, problems) : [];
  if (checked.success) {
    problems.push(
      ...deliveryProblems(checked.data, repositories),
      ...dashboardCopyProblems(checked.data, repositories),
      ...awsProblems(checked.data.aws, repositories, describePath),
    );
  }
  if (!checked.success || problems.length > 0) {
    return { ok: false, problems: problems.map((problem) => ({ file: source.file, ...problem })) };
  }
  return { ok: true, config: { ...withoutRepositories(checked.data), repositories } };
}

function parseValues(
  source: StackSource,
  known: readonly string[],
  problems: Problem[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(source.values).map(([key, text]) => {
      if (!known.includes(key)) return [key, text];
      try {
        return [key, JSON.parse(text) as unknown];
      } catch {
        problems.push({
          code: 'invalid-type',
          path: describePath([key]),
          message: 'has the wrong type',
          found: 'a plain text',
          allowed: `${key === 'repositories' ? 'a list' : 'an object'} in YAML`,
        });
        return [key, undefined];
      }
    }),
  );
}

function resolveRepositories(file: StackFile, problems: Problem[]): readonly RepositorySettings[] {
  const base = mergeSettings({ ...houseDefaults }, file.defaults);
  return file.repositories.flatMap((entry, index) => {
    const merged = mergeSettings(base, entry);
    const result = repositorySettings.safeParse(merged);
    if (result.success) return [result.data];
    const found = toProblems(
      result.error.issues,
      merged,
      (path) => describePath(['repositories', index, ...path]),
      (path) => keysAt(repositorySettings, path),
    );
    problems.push(...found);
    return [];
  });
}

/** Direct commits to a protected branch are refused unless their author may bypass the rules, which only a ruleset grants. */
function deliveryProblems(file: StackFile, repositories: readonly RepositorySettings[]): Problem[] {
  if (file.delivery.mode === 'pullRequest') return [];
  return repositories.flatMap(({ name, protection }) => {
    const mayBypass = protection.bypassApps.length > 0 || file.github.app !== undefined;
    if (protection.kind === 'none' || (protection.kind === 'ruleset' && mayBypass)) return [];
    return [
      {
        code: 'delivery-blocked',
        path: describePath(['delivery', 'mode']),
        message: `the protection of ${name} would refuse every direct commit after the first`,
        found: JSON.stringify(file.delivery.mode),
        allowed:
          'pullRequest; or a ruleset that Gatehouse may bypass as a GitHub App (`github.app`, or its id in `protection.bypassApps`)',
      },
    ];
  });
}

/** A copy of the dashboard on a protected branch takes an App that may bypass the rules, which only a ruleset grants. */
function dashboardCopyProblems(
  file: StackFile,
  repositories: readonly RepositorySettings[],
): Problem[] {
  return repositories.flatMap(({ name, protection, readiness }) => {
    const copy = readiness.dashboardCopy;
    const bypassing = [...protection.bypassApps, Number(file.github.app?.id)];
    if (copy === undefined || protection.kind === 'none') return [];
    if (protection.kind === 'ruleset' && bypassing.includes(copy.appId)) return [];
    return [
      {
        code: 'dashboard-copy-blocked',
        path: `readiness.dashboardCopy of ${name}`,
        message: 'the protection of the default branch would refuse every copy of the dashboard',
        found: `App ${String(copy.appId)} and \`protection.kind: ${protection.kind}\``,
        allowed:
          'a ruleset (`protection.kind: ruleset`) with the App among `protection.bypassApps`, or the App of `github.app`',
      },
    ];
  });
}

function duplicateProblems(repositories: unknown): Problem[] {
  if (!Array.isArray(repositories)) return [];
  const names = repositories.map((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'name' in entry
      ? String(entry.name).toLowerCase()
      : undefined,
  );
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    return name === undefined || first === index
      ? []
      : [
          {
            code: 'duplicate-repository',
            path: describePath(['repositories', index, 'name']),
            message: `repeats repositories[${first}]`,
            found: JSON.stringify(name),
            allowed: 'each repository once (GitHub compares names without case)',
          },
        ];
  });
}

function secretProblems(keys: ReadonlySet<string>, source: StackSource): Problem[] {
  return [...keys].flatMap((key): Problem[] => {
    const path = describePath([key]);
    const remedy = `run \`pulumi config set --secret ${key}\``;
    if (!(key in source.values)) {
      return [
        {
          code: 'missing-secret',
          path,
          message: 'is named by a secret reference but not set',
          remedy,
        },
      ];
    }
    if (!source.isSecret(key)) {
      return [
        {
          code: 'plaintext-secret',
          path,
          message: 'holds a secret in plain text',
          found: 'a plain text',
          remedy,
        },
      ];
    }
    return [];
  });
}

/** The stack keys that references of the form `{ config: KEY }` name, wherever they stand. */
function referencedKeys(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencedKeys);
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && isConfigReference(value))
    return [value.config];
  return entries.flatMap(([, item]) => referencedKeys(item));
}

function isConfigReference(value: object): value is Extract<SecretReference, { config: string }> {
  return 'config' in value && typeof value.config === 'string';
}

function describePath(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>(
    (joined, key) =>
      typeof key === 'number'
        ? `${joined}[${key}]`
        : `${joined}${joined === '' ? '' : '.'}${String(key)}`,
    '',
  );
  return `${namespace}:${text}`;
}

function withoutRepositories(file: StackFile): Omit<StackFile, 'defaults' | 'repositories'> {
  const { github, delivery, slack, aws, cost } = file;
  return { github, delivery, slack, aws, cost };
}
