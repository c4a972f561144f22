import { recordedUrns } from '../state/recorded-urns';
import { formatDeployment } from '../state/deployment-file';
import { rootStackType } from '../protocol/urn';
import { type PropertyMap } from '../protocol/property-value';
import { openStack, type StackOptions } from './open-stack';

/** A stack's state as `pulumi stack import --file` takes it, and which of it is not real. */
export async function exportStack(
  options: StackOptions,
  now: Date,
): Promise<{ readonly text: string; readonly recorded: readonly string[] }> {
  const { loaded } = await openStack({ ...options, withoutSecrets: true }, 'read');
  return {
    text: formatDeployment(loaded.file, now.toISOString()),
    recorded: recordedUrns(loaded.file.resources),
  };
}

/** The outputs of the last update. */
export async function stackOutputs(options: StackOptions): Promise<PropertyMap> {
  const { loaded, keeper } = await openStack({ ...options, withoutSecrets: true }, 'read');
  const root = loaded.file.resources.find((resource) => resource['type'] === rootStackType);
  return root === undefined ? {} : keeper.decode(root).outputs;
}
