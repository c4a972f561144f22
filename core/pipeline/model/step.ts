import { type Action } from '../actions/action';
import { expression, type Expression, type Value } from './expression';

interface StepBase {
  readonly name: string;
  readonly if?: Expression;
  readonly env?: Readonly<Record<string, Value>>;
  readonly continueOnError?: boolean;
  readonly timeoutMinutes?: number;
}

/**
 * A shell script. `run` never holds `${{`: values that GitHub knows reach the script through `env`, where they cannot
 * turn into code. The shell is always bash named explicitly, which GitHub starts as
 * `bash --noprofile --norc -eo pipefail`; with no `shell:` it would be `bash -e`, and a failing left side of a pipe
 * would pass.
 */
export interface RunStep extends StepBase {
  readonly kind: 'run';
  readonly run: string;
  readonly workingDirectory?: string;
}

/** A step that uses a pinned action, or one in the repository itself. */
export interface UsesStep extends StepBase {
  readonly kind: 'uses';
  readonly action: Action;
  readonly with?: Readonly<Record<string, Value>>;
}

/** What makes outputs readable: an id, and the names of the outputs. */
export interface Declares<Id extends string, Outputs extends string> {
  readonly id: Id;
  readonly outputs: readonly Outputs[];
}

export type Step = (RunStep | UsesStep) & Partial<Declares<string, string>>;

type RunInput = Omit<RunStep, 'kind'>;

/** A run step; with `id` and `outputs` its outputs can be read by {@link stepOutput}. */
export function run<const Id extends string, const Outputs extends string>(
  step: RunInput & Declares<Id, Outputs>,
): RunStep & Declares<Id, Outputs>;
export function run(step: RunInput): RunStep;
export function run(step: RunInput & Partial<Declares<string, string>>): Step {
  return { kind: 'run', ...step };
}

type UsesInput<Inputs extends string> = StepBase & {
  readonly with?: Readonly<Partial<Record<Inputs, Value>>>;
};

/**
 * A step of an action; only inputs the action declares can be set. With an `id` the outputs that the action declares
 * can be read by {@link stepOutput}.
 */
export function uses<Inputs extends string, Outputs extends string, const Id extends string>(
  action: Action<Inputs, Outputs>,
  step: UsesInput<NoInfer<Inputs>> & { readonly id: Id },
): UsesStep & Declares<Id, Outputs>;
export function uses<Inputs extends string, Outputs extends string>(
  action: Action<Inputs, Outputs>,
  step: UsesInput<NoInfer<Inputs>>,
): UsesStep;
export function uses(action: Action, step: UsesInput<string> & { readonly id?: string }): Step {
  const { with: inputs, id, ...rest } = step;
  return {
    kind: 'uses',
    ...rest,
    action,
    ...(inputs === undefined ? {} : { with: withoutUndefined(inputs) }),
    ...(id === undefined ? {} : { id, outputs: action.outputs }),
  };
}

/** `${{ steps.<id>.outputs.<name> }}`, for steps of the same job. A step without an id has no outputs to read. */
export function stepOutput<Outputs extends string>(
  step: Declares<string, Outputs>,
  name: NoInfer<Outputs>,
): Expression {
  return expression(`steps.${step.id}.outputs.${name}`);
}

/** `steps.<id>.outcome` (before continue-on-error is applied), for use in a condition. */
export function stepOutcome(step: Declares<string, string>): string {
  return `steps.${step.id}.outcome`;
}

function withoutUndefined(values: Readonly<Partial<Record<string, Value>>>): Record<string, Value> {
  const kept: Record<string, Value> = {};
  for (const [key, value] of Object.entries(values)) if (value !== undefined) kept[key] = value;
  return kept;
}
