import * as z from 'zod/mini';
import { english } from '../../kernel/english';
import type { Schema } from './parsed';

/**
 * A list that is checked up to its first wrong item. zod's own keeps the problems of every item, which for the millions
 * of a hostile report takes more memory than the machine has.
 */
export function listOf<T>(item: Schema<T>) {
  return z.pipe(
    z.custom<readonly unknown[]>(Array.isArray, 'Invalid input: expected array'),
    z.transform((items: readonly unknown[], { issues }): readonly T[] => {
      const list: T[] = [];
      for (const [index, each] of items.entries()) {
        const checked = z.safeParse(item, each, english);
        if (!checked.success) {
          issues.push(...located(index, checked.error.issues));
          return z.NEVER;
        }
        list.push(checked.data);
      }
      return list;
    }),
  );
}

/** The entries of an object, checked as {@link listOf} does. */
export function entriesOf<T>(item: Schema<T>) {
  return z.pipe(
    z.custom<object>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      'Invalid input: expected object',
    ),
    z.transform((given: object, { issues }): readonly (readonly [string, T])[] => {
      const entries: (readonly [string, T])[] = [];
      for (const key of Object.keys(given)) {
        const each: unknown = (given as Readonly<Record<string, unknown>>)[key];
        const checked = z.safeParse(item, each, english);
        if (!checked.success) {
          issues.push(...located(key, checked.error.issues));
          return z.NEVER;
        }
        entries.push([key, checked.data]);
      }
      return entries;
    }),
  );
}

function located(key: string | number, issues: readonly z.core.$ZodIssue[]) {
  return issues.map(({ path, message }) => ({
    code: 'custom' as const,
    input: undefined,
    path: [key, ...path],
    message,
  }));
}
