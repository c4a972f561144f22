import { isSettings, own, type Settings } from './own';
import { type KeyPath } from './place';

/** Values that are replaced as a whole instead of merged key by key, because half of each would mean neither. */
const wholes = [['mcp'], ['smoke'], ['environments', '*'], ['secrets', '*', '*']] as const;

/** Whether what stands at a path of a repository's settings is replaced as a whole. */
export function isWhole(path: KeyPath): boolean {
  return wholes.some(
    (whole) =>
      whole.length === path.length &&
      whole.every((part, index) => part === '*' || part === path[index]),
  );
}

/**
 * Lays `over` on `base`: objects are merged key by key, everything else (lists, numbers, texts, and the
 * {@link wholes}) is replaced. `null` takes away what `base` says: the value of `house` is back, if it has one. No
 * argument is changed.
 */
export function mergeSettings(
  base: Settings,
  over: Settings,
  house: Settings,
  path: readonly string[] = [],
): Settings {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const below = [...path, key];
    const ofHouse = own(house, key);
    if (value === null) {
      if (ofHouse === undefined) merged.delete(key);
      else merged.set(key, ofHouse);
    } else if (isSettings(value) && !isWhole(below)) {
      merged.set(key, mergeSettings(objectOf(merged.get(key)), value, objectOf(ofHouse), below));
    } else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

function objectOf(value: unknown): Settings {
  return isSettings(value) ? value : {};
}
