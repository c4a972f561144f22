type Settings = { readonly [key: string]: unknown };

/** Values that are replaced as a whole instead of merged key by key, because half of each would mean neither. */
const wholes = [/^mcp$/, /^smoke$/, /^environments\.[^.]+$/, /^secrets\.[^.]+\.[^.]+$/];

/**
 * Lays `over` on `base`: objects are merged key by key, everything else (lists, numbers, texts, and the
 * {@link wholes}) is replaced. Neither argument is changed.
 */
export function mergeSettings(
  base: Settings,
  over: Settings,
  path: readonly string[] = [],
): Settings {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const below = [...path, key];
    const inherited = base[key];
    const whole = wholes.some((pattern) => pattern.test(below.join('.')));
    merged[key] =
      !whole && isObject(inherited) && isObject(value)
        ? mergeSettings(inherited, value, below)
        : value;
  }
  return merged;
}

function isObject(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
