import { withAssetHashes } from '../../provider/protocol/assets';
import { unknownValue } from '../../provider/protocol/property-value';
import { type Provider } from '../../provider/protocol/provider';
import { type ResourceState } from '../state/resource-state';
import { createStep } from './create-step';
import { type Decision } from './decide';
import { deleteFromProvider } from './delete-from-provider';
import { dependentsToReplace } from './dependents-to-replace';
import { diffRequest } from './diff-request';
import { type Goal } from './goal';
import { oldProvider } from './old-provider';
import { type OldResource } from './old-resources';
import { type Registered } from './registrar';
import { type RunContext } from './run-context';

/**
 * Replaces a resource. The new one comes first and the old one goes at the end of the run; of what cannot exist twice the
 * old one goes first, with everything that depends on it and would be replaced too.
 */
export async function replaceStep(
  run: RunContext,
  { goal, state }: { readonly goal: Goal; readonly state: ResourceState },
  old: OldResource,
  provider: Provider,
  { keys, deleteBeforeReplace }: Extract<Decision, { kind: 'replace' }>,
): Promise<Registered> {
  if (goal.protect && old.state.protect) {
    throw new Error(
      `${state.type} ${goal.name} is protected, and this change (${keys.join(', ')}) would replace it; ` +
        'unset its protect option first',
    );
  }
  run.news.markReplaced(state.urn);
  // Defaults carried over from the old resource no longer hold for a new one.
  const recheck = await provider.check({ urn: state.urn, olds: undefined, news: goal.inputs });
  const inputs = await withAssetHashes(recheck.inputs, run.programDirectory);
  const wanted = { ...state, inputs };
  if (deleteBeforeReplace) {
    await deleteWithDependents(run, old, `${state.type} ${goal.name}`);
    return createStep(run, wanted, provider, { old, replaceKeys: keys });
  }
  const condemned = { ...old.state, delete: true };
  const made = await createStep(run, wanted, provider, { old, replaceKeys: keys, condemned });
  run.olds.condemn({ index: old.index, state: condemned });
  return made;
}

async function deleteWithDependents(
  run: RunContext,
  old: OldResource,
  title: string,
): Promise<void> {
  const dependents = await dependentsToReplace(old, run.olds.all, (dependent, changed) =>
    wouldReplace(run, dependent, changed),
  );
  for (const dependent of [...dependents].reverse()) {
    if (dependent.state.protect) {
      throw new Error(
        `${title} cannot be replaced: ${dependent.state.urn} depends on it and is protected`,
      );
    }
    await deleteAhead(run, dependent);
  }
  await deleteAhead(run, old);
}

async function deleteAhead(run: RunContext, old: OldResource): Promise<void> {
  if (run.olds.isGone(old)) return;
  await deleteFromProvider(run, old.state);
  run.olds.markDeletedAhead(old);
  await run.recorder.mark({ ...old.state, pendingReplacement: true }, old.index);
}

/** Whether a change of these properties, to what is not known yet, would replace the resource. */
async function wouldReplace(
  run: RunContext,
  dependent: ResourceState,
  changed: readonly string[],
): Promise<boolean> {
  if (changed.length === 0) return false;
  const inputs = { ...dependent.inputs };
  for (const key of changed) if (key in inputs) Object.assign(inputs, { [key]: unknownValue });
  const provider = await oldProvider(run, dependent);
  const diff = await provider.diff(diffRequest(dependent, { ...dependent, inputs }));
  return (
    diff.replaceKeys.length > 0 ||
    Object.values(diff.detailed ?? {}).some((kind) => kind.endsWith('-replace'))
  );
}
