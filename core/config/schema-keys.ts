import { z } from 'zod';
import { own } from './own';

/** How deep a key is looked for below the one where it was written. */
const searchedLevels = 3;

/** The keys that `schema` knows at `path`, for suggestions; empty where any key is allowed. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let current: z.ZodType | undefined = schema;
  for (const key of path) {
    current = current === undefined ? undefined : child(unwrap(current), key);
  }
  const found = current === undefined ? undefined : unwrap(current);
  if (found instanceof z.ZodDiscriminatedUnion) {
    return [...new Set(optionsOf(found).flatMap((option) => keysAt(option, [])))];
  }
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

/** Paths of keys that `schema` knows below `path`, nearest levels first, for a key that was written too high up. */
export function pathsBelow(
  schema: z.ZodType,
  path: readonly PropertyKey[],
): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  let level: readonly (readonly string[])[] = [[]];
  for (let depth = 0; depth < searchedLevels; depth += 1) {
    level = level.flatMap((above) =>
      keysAt(schema, [...path, ...above]).map((key) => [...above, key]),
    );
    found.push(...level.filter(({ length }) => length > 1));
  }
  return found;
}

function optionsOf(union: z.ZodDiscriminatedUnion): readonly z.ZodType[] {
  return union.options as readonly z.ZodType[];
}

function child(schema: z.ZodType, key: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return own(schema.shape, key) as z.ZodType | undefined;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodTuple) {
    const { items, rest } = schema.def;
    return (items[Number(key)] ?? rest ?? undefined) as z.ZodType | undefined;
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    return optionsOf(schema)
      .map((option) => child(unwrap(option), key))
      .find((found) => found !== undefined);
  }
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  return undefined;
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodDefault
    ? unwrap(schema.unwrap() as z.ZodType)
    : schema;
}
