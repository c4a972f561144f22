import * as z from 'zod/mini';
import { conclusions, type Conclusion } from './facts';

const known: ReadonlySet<string> = new Set(conclusions);

/**
 * Reads a conclusion. A word that GitHub adds later is one run or job of unknown outcome; it does not make the rest of
 * the history unreadable.
 */
export const conclusionSchema = z.pipe(
  z.nullable(z.string()),
  z.transform((found): Conclusion => {
    if (found === null) return null;
    return known.has(found) ? (found as Conclusion) : 'unknown';
  }),
);
