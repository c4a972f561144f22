/** A value of a document and where it is. */
interface Located {
  readonly at: string;
  readonly value: unknown;
}

/**
 * Values at a path: keys and list positions with dots between them, `*` for every entry of a list; or, where it starts with
 * `/`, a JSON Pointer, in which a key may have dots. Only own properties, so that `constructor` finds nothing; of a path that
 * leads nowhere the one value is undefined.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function valuesAt(json: unknown, path: string): readonly Located[] {
  const isPointer = path.startsWith('/');
  const keys = isPointer
    ? path
        .slice(1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    : path.split('.');
  const separator = isPointer ? '/' : '.';
  let found: readonly { readonly keys: readonly string[]; readonly value: unknown }[] = [
    { keys: [], value: json },
  ];
  for (const key of keys) {
    found = found.flatMap((parent) => {
      if (key !== '*' || isPointer || !Array.isArray(parent.value)) {
        return [{ keys: [...parent.keys, key], value: ownValue(parent.value, key) }];
      }
      return parent.value.map((value: unknown, index) => ({
        ...{ keys: [...parent.keys, String(index)], value },
      }));
    });
  }
  return found.map(({ keys: own, value }) => ({
    at: own.every((key, index) => key === keys[index]) ? path : own.join(separator),
    value,
  }));
}

function ownValue(value: unknown, key: string): unknown {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}
