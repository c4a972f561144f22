import { type Matrix } from './matrix';

/**
 * A workflow file as rules see it: every value carries where it is in the text. It is lenient on purpose, because
 * hand-written workflows of any quality are checked too: what has an unexpected shape is left out, never guessed.
 */
export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** A scalar with its position and its source text. */
export interface Text extends Position {
  readonly value: string;
  /** The source text of the scalar, quotes and block header included. */
  readonly raw: string;
  /** Offset of `raw` in the file. */
  readonly offset: number;
  /** Position of a character of `raw`. */
  positionAt(index: number): Position;
}

/** One `key: value` of a mapping whose keys are free, such as `env` or `with`. */
export interface Entry {
  readonly key: Text;
  readonly value: Text;
}

export interface Trigger extends Position {
  readonly event: string;
  readonly branches: readonly string[];
  readonly branchesIgnore: readonly string[];
  readonly tags: readonly string[];
  readonly tagsIgnore: readonly string[];
  readonly types: readonly string[];
  readonly paths: readonly string[];
  readonly pathsIgnore: readonly string[];
  /** True when `paths` or `paths-ignore` is present. */
  readonly pathFilter: boolean;
  readonly crons: readonly Text[];
  /** Of `workflow_call`: what a caller may, or must, pass. */
  readonly inputs: readonly Parameter[];
  readonly secrets: readonly Parameter[];
}

/** An input, or a secret, of a workflow that others call. */
export interface Parameter {
  readonly name: Text;
  /** Whether a call without it is refused. */
  readonly required: boolean;
}

export interface Permissions extends Position {
  /** `read-all` or `write-all`, when the short form is used. */
  readonly all?: Text;
  readonly scopes: readonly Entry[];
}

export interface Container extends Position {
  readonly image?: Text;
  readonly username?: Text;
  readonly password?: Text;
}

export interface Step extends Position {
  readonly id?: Text;
  readonly name?: Text;
  readonly condition?: Text;
  readonly uses?: Text;
  /** Text after `#` on the line of `uses`. */
  readonly usesComment?: string;
  readonly run?: Text;
  /** The step's own shell, else the default of its job or workflow. */
  readonly shell?: Text;
  /** The step's own `working-directory`. */
  readonly directory?: Text;
  readonly with: readonly Entry[];
  readonly env: readonly Entry[];
  readonly continueOnError?: Text;
  /** `background: true`: the step runs while later ones do. */
  readonly background?: Text;
  /** Ids of background steps that this step ends. */
  readonly cancel: readonly Text[];
  /** The composite action of the same commit that it uses; see `linkFiles`. */
  readonly action?: Workflow;
}

export interface Job extends Position {
  /** Empty for the steps of an action. */
  readonly id: string;
  readonly name?: Text;
  readonly needs: readonly Text[];
  readonly condition?: Text;
  /** The called reusable workflow. */
  readonly uses?: Text;
  readonly usesComment?: string;
  /** That workflow, where it is of the same commit, or of another repository and known; see `linkFiles`. */
  readonly called?: Workflow;
  readonly runsOn: readonly Text[];
  /** `runs-on: { group: … }`. */
  readonly runnerGroup?: Text;
  readonly permissions?: Permissions;
  readonly timeoutMinutes?: Text;
  readonly environment?: Text;
  readonly concurrency?: Position;
  /** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
  readonly cacheMode?: Text;
  readonly continueOnError?: Text;
  readonly env: readonly Entry[];
  readonly container?: Container;
  readonly services: readonly Container[];
  /** `secrets: inherit`. */
  readonly secretsInherit?: Position;
  readonly secrets: readonly Entry[];
  readonly with: readonly Entry[];
  /** Those of `parallel` too, in their order. */
  readonly steps: readonly Step[];
  /** `strategy.matrix`; `dynamic` where an expression gives it. */
  readonly matrix?: Matrix | 'dynamic';
  /** `strategy.matrix` values with their positions, `include` entries too. */
  readonly matrixValues: readonly Entry[];
}

export interface Workflow {
  /** The metadata file of an action is read as one job without an id, so that rules about steps judge it too. */
  readonly kind: 'workflow' | 'action';
  readonly path: string;
  readonly text: string;
  readonly name?: Text;
  readonly triggers: readonly Trigger[];
  readonly permissions?: Permissions;
  readonly concurrency?: Position & { readonly cancelInProgress?: Text };
  readonly cacheMode?: Text;
  /** Of an action: what runs it, such as `composite`, `node24` or `docker`, and the image of the latter. */
  readonly runs?: { readonly using: Text; readonly image?: Text };
  /** What `.github/workflows/actions.lock` says of the commit; see `linkFiles`. */
  readonly lock?: ActionsLock;
  readonly env: readonly Entry[];
  readonly jobs: readonly Job[];
  /** Every scalar in which there is an expression, whatever its key; one behind an anchor once. */
  readonly expressionTexts: readonly Text[];
}

/** The commits of the actions that workflows use, as GitHub's lockfile has them. */
export interface ActionsLock {
  /** Paths of the workflows that it covers: GitHub starts none of them with an action that is not locked. */
  readonly workflows: ReadonlySet<string>;
  /** The commit of each action, by `owner/name@ref` as `uses` has it, in lower case. */
  readonly commits: ReadonlyMap<string, string>;
}

/** Whether the workflow runs on an event. */
export function hasTrigger(workflow: Workflow, ...events: readonly string[]): boolean {
  return workflow.triggers.some((trigger) => events.includes(trigger.event));
}

/**
 * When a job that needs others is skipped, which lets its check count as passed; undefined where its condition lets it run
 * whatever happened. With `!cancelled()` whoever can cancel a run skips it.
 */
export function skippedWhen({
  condition,
}: Pick<Job, 'condition'>): 'a need fails' | 'the run is cancelled' | undefined {
  const text = condition?.value ?? '';
  if (/\balways\s*\(\s*\)/.test(text)) return undefined;
  return /!\s*cancelled\s*\(\s*\)/.test(text) ? 'the run is cancelled' : 'a need fails';
}

/** How a message names a job. */
export function titleOf({ id }: Job): string {
  return id === '' ? 'the action' : `job ${id}`;
}

/** A job, or one of its steps, in its workflow. */
export interface Place {
  readonly workflow: Workflow;
  readonly job: Job;
  readonly step?: Step;
}

/** What sets an environment variable at a place: the step, else the job, else the workflow. */
export function variableAt(name: string, { workflow, job, step }: Place): Text | undefined {
  const key = name.toLowerCase();
  return entry(step?.env ?? [], key) ?? entry(job.env, key) ?? entry(workflow.env, key);
}

/** The value of a free key, such as an input of a step, compared without case as GitHub does. */
export function entry(entries: readonly Entry[], key: string): Text | undefined {
  return entries.find((item) => item.key.value.toLowerCase() === key)?.value;
}
