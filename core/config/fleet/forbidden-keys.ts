import { forbiddenKey, own } from '../own';
import { type KeyPath, type Place } from '../place';
import { type PlacedProblem } from './placed-problems';

/** Where a document uses a key that no settings can have. */
export function forbiddenKeys(
  value: unknown,
  placeAt: (path: KeyPath) => Place,
  path: KeyPath = [],
): readonly PlacedProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key): readonly PlacedProblem[] => {
    const at = [...path, key];
    if (key !== forbiddenKey) return forbiddenKeys(own(value, key), placeAt, at);
    const message = 'cannot be the name of anything';
    const remedy = 'choose another one';
    return [{ at: path, problem: { code: 'forbidden-key', ...placeAt(at), message, remedy } }];
  });
}
