import { isWhole, mergeSettings } from '../merge';
import { isSettings, own, type Settings } from '../own';
import { type KeyPath, type Place } from '../place';

/** Settings as written: a stack's `defaults`, a group, or a repository's own. */
export interface Layer {
  readonly kind: 'stack' | 'group' | 'repository';
  /** Of the group. */
  readonly name?: string;
  /** As written; `null` takes away what the layers before said. */
  readonly settings: Settings;
  /** Where a key path of the settings stands. */
  readonly placeOf: (path: KeyPath) => Place;
}

/** Where an effective value comes from. */
export interface Origin {
  /** Undefined: the house default, or the schema's for a key inside a value that is written as a whole. */
  readonly layer: Layer | undefined;
  /** The layer that took away what others had said, where the house default is back. */
  readonly removedBy?: Layer;
}

/** The layers laid on the house's defaults, in order. */
export function inherit(house: Settings, layers: readonly Layer[]): Settings {
  return layers.reduce<Settings>(
    (base, { settings }) => mergeSettings(base, settings, house),
    house,
  );
}

/** Which layer decides the effective value at a path. */
export function originAt(layers: readonly Layer[], path: KeyPath): Origin {
  for (const layer of [...layers].reverse()) {
    const said = says(layer.settings, path);
    if (said === 'value') return { layer };
    if (said === 'removal') return { layer: undefined, removedBy: layer };
  }
  return { layer: undefined };
}

function says(settings: Settings, path: KeyPath): 'value' | 'removal' | 'nothing' {
  let value: unknown = settings;
  for (const [index, key] of path.entries()) {
    const above = path.slice(0, index);
    // A list, a text or a whole that a layer has is the value for all that is below it.
    if (index > 0 && (!isSettings(value) || isWhole(above))) return 'value';
    const next = own(value, key);
    if (next === undefined) return 'nothing';
    if (next === null) return 'removal';
    value = next;
  }
  return isSettings(value) && Object.keys(value).length > 0 && !isWhole(path) ? 'nothing' : 'value';
}
