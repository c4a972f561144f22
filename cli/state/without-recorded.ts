import { type DeploymentFile } from './deployment-file';
import { type EncodedResource } from './encode';
import { recordedKey } from '../../provider/recorded/recorded-mark';

/** How many resources of a state were recorded only. */
export function countRecorded({ resources }: DeploymentFile): number {
  return resources.filter(isRecorded).length;
}

/**
 * The state without what was recorded only, as the engine can go on with it: nothing refers to what is gone. A real
 * resource below a recorded one comes below the nearest one that is left; placeholder values in its inputs are
 * differences that the engine's first update resolves. Providers and components stay, also where nothing is left to
 * them.
 */
export function withoutRecorded(file: DeploymentFile): DeploymentFile {
  const parents = new Map(file.resources.map((one) => [urnOf(one), textOf(one['parent'])]));
  const resources = file.resources.filter((one) => !isRecorded(one));
  const left = new Set(resources.map(urnOf));
  const nearest = (urn: string): string | undefined => {
    let at = parents.get(urn);
    while (at !== undefined && !left.has(at)) at = parents.get(at);
    return at;
  };
  const detached = (one: EncodedResource): EncodedResource => withoutReferences(one, left, nearest);
  return {
    ...file,
    resources: resources.map(detached),
    pending: file.pending
      .filter(({ resource }) => !isRecorded(resource))
      .map(({ type, resource }) => ({ type, resource: detached(resource) })),
  };
}

function withoutReferences(
  resource: EncodedResource,
  left: ReadonlySet<string>,
  nearest: (urn: string) => string | undefined,
): EncodedResource {
  const kept = (urns: unknown): readonly string[] =>
    Array.isArray(urns)
      ? urns.filter((urn): urn is string => typeof urn === 'string' && left.has(urn))
      : [];
  const { dependencies, propertyDependencies, parent, deletedWith, replaceWith, ...rest } =
    resource;
  const above = textOf(parent);
  const below = above === undefined || left.has(above) ? above : nearest(above);
  return {
    ...rest,
    ...(below === undefined ? {} : { parent: below }),
    ...(dependencies === undefined ? {} : { dependencies: kept(dependencies) }),
    ...(propertyDependencies === undefined
      ? {}
      : {
          propertyDependencies: Object.fromEntries(
            Object.entries(propertyDependencies ?? {}).map(([key, urns]) => [key, kept(urns)]),
          ),
        }),
    ...(replaceWith === undefined ? {} : { replaceWith: kept(replaceWith) }),
    ...(typeof deletedWith === 'string' && left.has(deletedWith) ? { deletedWith } : {}),
  };
}

function isRecorded({ outputs }: EncodedResource): boolean {
  return typeof outputs === 'object' && outputs !== null && recordedKey in outputs;
}

const urnOf = ({ urn }: EncodedResource): string => String(urn);

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
