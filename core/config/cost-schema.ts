import { z } from 'zod';
import { defaultAssumptions } from '../cost/assumptions';
import { percent } from './formats';

const defaults = defaultAssumptions;
const minutes = z.number().min(0).max(360);
const perMonth = z.int().min(0).max(100_000);

const cache = z.strictObject({
  hitRate: percent
    .default(defaults.cache.hitRate)
    .describe('Percent of jobs that find their cache.'),
  uvMinutes: minutes
    .default(defaults.cache.uvMinutes)
    .describe('Minutes a hit of the uv cache saves per job.'),
  pipMinutes: minutes
    .default(defaults.cache.pipMinutes)
    .describe('Minutes a hit of the pip cache saves per job, where there is no uv cache.'),
});

const coldMinutes = z.strictObject({
  lint: minutes
    .default(defaults.coldMinutes.lint)
    .describe('Minutes of the lint job without a cache.'),
  test: minutes
    .default(defaults.coldMinutes.test)
    .describe('Minutes of one test job without a cache.'),
  security: minutes
    .default(defaults.coldMinutes.security)
    .describe('Minutes of the security job without a cache.'),
  mcp: minutes
    .default(defaults.coldMinutes.mcp)
    .describe('Minutes of the dry run of the MCP server without a cache.'),
  build: minutes
    .default(defaults.coldMinutes.build)
    .describe('Minutes of one build job without a cache.'),
  other: minutes
    .default(defaults.coldMinutes.other)
    .describe('Minutes of any other job without a cache.'),
});

const measuredMinutes = minutes.optional();

const measured = z.strictObject({
  on: z.iso.date().describe('Day on which the minutes were measured, in UTC.'),
  minutes: z
    .strictObject({
      lint: measuredMinutes.describe('Of the lint job.'),
      test: measuredMinutes.describe('Of a test job.'),
      security: measuredMinutes.describe('Of the security job.'),
    })
    .describe('Minutes that an execution of a job is billed, on average.'),
});

/** Assumptions of the cost estimate; each has the architecture's figure as its default. */
export const costSchema = z.strictObject({
  plan: z
    .enum(['free', 'pro', 'team', 'enterprise'])
    .default(defaults.plan)
    .describe('GitHub plan; its included minutes are subtracted.'),
  visibility: z
    .enum(['private', 'public'])
    .default(defaults.visibility)
    .describe('Standard runners cost nothing in public repositories.'),
  pullRequestRuns: perMonth
    .default(defaults.pullRequestRuns)
    .describe('CI runs of pull requests, per repository and month.'),
  pushRuns: perMonth
    .default(defaults.pushRuns)
    .describe('CI runs of pushes to long-lived branches, per repository and month.'),
  cache: cache.default(cache.parse({})).describe('What dependency caches save.'),
  coldMinutes: coldMinutes
    .default(coldMinutes.parse({}))
    .describe('Minutes of each job when it finds no cache.'),
  measured: measured
    .optional()
    .describe(
      'Minutes that recorded runs took, as `gatehouse cost` prints them: they replace `coldMinutes` and what caches save.',
    ),
  workerSeconds: z
    .number()
    .min(0.1)
    .max(900)
    .default(defaults.workerSeconds)
    .describe('Seconds the readiness worker takes for one repository.'),
  smokeSeconds: z
    .number()
    .min(0.1)
    .max(900)
    .default(defaults.smokeSeconds)
    .describe('Seconds one smoke test takes.'),
});
