import { isUnknown } from '../../provider/protocol/property-value';
import { type Goal } from './goal';
import { guardedOutputs, nextState } from './next-state';
import { type GoalProviders } from './goal-providers';
import { recordResource } from './record-resource';
import { type Registered } from './registrar';
import { type RunContext } from './run-context';

/** The step of a resource that exists already and that the program only looks at. */
export async function readStep(
  run: RunContext,
  goal: Goal,
  urn: string,
  id: string,
  providers: GoalProviders,
): Promise<Registered> {
  const old = run.olds.claim(goal, urn);
  const provider = await providers.of(goal);
  if (provider === undefined) throw new Error(`${goal.type} cannot be read`);
  const unknown = run.dryRun && isUnknown(id);
  const found = unknown
    ? { id: '', inputs: goal.inputs, state: {} }
    : await provider.value.read({ urn, id, inputs: goal.inputs, state: {} });
  if (!unknown && found.id === '') throw new Error(`${goal.type} ${id} does not exist`);
  const state = {
    ...nextState(goal, urn, {
      provider: provider.reference,
      inputs: found.inputs,
      old: old?.state,
      now: run.now().toISOString(),
    }),
    custom: true,
    external: true,
    id: found.id,
    outputs: guardedOutputs(found.state, goal.inputs, goal.additionalSecretOutputs),
  };
  run.news.put(state);
  run.log.step('read', state, old?.state);
  await recordResource(run, state, old);
  return { urn, id: found.id, outputs: state.outputs };
}
