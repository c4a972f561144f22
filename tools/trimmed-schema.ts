/** Keys that say nothing of a document; a property may have such a name. */
const leftOut: ReadonlySet<string> = new Set(['$schema', '$id', 'id', 'title', 'description']);
const named: ReadonlySet<string> = new Set(['properties', 'definitions', '$defs']);

/** A published JSON Schema without what is for people, for tests that hold documents to it. @throws Error for draft 4's keywords. */
export function trimmedSchema(value: unknown, isSchema = true): unknown {
  if (Array.isArray(value)) return value.map((item) => trimmedSchema(item, isSchema));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (isSchema && leftOut.has(key)) return [];
      if (isSchema && typeof item === 'boolean' && key.startsWith('exclusive'))
        throw new Error(`${key} is a keyword of draft 4 that later ones write otherwise`);
      return [[key, trimmedSchema(item, !(isSchema && named.has(key)))] as const];
    }),
  );
}
