import { equalValues } from '../../provider/protocol/property-value';
import { type Provider } from '../../provider/protocol/provider';
import { providerPackage } from '../../provider/protocol/urn';
import { type ResourceState } from '../state/resource-state';
import { diffRequest } from './diff-request';
import { guardedOutputs } from './next-state';
import { oldProvider } from './old-provider';
import { type OldResource } from './old-resources';
import { type RunContext } from './run-context';

/** Reads everything in the state again. What is gone leaves the state; what changed is corrected. */
export async function refresh(run: RunContext): Promise<void> {
  for (const old of run.olds.all) {
    // What was not looked at stays in the state as it is.
    if (run.log.isAborted) return;
    const { state } = old;
    const packageName = providerPackage(state.type);
    if (packageName !== undefined) {
      await run.providers.configure(packageName, state.urn, state.inputs);
    }
    if (!state.custom || packageName !== undefined || state.delete || state.pendingReplacement) {
      await run.recorder.keep(old.index);
      run.log.step('same', state, state);
      continue;
    }
    await refreshOne(run, old);
  }
}

/**
 * Whether what was found differs in what the program says: whether an `up` after the refresh would undo it. What the service
 * alone chooses, such as an ETag, is noted in the state and no change, as in the engine (RefreshStep of
 * https://github.com/pulumi/pulumi/blob/master/pkg/resource/deploy/step.go). What the program only reads has no such
 * difference; for it every output counts.
 */
async function wouldChange(
  provider: Provider,
  found: ResourceState,
  before: ResourceState,
): Promise<boolean> {
  if (before.external) return !equalValues(before.outputs, found.outputs);
  return (await provider.diff(diffRequest(found, before))).changes !== 'none';
}

async function refreshOne(run: RunContext, { index, state }: OldResource): Promise<void> {
  const { recorder, log } = run;
  const provider = await oldProvider(run, state);
  try {
    const found = await provider.read({
      urn: state.urn,
      id: state.id,
      inputs: state.inputs,
      state: state.outputs,
    });
    if (found.id === '') {
      await recorder.drop(index);
      log.step('delete', state, state);
      return;
    }
    const outputs = guardedOutputs(found.state, state.inputs, state.additionalSecretOutputs);
    const next = { ...state, id: found.id, inputs: found.inputs, outputs };
    const isUntouched =
      state.id === next.id &&
      equalValues(state.inputs, next.inputs) &&
      equalValues(state.outputs, outputs);
    const isSame = isUntouched || !(await wouldChange(provider, next, state));
    log.step(isSame ? 'same' : 'update', next, state);
    if (isUntouched) await recorder.keep(index);
    else await recorder.put({ ...next, modified: run.now().toISOString() }, index);
  } catch (error) {
    log.failBy(error, state.urn);
    await recorder.keep(index);
  }
}
