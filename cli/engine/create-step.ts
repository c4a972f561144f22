import { type Provider } from '../../provider/protocol/provider';
import { type ResourceState } from '../state/resource-state';
import { guardedOutputs } from './next-state';
import { type OldResource } from './old-resources';
import { type Registered } from './registrar';
import { type RunContext } from './run-context';

/** Where a new resource goes. */
export interface Place {
  /** The old resource whose record it takes over. */
  readonly old: OldResource | undefined;
  /** The properties that force a replacement; undefined where it is none. */
  readonly replaceKeys?: readonly string[];
  /** What is recorded of the old resource where that outlives the creation. */
  readonly condemned?: ResourceState;
}

/** Creates a resource, for the first time or as a replacement. */
export async function createStep(
  run: RunContext,
  state: ResourceState,
  provider: Provider,
  { old, replaceKeys, condemned }: Place,
): Promise<Registered> {
  const { recorder, olds, news, log, dryRun } = run;
  const now = run.now().toISOString();
  const fresh = { ...state, id: '', outputs: {}, created: now, modified: now };
  const made = await run.effects.run('creating', fresh, async (timeout) => {
    const { id, state: outputs } = await provider.create({
      urn: state.urn,
      inputs: state.inputs,
      preview: dryRun,
      timeout,
      resumed: olds.wasBeingCreated(state.urn),
    });
    const done = {
      ...fresh,
      id,
      outputs: guardedOutputs(outputs, state.inputs, state.additionalSecretOutputs),
    };
    if (old === undefined || condemned === undefined) await recorder.put(done, old?.index);
    else await recorder.replace(done, old.index, condemned);
    return done;
  });
  news.put(made);
  log.step(replaceKeys === undefined ? 'create' : 'replace', made, old?.state, {
    replaceKeys: replaceKeys ?? [],
  });
  return { urn: made.urn, id: made.id, outputs: made.outputs };
}
