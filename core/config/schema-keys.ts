import { type z } from 'zod';

/** How deep a key is looked for below the one where it was written. */
const searchedLevels = 3;

type Schema = z.core.$ZodType;

/** The keys that `schema` knows at `path`, for suggestions; empty where any key is allowed. */
export function keysAt(schema: Schema, path: readonly PropertyKey[]): readonly string[] {
  let current: Schema | undefined = schema;
  for (const key of path) {
    current = current === undefined ? undefined : child(definitionOf(current), key);
  }
  const found = current === undefined ? undefined : definitionOf(current);
  if (found?.type === 'union') {
    return [...new Set(found.options.flatMap((option) => keysAt(option, [])))];
  }
  return found?.type === 'object' ? Object.keys(found.shape) : [];
}

/** Paths of keys that `schema` knows below `path`, nearest levels first, for a key that was written too high up. */
export function pathsBelow(
  schema: Schema,
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

/** By its definition and not by its class: the smoke checks come from zod's small surface. */
function definitionOf(schema: Schema): z.core.$ZodTypes['_zod']['def'] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === 'optional' || def.type === 'default' ? definitionOf(def.innerType) : def;
}

function child(definition: z.core.$ZodTypes['_zod']['def'], key: PropertyKey): Schema | undefined {
  switch (definition.type) {
    case 'object':
      return Object.hasOwn(definition.shape, key) ? definition.shape[String(key)] : undefined;
    case 'array':
      return definition.element;
    case 'tuple':
      return definition.items[Number(key)] ?? definition.rest ?? undefined;
    case 'union':
      return definition.options
        .map((option) => child(definitionOf(option), key))
        .find((found) => found !== undefined);
    case 'record':
      return definition.valueType;
    default:
      return undefined;
  }
}
