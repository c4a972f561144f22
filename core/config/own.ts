/** Keys and values of a document. */
export type Settings = { readonly [key: string]: unknown };

/** Whether a value is keys and values, and not a list. */
export function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a key of the object's own: nothing that every object inherits, such as `constructor`. */
export function own(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<PropertyKey, unknown>>)[key];
}

/** JavaScript takes this key for an object's prototype, and much that reads settings drops it without a word. */
export const forbiddenKey = '__proto__';
