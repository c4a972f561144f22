import { z } from 'zod';
import { jobMinutes, plainText, secretName } from './formats';

/** Jobs of ci.yml that steps of a repository's own can stand in. */
const gates = ['lint', 'test', 'security', 'build'] as const;

/** Ids of the jobs of ci.yml. */
const taken = new Set<string>([
  ...gates,
  'readiness',
  'mcp-dry-run',
  'image-scan',
  'file-scan',
  'code-scanning',
  'dependency-review',
  'performance',
  'attest',
  'pr-comment',
  'ci-success',
]);

const ownStep = z.strictObject({
  name: plainText.describe('Name of the step.'),
  run: z
    .array(plainText)
    .min(1)
    .max(50)
    .describe('Lines of a bash script that stops at the first failure, after the installation.'),
  env: z
    .record(secretName, z.string().max(49_152))
    .default({})
    .describe('Environment of the step; no secrets.'),
});

const ownSteps = z.array(ownStep).max(20);

const jobId = z
  .string()
  .regex(/^[a-z_][a-z0-9_-]{0,49}$/, {
    error: 'must be lower-case letters, digits, `_` and `-`, starting with a letter or `_`',
  })
  .refine((id) => !taken.has(id), { error: 'is a job of ci.yml already' });

/** Steps of a repository's own in the delivered jobs, and jobs of its own: on CI and in the preflight. */
export const ownParts = {
  steps: z
    .partialRecord(
      z.enum(gates),
      z.strictObject({
        before: ownSteps.default([]).describe("Steps before the job's own."),
        after: ownSteps.default([]).describe("Steps after the job's own."),
      }),
    )
    .describe("Further steps of the jobs of ci.yml: before and after the job's own ones."),
  jobs: z
    .record(
      jobId,
      z.strictObject({
        title: plainText.describe('Name of the job.'),
        steps: ownSteps.min(1).describe('Steps of the job.'),
        timeoutMinutes: jobMinutes.default(15).describe('Minutes the job may take.'),
        services: z.boolean().default(false).describe('Start the services beside the job.'),
      }),
    )
    .describe('Further jobs of ci.yml by id; `CI Success` waits for them as for its own.'),
} as const;
