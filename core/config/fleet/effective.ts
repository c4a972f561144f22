import { isSettings, own } from '../own';
import { type KeyPath, type Place } from '../place';
import { type Layer, originAt } from './inherit';
import { type Resolved } from './resolve';

/** One value that a repository gets, and who says so. */
export interface EffectiveValue {
  readonly path: KeyPath;
  readonly value: unknown;
  readonly from: 'house default' | 'stack defaults' | 'group' | 'repository';
  /** Name of the group. */
  readonly group?: string;
  /** Where the value stands; for a house default, where it was brought back. */
  readonly place?: Place;
}

const sources = { stack: 'stack defaults', group: 'group', repository: 'repository' } as const;

/** Every value of a repository, in the order of the schema. */
export function effectiveValues({ settings, layers }: Resolved): readonly EffectiveValue[] {
  return leafPaths(settings).map((path) => {
    const value = path.reduce<unknown>(own, settings);
    if (path.length === 1 && path[0] === 'name') {
      const place = layers.at(-1)?.placeOf(path);
      return { path, value, from: 'repository', ...(place === undefined ? {} : { place }) };
    }
    const { layer, removedBy } = originAt(layers, path);
    if (layer !== undefined && isWritten(layer, path)) {
      const { kind, name } = layer;
      const group = kind === 'group' && name !== undefined ? { group: name } : {};
      return { path, value, from: sources[kind], ...group, place: layer.placeOf(path) };
    }
    const place = removedBy?.placeOf(path);
    return { path, value, from: 'house default', ...(place === undefined ? {} : { place }) };
  });
}

/** Whether the layer has the value itself, and not only the whole for which the schema completes it. */
function isWritten({ settings }: Layer, path: KeyPath): boolean {
  return path.reduce<unknown>(own, settings) !== undefined;
}

/** Values that are no objects with keys; of a list of objects, what is in those. */
function leafPaths(value: unknown, path: KeyPath = []): readonly KeyPath[] {
  const below = Array.isArray(value) && value.every(isSettings) ? [...value.entries()] : [];
  const entries = isSettings(value) ? Object.entries(value) : below;
  return entries.length === 0
    ? [path]
    : entries.flatMap(([key, inner]) => leafPaths(inner, [...path, key]));
}
