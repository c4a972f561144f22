import { expression, type Expression, type Value } from './expression';
import { type Permissions } from './permissions';
import { type Step } from './step';

/** A matrix: combinations of its axes. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategy */
interface Strategy {
  readonly matrix: Readonly<Record<string, readonly [string | number, ...(string | number)[]]>>;
  /** Required, because GitHub's default (true) hides the results of the other combinations. */
  readonly failFast: boolean;
  readonly maxParallel?: number;
}

export interface Container {
  readonly image: string;
  readonly env?: Readonly<Record<string, Value>>;
  readonly ports?: readonly (string | number)[];
  readonly volumes?: readonly string[];
  readonly options?: string;
  readonly credentials?: { readonly username: Value; readonly password: Expression };
}

export interface Concurrency {
  readonly group: Value;
  /** Required: silently cancelling half-done work is a decision, not a default. */
  readonly cancelInProgress: boolean | Expression;
}

interface JobBase<Id extends string, Outputs extends string> {
  readonly id: Id;
  /** The check's context on a commit; with a matrix GitHub appends the values in parentheses. */
  readonly name: string;
  /** The jobs themselves, so that a job that does not exist cannot be named. */
  readonly needs?: readonly NeededJob[];
  readonly if?: Expression;
  /** Required on every job: a job without rights says so by `{}`. */
  readonly permissions: Permissions;
  readonly strategy?: Strategy;
  readonly concurrency?: Concurrency;
  readonly outputs?: Readonly<Record<Outputs, Expression>>;
}

/** A job of steps on a runner. */
export interface StepsJob<
  Id extends string = string,
  Outputs extends string = string,
> extends JobBase<Id, Outputs> {
  readonly runsOn: string;
  /** Minutes; required, because GitHub's default is six hours. */
  readonly timeoutMinutes: number;
  readonly environment?: { readonly name: string; readonly url?: Value };
  readonly env?: Readonly<Record<string, Value>>;
  readonly container?: Container;
  readonly services?: Readonly<Record<string, Container>>;
  readonly continueOnError?: boolean;
  readonly steps: readonly [Step, ...Step[]];
}

/** A job, whatever its id and its outputs are called. */
export type AnyJob = StepsJob;

/**
 * A job that calls a reusable workflow of another repository. GitHub takes no runner and no timeout for it: those are the
 * called jobs' own. Their checks are named `NAME / JOB`.
 * https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows
 */
export interface CallJob {
  readonly id: string;
  readonly name: string;
  /** What the called jobs may have at most: none of them gets more than its caller. */
  readonly permissions: Permissions;
  readonly calls: {
    /** `OWNER/NAME`. */
    readonly repository: string;
    readonly path: string;
    /** Full SHA of the commit it is called at. */
    readonly commit: string;
  };
  /** Names of the repository's secrets that the called workflow gets, each under its own name. */
  readonly secrets: readonly string[];
  /** The jobs of the called workflow. */
  readonly jobs: readonly AnyJob[];
}

/** A job that others wait for. */
export type NeededJob = AnyJob | CallJob;

export function isCall(job: NeededJob): job is CallJob {
  return 'calls' in job;
}

/** A job of steps. Its outputs are readable by {@link jobOutput}, and no others. */
export function job<const Id extends string, const Outputs extends string = never>(
  definition: StepsJob<Id, Outputs>,
): StepsJob<Id, Outputs> {
  return definition;
}

/** `${{ needs.<id>.outputs.<name> }}`, for jobs that list this one in their `needs`. */
export function jobOutput<Outputs extends string>(
  of: { readonly id: string; readonly outputs?: Readonly<Record<Outputs, Expression>> },
  name: NoInfer<Outputs>,
): Expression {
  return expression(`needs.${of.id}.outputs.${name}`);
}

/** `${{ needs.<id>.result }}`: success, failure, cancelled or skipped. */
export function jobResult(of: { readonly id: string }): Expression {
  return expression(`needs.${of.id}.result`);
}
