/** Where something stands in the text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A workflow file as somebody wrote it, in one form whatever legal form it was written in. */
export interface ParsedWorkflow {
  readonly path: string;
  readonly name?: string;
  /** By event name, such as `pull_request`. */
  readonly triggers: ReadonlyMap<string, ParsedTrigger>;
  /** Absent: the repository's default rights, which may be read and write of everything. */
  readonly permissions?: ParsedPermissions;
  readonly concurrency?: ParsedConcurrency;
  readonly env: Readonly<Record<string, string>>;
  readonly defaultShell?: string;
  readonly jobs: readonly ParsedJob[];
  readonly position: Position;
}

export interface ParsedTrigger {
  readonly event: string;
  readonly types?: readonly string[];
  readonly branches?: readonly string[];
  readonly branchesIgnore?: readonly string[];
  readonly tags?: readonly string[];
  readonly tagsIgnore?: readonly string[];
  readonly paths?: readonly string[];
  readonly pathsIgnore?: readonly string[];
  /** Of workflow_run: names of the workflows it follows. */
  readonly workflows?: readonly string[];
  /** Of schedule. */
  readonly crons?: readonly {
    readonly cron: string;
    readonly timezone?: string;
    readonly position: Position;
  }[];
  /** Of workflow_dispatch and workflow_call. */
  readonly inputs?: readonly string[];
  readonly position: Position;
}

export type ParsedPermissions =
  /** `read-all` or `write-all`. */
  | { readonly kind: 'all'; readonly access: 'read' | 'write'; readonly position: Position }
  | {
      readonly kind: 'scopes';
      readonly scopes: Readonly<Record<string, 'read' | 'write' | 'none'>>;
      readonly position: Position;
    };

export interface ParsedConcurrency {
  readonly group: string;
  /** `false` when absent; an expression stays text. */
  readonly cancelInProgress: boolean | string;
  readonly position: Position;
}

export interface ParsedMatrix {
  /** Axes in their order; an axis that is an expression has no known values. */
  readonly axes: ReadonlyMap<string, readonly string[] | undefined>;
  readonly include: readonly Readonly<Record<string, string>>[];
  readonly exclude: readonly Readonly<Record<string, string>>[];
  /** The whole matrix, `include` or `exclude` is an expression: what it stands for is known at run time only. */
  readonly dynamic: boolean;
}

export interface ParsedJob {
  readonly id: string;
  readonly name?: string;
  readonly needs: readonly string[];
  readonly if?: string;
  readonly permissions?: ParsedPermissions;
  readonly runsOn: readonly string[];
  /** Minutes; an expression stays text. */
  readonly timeoutMinutes?: number | string;
  readonly matrix?: ParsedMatrix;
  readonly concurrency?: ParsedConcurrency;
  readonly environment?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly continueOnError?: boolean | string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly container?: string;
  readonly services: readonly string[];
  /** Of a job that calls a reusable workflow. */
  readonly uses?: string;
  readonly usesPosition?: Position;
  readonly with: Readonly<Record<string, string>>;
  /** `inherit`, or the secrets handed over by name. */
  readonly secrets?: 'inherit' | Readonly<Record<string, string>>;
  readonly defaultShell?: string;
  readonly steps: readonly ParsedStep[];
  readonly position: Position;
}

export interface ParsedStep {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  /** Text of the comment behind `uses`, such as `v7.0.1`. */
  readonly usesComment?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly continueOnError?: boolean | string;
  readonly timeoutMinutes?: number | string;
  readonly position: Position;
}
