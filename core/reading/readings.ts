import { ifKnown, refersTo, textProp, type ResourceView } from './resource-view';

/* Questions to values of which some are unknown in a preview: what is unknown counts only where it decides. */

/** Whether one of several readings says yes. Throws where none does and one is unknown. */
export function anyOf(readings: readonly (() => boolean)[]): boolean {
  if (readings.some((read) => ifKnown(read) === true)) return true;
  return readings.some((read) => read());
}

/** Whether every one of several readings says yes. Throws where none says no and one is unknown. */
export function allOf(readings: readonly (() => boolean)[]): boolean {
  if (readings.some((read) => ifKnown(read) === false)) return false;
  return readings.every((read) => read());
}

/** How resources of a kind are named by others. */
export interface Naming {
  /** The property that names one. */
  readonly property: string;
  /** The names that are there. */
  readonly read: (source: ResourceView) => readonly string[];
  /** Properties of the named resource, of which one is there. */
  readonly by: readonly string[];
  /** All resources of the kind. */
  readonly among: readonly ResourceView[];
}

/**
 * Whether a resource names another: by a reference, which is known in a preview too, or else by a value. Throws where
 * that is unknown.
 */
export function isNaming(source: ResourceView, target: ResourceView, naming: Naming): boolean {
  const { property, read, by, among } = naming;
  if (refersTo(source, property, target)) return true;
  if (among.some((other) => refersTo(source, property, other))) return false;
  const names = read(source);
  if (names.length === 0) return false;
  return anyOf(by.map((key) => () => names.includes(textProp(target.props, key) ?? '\0')));
}
