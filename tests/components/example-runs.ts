import type { ReadinessLambdaArgs } from '../../components/readiness-lambda';

/** When a readiness runtime runs, and in what it runs. */
export const exampleRuns = {
  schedules: {
    daily: 'cron(0 9 * * ? *)',
    weekly: 'cron(30 9 ? * MON *)',
    monthly: 'cron(45 9 1 * ? *)',
  },
  timezone: 'Europe/Berlin',
  memoryMb: 512,
  concurrency: 3,
} satisfies Partial<ReadinessLambdaArgs>;
