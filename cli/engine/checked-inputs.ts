import { withAssetHashes } from '../../provider/protocol/assets';
import { withIgnoredChanges } from '../../provider/protocol/property-diff';
import { type PropertyMap } from '../../provider/protocol/property-value';
import { type Provider } from '../../provider/protocol/provider';
import { parseUrn, providerPackage } from '../../provider/protocol/urn';
import { type Goal } from './goal';
import { type OldResource } from './old-resources';
import { type RunContext } from './run-context';

/** A resource's inputs as its provider accepts them; undefined when it refuses them, which is then reported. */
export async function checkedInputs(
  run: RunContext,
  goal: Goal,
  urn: string,
  old: OldResource | undefined,
  provider: Provider | undefined,
): Promise<PropertyMap | undefined> {
  const packageName = providerPackage(goal.type);
  const hashed = await withAssetHashes(
    packageName === undefined ? goal.inputs : providerInputs(goal),
    run.programDirectory,
  );
  const news =
    old === undefined ? hashed : withIgnoredChanges(hashed, old.state.inputs, goal.ignoreChanges);
  const olds = old === undefined || old.state.external ? undefined : old.state.inputs;
  let result: Awaited<ReturnType<Provider['check']>> = { inputs: news, failures: [] };
  if (provider !== undefined) result = await provider.check({ urn, olds, news });
  else if (packageName !== undefined) {
    result = await run.providers.check(packageName, urn, olds, news);
  }
  for (const { property, reason } of result.failures) {
    const where = property === '' ? '' : `${property}: `;
    run.log.fail(`${parseUrn(urn).type} ${parseUrn(urn).name}: ${where}${reason}`, urn);
  }
  return result.failures.length === 0 ? result.inputs : undefined;
}

/** Inputs of a provider resource with what tells the engine which plugin to load, as the engine keeps them. */
function providerInputs({ inputs, version, pluginDownloadUrl }: Goal): PropertyMap {
  return {
    ...inputs,
    ...(version === '' ? {} : { version, __internal: {} }),
    ...(pluginDownloadUrl === '' ? {} : { pluginDownloadURL: pluginDownloadUrl }),
  };
}
