import { z } from 'zod';
import { repositoryName } from './formats';
import { namePattern } from './fleet/fleet-schema';

const size = z.union([
  z.int().min(1).max(1000),
  z
    .string()
    .regex(/^(?:100|[1-9]\d?)%$/, { error: 'must be a number, or a percentage up to 100%' }),
]);

/** How a change of the pipeline goes through the repositories of a stack (docs/rollout.md). */
export const rolloutSchema = z.strictObject({
  repository: repositoryName
    .exactOptional()
    .describe(
      'Repository of the owner whose data branch keeps the state, rollout.json; `gatehouse rollout` needs it.',
    ),
  waves: z
    .array(size)
    .min(1)
    .max(10)
    .default([1, '10%', '50%', '100%'])
    .describe('Repositories that have the change after each wave: how many, or which share.'),
  canaries: z
    .array(namePattern)
    .max(100)
    .default([])
    .describe('Name patterns of the repositories that come first.'),
  pinned: z
    .array(namePattern)
    .max(100)
    .default([])
    .describe('Name patterns of the repositories that keep what they have.'),
  minimumRuns: z
    .int()
    .min(5)
    .max(1000)
    .default(20)
    .describe(
      'Completed CI runs on default branches, after a wave and before it, that a comparison needs.',
    ),
});

export type RolloutSettings = z.infer<typeof rolloutSchema>;
