import { z } from 'zod';
import { findingAt, workflowRule, type Edit, type Finding } from '../../../core/reading/rule';

/** Each job ends by itself. */
export const jobTimeouts = workflowRule({
  name: 'job-timeouts',
  description: 'Every job has timeout-minutes within the limit',
  severity: 'medium',
  security: false,
  why: 'A job that hangs without a limit occupies a runner, and its concurrency group, for six hours.',
  link: 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes',
  remediation: 'Add timeout-minutes to the job, a little above its usual duration.',
  setting: 'timeouts',
  config: z.strictObject({
    maximum: z.number().int().min(1).default(60).describe('Maximum timeout of a job, in minutes'),
    inserted: z.number().int().min(1).default(30).describe('Minutes that the remediation writes'),
  }),
  example: {
    violates: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - run: make
`,
    passes: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    steps:
      - run: make
`,
  },
  check: (workflow, { maximum, inserted }) =>
    workflow.jobs.flatMap((job): Finding[] => {
      // A job that calls a reusable workflow cannot have a timeout: its jobs have theirs.
      if (job.uses !== undefined) return [];
      const { timeoutMinutes } = job;
      if (timeoutMinutes === undefined) {
        return [findingAt(job, `job ${job.id} has no timeout`, `add timeout-minutes: ${inserted}`)];
      }
      const minutes = Number(timeoutMinutes.value);
      if (Number.isNaN(minutes) || (minutes > 0 && minutes <= maximum)) return [];
      const message = `job ${job.id} may run ${timeoutMinutes.value} minutes; at most ${maximum} are allowed`;
      return [
        findingAt(timeoutMinutes, message, `set timeout-minutes to a value from 1 to ${maximum}`),
      ];
    }),
  repair: {
    kept: (path, value) =>
      path.length === 3 && path[0] === 'jobs' && path[2] === 'timeout-minutes' ? undefined : value,
    edits: (workflow, { inserted }) =>
      workflow.jobs.flatMap((job): Edit[] => {
        if (job.uses !== undefined || job.timeoutMinutes !== undefined) return [];
        const lines = workflow.text.split('\n');
        const next = lines
          .slice(job.line)
          .findIndex((line) => line.trim() !== '' && !line.trim().startsWith('#'));
        const first = lines[job.line + next];
        if (next === -1 || first === undefined) return [];
        const indent = first.length - first.trimStart().length;
        if (indent < job.column) return [];
        const offset = lines
          .slice(0, job.line + next)
          .reduce((sum, line) => sum + line.length + 1, 0);
        return [
          { offset, remove: 0, insert: `${' '.repeat(indent)}timeout-minutes: ${inserted}\n` },
        ];
      }),
  },
});
