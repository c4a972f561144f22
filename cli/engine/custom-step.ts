import { equalValues } from '../../provider/protocol/property-value';
import { type Provider } from '../../provider/protocol/provider';
import { parseProviderReference, parseUrn } from '../../provider/protocol/urn';
import { type ResourceState } from '../state/resource-state';
import { createStep } from './create-step';
import { decide, type Decision } from './decide';
import { diffRequest } from './diff-request';
import { type Goal } from './goal';
import { guardedOutputs } from './next-state';
import { type OldResource } from './old-resources';
import { recordResource } from './record-resource';
import { type Registered } from './registrar';
import { replaceStep } from './replace-step';
import { type RunContext } from './run-context';

/** The step of a resource that a provider manages: decides what has to happen to it, and does that. */
export async function customStep(
  run: RunContext,
  goal: Goal,
  state: ResourceState,
  old: OldResource | undefined,
  provider: Provider,
): Promise<Registered> {
  if (goal.importId !== '' && (old === undefined || importIdOf(old.state) !== goal.importId)) {
    throw new Error(
      `${state.type} ${goal.name}: the embedded host does not import; use the Pulumi engine (pulumi import)`,
    );
  }
  if (old === undefined || old.state.external) return createStep(run, state, provider, { old });
  if (run.olds.isGone(old)) return createStep(run, state, provider, { old, replaceKeys: [] });
  const decision = await decideFor(run, goal, state, old, provider);
  switch (decision.kind) {
    case 'same':
      return same(run, state, old);
    case 'update':
      return update(run, state, old, provider);
    case 'replace':
      return replaceStep(run, { goal, state }, old, provider, decision);
  }
}

function importIdOf(state: ResourceState): string {
  return state.importId === '' ? state.id : state.importId;
}

async function decideFor(
  { olds, news }: RunContext,
  goal: Goal,
  state: ResourceState,
  old: OldResource,
  provider: Provider,
): Promise<Decision> {
  const diff = await provider.diff(diffRequest(old.state, state));
  const unchanged = diff.changes === 'unknown' && equalValues(old.state.inputs, state.inputs);
  const now = parseProviderReference(state.provider).urn;
  const before = parseProviderReference(old.state.provider).urn;
  return decide({
    goal,
    old: old.state,
    diff: diff.changes === 'unknown' ? { ...diff, changes: unchanged ? 'none' : 'some' } : diff,
    providerReplaced:
      news.isReplaced(now) || !(olds.wasCalled(now, before) || areDefaults(now, before)),
    companionReplaced: [...goal.replaceWith, goal.deletedWith].some((urn) => news.isReplaced(urn)),
  });
}

/** A newer version of the same default provider takes over what the older one made. */
function areDefaults(...providers: readonly string[]): boolean {
  return providers.every((urn) => /^default(_|$)/.test(parseUrn(urn).name));
}

async function same(run: RunContext, state: ResourceState, old: OldResource): Promise<Registered> {
  const kept = { ...state, id: old.state.id, outputs: old.state.outputs };
  run.news.put(kept);
  run.log.step('same', kept, old.state);
  await recordResource(run, kept, old);
  return { urn: kept.urn, id: kept.id, outputs: kept.outputs };
}

async function update(
  run: RunContext,
  state: ResourceState,
  old: OldResource,
  provider: Provider,
): Promise<Registered> {
  const before = { ...old.state, urn: state.urn };
  const made = await run.effects.run('updating', before, async (timeout) => {
    const { state: outputs } = await provider.update({
      ...diffRequest(old.state, state),
      preview: run.dryRun,
      timeout,
    });
    const done = {
      ...state,
      id: old.state.id,
      outputs: guardedOutputs(outputs, state.inputs, state.additionalSecretOutputs),
      modified: run.now().toISOString(),
    };
    await run.recorder.put(done, old.index);
    return done;
  });
  run.news.put(made);
  run.log.step('update', made, old.state);
  return { urn: made.urn, id: made.id, outputs: made.outputs };
}
