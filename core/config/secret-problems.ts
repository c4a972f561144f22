import { type Problem } from '../kernel/problem';
import { own } from './own';
import { stackPath } from './place';
import { type SecretReference } from './secret-reference';

/** Keys that references name and that the stack does not set, or sets in plain text. */
export function secretProblems(
  keys: ReadonlySet<string>,
  isSet: (key: string) => boolean,
  isSecret: (key: string) => boolean,
): Problem[] {
  return [...keys].flatMap((key): Problem[] => {
    const path = stackPath([key]);
    const remedy = `run \`pulumi config set --secret ${key}\``;
    if (!isSet(key)) {
      return [
        {
          code: 'missing-secret',
          path,
          message: 'is named by a secret reference but not set',
          remedy,
        },
      ];
    }
    if (!isSecret(key)) {
      return [
        {
          code: 'plaintext-secret',
          path,
          message: 'holds a secret in plain text',
          found: 'a plain text',
          remedy,
        },
      ];
    }
    return [];
  });
}

/** The stack keys that references of the form `{ config: KEY }` name, wherever they stand. */
export function referencedKeys(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencedKeys);
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && isConfigReference(value))
    return [value.config];
  return entries.flatMap(([, item]) => referencedKeys(item));
}

function isConfigReference(value: object): value is Extract<SecretReference, { config: string }> {
  return typeof own(value, 'config') === 'string';
}
