import { parseUrn, providerPackage } from '../../provider/protocol/urn';
import { isRecordedOnly } from '../../provider/recorded/recorded-mark';
import { deleteFromProvider } from './delete-from-provider';
import { deleteInOrder } from './delete-in-order';
import { type OldResource } from './old-resources';
import { type RunContext } from './run-context';

/** Deletes what the program has not claimed of the old state, and what was replaced. */
export async function deleteLeftovers(run: RunContext): Promise<void> {
  const left = run.olds.leftovers();
  const going = new Set(left.filter(({ state }) => !state.delete).map(({ state }) => state.urn));
  await deleteInOrder(left, run.parallel, async (old) => {
    if (run.log.isAborted) return false;
    try {
      await deleteOne(run, old, going);
      return true;
    } catch (error) {
      run.log.failBy(error, old.state.urn);
      return false;
    }
  });
}

async function deleteOne(
  run: RunContext,
  old: OldResource,
  going: ReadonlySet<string>,
): Promise<void> {
  const { state } = old;
  const inPlace = run.news.has(state.urn);
  if (state.protect && !inPlace) {
    throw new Error(
      `${state.type} ${parseUrn(state.urn).name} is protected and cannot be deleted; unset its protect option first`,
    );
  }
  const retained =
    state.retainOnDelete || (state.deletedWith !== '' && going.has(state.deletedWith));
  const real =
    state.custom &&
    providerPackage(state.type) === undefined &&
    !state.external &&
    !isRecordedOnly(state.outputs) &&
    !run.olds.isGone(old);
  if (real && !retained) await deleteFromProvider(run, state);
  if (!inPlace && !state.external) run.log.step('delete', state, state, { retained });
  await run.recorder.drop(old.index);
}
