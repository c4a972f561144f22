/** Stands for a value that is only known after the update. */
export const unknownValue: unique symbol = Symbol('known after the update');

/** A resource in one state of a stack, as gates are read from it. */
export interface GateResource {
  /** The same in both states for the same resource. */
  readonly key: string;
  readonly type: string;
  readonly name: string;
  /** Bare name or `owner/name`; absent for what belongs to the whole stack. */
  readonly repository?: string;
  /** Inputs. A secret is any opaque text, a value that is not known yet is {@link unknownValue}. */
  readonly props: Readonly<Record<string, unknown>>;
  /** Key paths, such as `configuration.secret`, whose values are Pulumi secrets. */
  readonly secretPaths: ReadonlySet<string>;
}

/** A resource whose gates cannot be compared before the update. */
export interface Undecided {
  readonly type: string;
  readonly repository?: string;
  /** Key paths that are not known yet. */
  readonly paths: readonly string[];
}

/**
 * Two states of one resource with every value that either side does not know taken from the other, so that it counts
 * as unchanged; and the paths where that had to be done.
 */
export function aligned(
  before: unknown,
  after: unknown,
  path = '',
): { readonly before: unknown; readonly after: unknown; readonly paths: readonly string[] } {
  if (before === after && before !== unknownValue) return { before, after, paths: [] };
  if (before === unknownValue && after === unknownValue) {
    return { before: undefined, after: undefined, paths: [path] };
  }
  if (before === unknownValue) return { before: after, after, paths: [path] };
  if (after === unknownValue) return { before, after: before, paths: [path] };
  if (!isContainer(before) && !isContainer(after)) return { before, after, paths: [] };
  const left = isContainer(before) ? before : {};
  const right = isContainer(after) ? after : {};
  const paths: string[] = [];
  const lefts: Record<string, unknown> = {};
  const rights: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const part = aligned(left[key], right[key], path === '' ? key : `${path}.${key}`);
    paths.push(...part.paths);
    if (key in left || part.before !== undefined) lefts[key] = part.before;
    if (key in right || part.after !== undefined) rights[key] = part.after;
  }
  if (paths.length === 0) return { before, after, paths };
  return { before: shaped(before, lefts), after: shaped(after, rights), paths };
}

function shaped(original: unknown, parts: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(original)) return Object.values(parts);
  return isContainer(original) ? parts : original;
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
