import { existsSync, readFileSync } from 'node:fs';
import { type z } from 'zod';
import { ProblemsError, type Problem } from '../core/kernel/problem';

/**
 * What a file keeps of an earlier look; undefined where there is no such file.
 *
 * @throws ProblemsError with the problem for a file that is something else.
 */
export function readKeptLook<T>(
  file: string,
  schema: z.ZodType<T>,
  problem: Omit<Problem, 'file'>,
): T | undefined {
  if (!existsSync(file)) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    content = undefined;
  }
  const read = schema.safeParse(content);
  if (read.success) return read.data;
  throw new ProblemsError([{ ...problem, file }]);
}
