import * as z from 'zod';

/** Form of a check in the action's input and in the monitor's configuration. */
export const checkSchema = z.strictObject({
  name: z.string().min(1).max(100),
  kind: z.enum(['health', 'api', 'database']),
  method: z.enum(['GET', 'HEAD', 'POST']),
  path: z
    .string()
    .regex(/^\/(?!\/)[^\s\\]*$/, 'must be a path below the base URL: one slash, no white space'),
  expectedStatus: z.int().min(100).max(599),
  expectJson: z.record(z.string().min(1), z.union([z.string(), z.number(), z.boolean()])),
  latencyBudgetMs: z.number().positive().max(300_000),
});
