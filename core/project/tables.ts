/** What TOML and YAML files are made of. */
export type Table = Readonly<Record<string, unknown>>;

export const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** The value below a chain of tables, such as `tool`, `pytest`, `ini_options`; undefined where one is missing. */
export function at(table: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) => (isTable(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    table,
  );
}

/** A table's entries; none when it is no table. */
export const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  isTable(value) ? Object.entries(value) : [];

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The texts of a list; other items are left out. */
export const textsIn = (value: unknown): readonly string[] =>
  listOf(value).filter((item): item is string => typeof item === 'string');

/** A text that is not empty. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A list of texts, or one text as such a list. */
export const oneOrMore = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : textsIn(value);

/** Each value once, in the order of its first place. */
export const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];
