import { randomUUID } from 'node:crypto';
import { type ResourceState } from '../state/resource-state';
import { diffRequest } from './diff-request';
import { type OldResource } from './old-resources';
import { recordResource } from './record-resource';
import { type Registered } from './registrar';
import { type RunContext } from './run-context';
import { type Operation } from './run-report';

/** The step of a provider resource: its plugin is configured, and nothing happens in the world. */
export async function providerStep(
  run: RunContext,
  packageName: string,
  state: ResourceState,
  old: OldResource | undefined,
): Promise<Registered> {
  const { providers, recorder, olds, news, log, dryRun } = run;
  const diff =
    old === undefined
      ? undefined
      : await providers.diff(packageName, diffRequest(old.state, state));
  const replaceKeys = diff?.replaceKeys ?? [];
  const replaced = replaceKeys.length > 0 ? old : undefined;
  const operation: Operation =
    old === undefined
      ? 'create'
      : replaced !== undefined
        ? 'replace'
        : diff?.changes === 'none'
          ? 'same'
          : 'update';
  const id =
    old !== undefined && replaced === undefined ? old.state.id : dryRun ? '' : randomUUID();
  const made = { ...state, id, outputs: state.inputs };
  if (replaced !== undefined) news.markReplaced(state.urn);
  await providers.configure(packageName, state.urn, state.inputs);
  news.put(made);
  log.step(operation, made, old?.state, { replaceKeys });
  if (replaced === undefined) await recordResource(run, made, old);
  else {
    const condemned = { ...replaced.state, delete: true };
    await recorder.replace(made, replaced.index, condemned);
    olds.condemn({ index: replaced.index, state: condemned });
  }
  return { urn: state.urn, id, outputs: made.outputs };
}
