import { type ResourceState } from '../state/resource-state';
import { oldProvider } from './old-provider';
import { type RunContext } from './run-context';

/** Deletes what is behind a resource of the old state. What becomes of its record is the caller's business. */
export async function deleteFromProvider(run: RunContext, state: ResourceState): Promise<void> {
  const provider = await oldProvider(run, state);
  if (run.dryRun) return;
  await run.effects.run('deleting', state, (timeout) =>
    provider.delete({
      urn: state.urn,
      id: state.id,
      inputs: state.inputs,
      state: state.outputs,
      timeout,
    }),
  );
}
