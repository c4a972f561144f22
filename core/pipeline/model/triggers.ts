import { type Value } from './expression';

/** Branch, tag and path filters. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on */
export interface RefFilter {
  readonly branches?: readonly string[];
  readonly branchesIgnore?: readonly string[];
}

export interface PushTrigger extends RefFilter {
  readonly tags?: readonly string[];
  readonly paths?: readonly string[];
  readonly pathsIgnore?: readonly string[];
}

export interface PullRequestTrigger extends RefFilter {
  readonly types?: readonly string[];
  readonly paths?: readonly string[];
  readonly pathsIgnore?: readonly string[];
}

interface ScheduleTrigger {
  /** POSIX cron of five fields; GitHub's shortest interval is five minutes. */
  readonly cron: string;
  /** IANA time zone; UTC when absent. */
  readonly timezone?: string;
}

interface InputBase {
  readonly description: string;
  readonly required?: boolean;
}

/** An input of workflow_dispatch or workflow_call. */
export type WorkflowInput =
  | (InputBase & { readonly type: 'string' | 'environment'; readonly default?: string })
  | (InputBase & { readonly type: 'boolean'; readonly default?: boolean })
  | (InputBase & { readonly type: 'number'; readonly default?: number })
  | (InputBase & {
      readonly type: 'choice';
      readonly options: readonly [string, ...string[]];
      readonly default?: string;
    });

interface WorkflowRunTrigger extends RefFilter {
  /** Names (not files) of the workflows to follow. */
  readonly workflows: readonly [string, ...string[]];
  readonly types: readonly ['completed' | 'requested' | 'in_progress', ...string[]];
  /**
   * Why this trigger is safe here: it runs with the base repository's rights after a run that may be a stranger's.
   * Rendered as the explained exception that zizmor's `dangerous-triggers` audit asks for.
   */
  readonly safeBecause: string;
}

interface WorkflowCallTrigger {
  readonly inputs?: Readonly<Record<string, WorkflowInput>>;
  readonly outputs?: Readonly<
    Record<string, { readonly description: string; readonly value: Value }>
  >;
  readonly secrets?: Readonly<
    Record<string, { readonly description: string; readonly required: boolean }>
  >;
}

/** The events that start a workflow. */
export interface Triggers {
  readonly push?: PushTrigger;
  readonly pullRequest?: PullRequestTrigger;
  readonly pullRequestReview?: {
    readonly types: readonly ('submitted' | 'edited' | 'dismissed')[];
  };
  readonly mergeGroup?: { readonly types?: readonly 'checks_requested'[] };
  readonly release?: { readonly types: readonly ['published'] };
  readonly schedule?: readonly [ScheduleTrigger, ...ScheduleTrigger[]];
  readonly workflowDispatch?: { readonly inputs?: Readonly<Record<string, WorkflowInput>> };
  readonly workflowRun?: WorkflowRunTrigger;
  readonly workflowCall?: WorkflowCallTrigger;
  readonly repositoryDispatch?: { readonly types: readonly [string, ...string[]] };
}
