import { type z } from 'zod';
import { type Problem } from '../../kernel/problem';
import { isSettings } from '../own';
import { type KeyPath, type Place } from '../place';
import { toProblems } from '../problems';
import { removalProblems, withoutRemovals } from './removals';

/** A problem and the key path of the document that it is about. */
export interface PlacedProblem {
  readonly at: KeyPath;
  readonly problem: Problem;
}

type PlaceAt = (path: KeyPath) => Place;

/** What a schema says against a document. */
export function schemaProblems(
  value: unknown,
  schema: z.ZodType,
  placeAt: PlaceAt,
): readonly PlacedProblem[] {
  const checked = schema.safeParse(value);
  if (checked.success) return [];
  return checked.error.issues.flatMap((issue) =>
    toProblems([issue], value, placeAt, schema).map((problem) => ({ at: issue.path, problem })),
  );
}

/** A layer of settings without what it takes away; anything else as it is. */
export function stripped(value: unknown): unknown {
  return isSettings(value) ? withoutRemovals(value) : value;
}

/** Slips among the keys that the layers of a list or map take away. */
export function removedKeys(
  layers: unknown,
  path: KeyPath,
  schema: z.ZodType,
  placeAt: PlaceAt,
): readonly PlacedProblem[] {
  if (typeof layers !== 'object' || layers === null) return [];
  return Object.entries(layers as Readonly<Record<string, unknown>>).flatMap(([key, settings]) => {
    const at = [...path, Array.isArray(layers) ? Number(key) : key];
    return removedKeysOf(settings, at, schema, placeAt);
  });
}

/** Slips among the keys that one layer takes away. */
export function removedKeysOf(
  settings: unknown,
  at: KeyPath,
  schema: z.ZodType,
  placeAt: PlaceAt,
): readonly PlacedProblem[] {
  if (!isSettings(settings)) return [];
  return removalProblems(settings, (below) => placeAt([...at, ...below]), schema).map(
    (problem) => ({ at, problem }),
  );
}

/** Whether any problem is about a part of the document. */
export function isSound(problems: readonly PlacedProblem[], part: KeyPath): boolean {
  return !problems.some(({ at }) => part.every((key, index) => at[index] === key));
}
