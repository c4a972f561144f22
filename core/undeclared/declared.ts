/** What of a repository is the stack's; names in any case. */
export interface Declared {
  /** The branch that files are delivered to; absent where none are. */
  readonly branch?: string;
  /** Paths of delivered files. */
  readonly files: readonly string[];
  readonly rulesets: readonly string[];
  readonly environments: readonly string[];
  /** Names of secrets of GitHub Actions, and of Dependabot. */
  readonly secrets: readonly string[];
  readonly dependabotSecrets: readonly string[];
  /** Ids. */
  readonly webhooks: readonly string[];
  /** Whether the stack sets which actions may run, and what the default token may do. */
  readonly allowedActions: boolean;
  readonly defaultToken: boolean;
}

/** Lists of a {@link Declared} that hold texts. */
export const declaredLists = [
  'files',
  'rulesets',
  'environments',
  'secrets',
  'dependabotSecrets',
  'webhooks',
] as const satisfies readonly (keyof Declared)[];
