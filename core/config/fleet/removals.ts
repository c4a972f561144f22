import { type z } from 'zod';
import { type Problem } from '../../kernel/problem';
import { isWhole } from '../merge';
import { isSettings, type Settings } from '../own';
import { type KeyPath, type Place } from '../place';
import { unknownKey } from '../problems';
import { keysAt } from '../schema-keys';

/** Settings without the keys that are `null`, which take away what is inherited, so that a schema can check the rest. */
export function withoutRemovals(settings: Settings, path: KeyPath = []): Settings {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => {
      if (value === null) return [];
      const below = [...path, key];
      return [
        [
          key,
          isSettings(value) && !isWhole(below) ? withoutRemovals(value, below) : value,
        ] as const,
      ];
    }),
  );
}

/** Keys that are taken away and that the schema does not know: a slip, since nothing can be inherited there. */
export function removalProblems(
  settings: Settings,
  placeAt: (path: KeyPath) => Place,
  schema: z.ZodType,
  path: KeyPath = [],
): Problem[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const below = [...path, key];
    if (value === null) {
      const known = keysAt(schema, path);
      const isKnown = known.length === 0 || known.includes(key);
      return isKnown ? [] : [unknownKey(path, key, placeAt(below), schema)];
    }
    return isSettings(value) && !isWhole(below)
      ? removalProblems(value, placeAt, schema, below)
      : [];
  });
}
