import { z } from 'zod';
import { workflowRule, type Finding } from '../../../core/reading/rule';
import { cronInterval } from '../../../core/reading/cron';

/** The scheduled workflows run as often as the standard says. */
export const schedules = workflowRule({
  name: 'schedules',
  description: 'Readiness is updated daily and staging is smoke-tested every four hours',
  severity: 'medium',
  security: false,
  why: 'An outdated dashboard, or a smoke test that has stopped running, gives false confidence.',
  link: 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule',
  remediation: 'Restore the cron expression of the standard.',
  setting: 'schedules',
  config: z.strictObject({
    readiness: z
      .string()
      .default('.github/workflows/update-readiness.yml')
      .describe('Workflow that must run daily'),
    readinessHour: z.number().int().min(0).max(23).default(9).describe('Hour of the day in UTC'),
    smoke: z
      .string()
      .default('.github/workflows/staging-smoke-test.yml')
      .describe('Workflow that must run every few hours'),
    smokeHours: z
      .number()
      .int()
      .min(1)
      .max(24)
      .default(4)
      .describe('Maximum interval between smoke tests, in hours'),
  }),
  examplePath: '.github/workflows/update-readiness.yml',
  example: {
    violates: `on:
  schedule:
    - cron: '0 9 * * 1'
jobs: {}
`,
    passes: `on:
  schedule:
    - cron: '0 9 * * *'
jobs: {}
`,
  },
  check: (workflow, config): readonly Finding[] => {
    const wanted =
      workflow.path === config.readiness
        ? {
            text: `daily at ${config.readinessHour}:00 UTC`,
            example: `0 ${config.readinessHour} * * *`,
            setting: 'schedules.readiness',
          }
        : workflow.path === config.smoke
          ? {
              text: `every ${config.smokeHours} hours`,
              example: `0 */${config.smokeHours} * * *`,
              setting: 'schedules.smoke',
            }
          : undefined;
    if (wanted === undefined) return [];
    const trigger = workflow.triggers.find((item) => item.event === 'schedule');
    const crons = trigger?.crons ?? [];
    const good = crons.some((cron) => {
      const times = cronInterval(cron.value);
      if (times === undefined || !times.everyDay) return false;
      return workflow.path === config.readiness
        ? times.hours.includes(config.readinessHour)
        : times.longestPause <= config.smokeHours;
    });
    if (good) return [];
    const [first] = crons;
    const { line, column } = first ?? trigger ?? { line: 1, column: 1 };
    const found = first === undefined ? 'has no schedule' : `runs at '${first.value}'`;
    const message = `the workflow ${found}, not ${wanted.text}`;
    const fix = `write cron: '${wanted.example}'`;
    return [{ line, column, message, fix, setting: wanted.setting }];
  },
});
