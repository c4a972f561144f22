import { z } from 'zod';

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

function optionsOf(union: z.ZodDiscriminatedUnion): readonly z.ZodType[] {
  return union.options as readonly z.ZodType[];
}

function child(schema: z.ZodType, key: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject)
    return (schema.shape as Record<string, z.ZodType>)[String(key)];
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
