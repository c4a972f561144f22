import { formatDeployment } from '../state/deployment-file';
import { countRecorded, withoutRecorded } from '../state/without-recorded';
import { rootStackType } from '../../provider/protocol/urn';
import { type PropertyMap } from '../../provider/protocol/property-value';
import { openStack, type StackOptions } from './open-stack';

/** A stack's state as `pulumi stack import --file` takes it, and how many of its resources are not real. */
export async function exportStack(
  options: StackOptions & { readonly withoutRecorded: boolean },
  now: Date,
): Promise<{ readonly text: string; readonly recorded: number }> {
  const { loaded } = await openStack({ ...options, withoutSecrets: true }, 'read');
  const file = options.withoutRecorded ? withoutRecorded(loaded.file) : loaded.file;
  return {
    text: formatDeployment(file, now.toISOString()),
    recorded: countRecorded(loaded.file),
  };
}

/** The outputs of the last update. */
export async function stackOutputs(options: StackOptions): Promise<PropertyMap> {
  const { loaded, keeper } = await openStack({ ...options, withoutSecrets: true }, 'read');
  const root = loaded.file.resources.find((resource) => resource['type'] === rootStackType);
  return root === undefined ? {} : keeper.decode(root).outputs;
}
