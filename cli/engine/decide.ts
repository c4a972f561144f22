import { type DiffResult } from '../../provider/protocol/provider';
import { equalValues } from '../../provider/protocol/property-value';
import { type ResourceState } from '../state/resource-state';
import { type Goal } from './goal';
import { parsePath, pathCovers } from '../../provider/protocol/property-diff';

/** What has to happen to a resource that the old state knows. */
export type Decision =
  | { readonly kind: 'same' }
  | { readonly kind: 'update' }
  | {
      readonly kind: 'replace';
      readonly keys: readonly string[];
      readonly deleteBeforeReplace: boolean;
    };

/** Facts that decide besides the provider's diff. */
export interface DecisionFacts {
  readonly goal: Goal;
  readonly old: ResourceState;
  readonly diff: DiffResult;
  /** Whether another provider resource manages it now, so that it cannot stay. */
  readonly providerReplaced: boolean;
  /** Whether a resource it is replaced with, or deleted with, is being replaced. */
  readonly companionReplaced: boolean;
}

/** Same, update or replace: the engine's rules, from the provider's diff and the resource's options. */
export function decide(facts: DecisionFacts): Decision {
  const { goal, old, diff } = facts;
  const keys = replaceKeys(facts);
  const changed = diff.changes !== 'none' || keys.length > 0;
  if (keys.length > 0 || old.pendingReplacement) {
    return {
      kind: 'replace',
      keys,
      deleteBeforeReplace: goal.deleteBeforeReplace ?? diff.deleteBeforeReplace,
    };
  }
  if (changed || old.initErrors.length > 0) return { kind: 'update' };
  return { kind: 'same' };
}

function replaceKeys(facts: DecisionFacts): readonly string[] {
  const { goal, old, diff } = facts;
  if (facts.providerReplaced) return ['provider'];
  if (facts.companionReplaced) return ['replaceWith'];
  const { replacementTrigger: trigger } = goal;
  if (trigger !== null && !equalValues(trigger, old.replacementTrigger)) {
    return ['replacementTrigger'];
  }
  const keys = new Set(diff.replaceKeys);
  for (const [path, kind] of Object.entries(diff.detailed ?? {})) {
    const forced = goal.replaceOnChanges.some((pattern) => pathCovers(pattern, path));
    if (kind.endsWith('-replace') || forced) keys.add(path);
  }
  for (const key of diff.changedKeys) {
    if (goal.replaceOnChanges.some((pattern) => parsePath(pattern)[0] === key)) keys.add(key);
  }
  return [...keys];
}
