import {
  isSecret,
  makeSecret,
  type PropertyMap,
  type PropertyValue,
} from '../../provider/protocol/property-value';
import { type ResourceState } from '../state/resource-state';
import { type Goal } from './goal';

/** The state a resource would have with these inputs, before its provider has added anything. */
export function nextState(
  goal: Goal,
  urn: string,
  {
    provider,
    inputs,
    old,
    now,
  }: {
    readonly provider: string;
    readonly inputs: PropertyMap;
    readonly old: ResourceState | undefined;
    readonly now: string;
  },
): ResourceState {
  return {
    urn,
    type: goal.type,
    custom: goal.custom,
    id: old?.id ?? '',
    inputs,
    outputs: old?.outputs ?? {},
    parent: goal.parent,
    provider,
    dependencies: goal.dependencies,
    propertyDependencies: goal.propertyDependencies,
    protect: goal.protect,
    retainOnDelete: goal.retainOnDelete,
    deletedWith: goal.deletedWith,
    external: false,
    delete: false,
    pendingReplacement: false,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    ignoreChanges: goal.ignoreChanges,
    replaceOnChanges: goal.replaceOnChanges,
    initErrors: [],
    importId: goal.importId,
    timeouts: goal.timeouts,
    replacementTrigger: goal.replacementTrigger,
    created: old?.created ?? (goal.custom ? now : ''),
    modified: old?.modified ?? (goal.custom ? now : ''),
    extra: old?.extra ?? {},
  };
}

/**
 * Outputs as they may be kept: those that the program named secret, and those whose input is a secret, are marked,
 * whatever the provider forgot.
 */
export function guardedOutputs(
  outputs: PropertyMap,
  inputs: PropertyMap,
  additional: readonly string[],
): PropertyMap {
  let copy: Record<string, PropertyValue> | undefined;
  for (const [key, value] of Object.entries(outputs)) {
    if (isSecret(value)) continue;
    if (additional.includes(key) || isSecret(inputs[key])) {
      (copy ??= { ...outputs })[key] = makeSecret(value);
    }
  }
  return copy ?? outputs;
}

/** Whether two states are the same to the last mark, so that the old record can simply stay. */
export function isSameRecord(a: ResourceState, b: ResourceState): boolean {
  return identical(a, b);
}

function identical(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && identical(left[key], right[key]))
  );
}
