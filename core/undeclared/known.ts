import * as z from 'zod/mini';

const marks = z.record(z.string(), z.string());

/** What the worker keeps of its last look at a repository. */
const knownSchema = z.object({
  version: z.literal(1),
  /** By the path of a request: what it showed, and its ETag where one request shows all of it. */
  parts: z.record(z.string(), z.object({ etag: z.optional(z.string()), marks })),
  /** News that Slack has not taken yet. */
  owed: z.array(
    z.object({
      subject: z.string(),
      change: z.enum(['undeclared', 'changed']),
      details: z.array(z.string()),
    }),
  ),
});

export type KnownThings = z.infer<typeof knownSchema>;

/** Reads what a look left; undefined for a text that no look of this version wrote. */
export function parseKnown(text: string): KnownThings | undefined {
  try {
    const read = z.safeParse(knownSchema, JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
