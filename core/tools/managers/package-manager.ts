/** What the value after an option, or a plain word, of an installing command names. */
export type InstallTarget =
  'files' | 'constraints' | 'groups' | 'extras' | 'requirements' | 'indexes' | 'ignored';

/** Options of a command that installs. */
export interface InstallGrammar {
  /** Those with a value. */
  readonly values: Readonly<Record<string, InstallTarget>>;
  /** Those that stand for all of a kind. */
  readonly flags: Readonly<Record<string, 'groups' | 'extras' | 'members'>>;
  readonly words: InstallTarget;
}

/** A package manager with a lock file: how a project that uses it is recognised and read, and what runs it. */
export interface PackageManager {
  /** As its own documentation spells it. */
  readonly title: string;
  readonly lockFile: string;
  /** Keys of its table below `tool` in pyproject.toml that only its users set. */
  readonly signs: readonly string[];
  /** Its table can describe the project, in place of `[project]`. */
  readonly ownMetadata?: true;
  /** Key of the table that is false where the project is no package. */
  readonly packageKey: string;
  /** Key of the table with groups of dependencies from before PEP 735: a list for `dev`, or lists by name. */
  readonly groupsKey?: string;
  /** Key of the table with tasks that `run` starts. */
  readonly tasksKey?: string;
  /** Indexes beside PyPI. */
  readonly indexes: {
    readonly key: string;
    /** Variables of their credentials, by the index's name in capitals; without it the address names them. */
    readonly credentials?: (name: string) => readonly string[];
  };
  /** Subcommands that install the project. */
  readonly installs: readonly string[];
  readonly grammar: InstallGrammar;
  /** Options of its `run` that take a value. */
  readonly runOptions: RegExp;
  /** Actions that install it, as regular expressions. */
  readonly setupActions: readonly string[];
  /** Its own cache, beside uv's. */
  readonly cachePath?: string;
  /** Options of `uv tool run` by which it runs at a fixed release; without it, it is uv. */
  readonly uvTool?: string;
}
