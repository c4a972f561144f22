import { z } from 'zod';
import { whyIgnored } from '../../../core/reading/commands';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { entry, type Job } from '../../../core/reading/workflow';
import { ciWorkflow } from './ci-workflow';

/** The readiness score is a gate, at the threshold of the standard. */
export const readinessGate = workflowRule({
  name: 'readiness-gate',
  description: 'The readiness gate runs and fails below the threshold',
  severity: 'high',
  security: false,
  why: 'A release below the agreed score goes out when the gate is missing, lowered or allowed to fail.',
  link: 'https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/about-status-checks',
  remediation: 'Run the gatehouse action with command: gate and the threshold of the standard.',
  setting: 'gates.readiness',
  config: z.strictObject({
    ...ciWorkflow,
    action: z
      .string()
      .default('./.github/gatehouse/action')
      .describe('The action that computes the score'),
    minimum: z
      .number()
      .min(0)
      .max(100)
      .default(90)
      .describe('Lowest allowed threshold, in percent'),
  }),
  example: {
    violates: `on: push
jobs:
  readiness:
    runs-on: ubuntu-24.04
    steps:
      - uses: ./.github/gatehouse/action
        with:
          command: gate
          threshold: 50
`,
    passes: `on: push
jobs:
  readiness:
    runs-on: ubuntu-24.04
    steps:
      - uses: ./.github/gatehouse/action
        with:
          command: gate
          threshold: 90
`,
  },
  check: (workflow, { workflow: path, action, minimum }): readonly Finding[] => {
    if (workflow.path !== path) return [];
    const gates = workflow.jobs
      .flatMap(allJobs)
      .flatMap(({ file, job }) =>
        job.steps
          .filter(
            (step) => step.uses?.value === action && entry(step.with, 'command')?.value === 'gate',
          )
          .map((step) => ({ file, job, step })),
      );
    const fix = `run ${action} with command: gate and threshold: ${minimum}`;
    if (gates.length === 0)
      return [{ line: 1, column: 1, message: 'no step runs the readiness gate', fix }];
    return gates.flatMap(({ file, job, step }): Finding[] => {
      const ignored = whyIgnored(step, job);
      if (ignored !== undefined) {
        const message = `a failure of the readiness gate is ignored: ${ignored.why}`;
        return [
          within(
            file,
            findingAt(ignored.place, message, 'let the failure of the step fail its job'),
          ),
        ];
      }
      const threshold = entry(step.with, 'threshold');
      if (threshold !== undefined && Number(threshold.value) >= minimum) return [];
      const message = `readiness threshold is ${threshold?.value ?? 'not given'}, below ${minimum}`;
      return [within(file, findingAt(threshold ?? step, message, `set threshold: ${minimum}`))];
    });
  },
});

interface PlacedJob {
  /** The file of a called workflow; undefined for that of the workflow itself. */
  readonly file?: string;
  readonly job: Job;
}

/** A job, or those of the workflow that it calls. */
function allJobs(job: Job): readonly PlacedJob[] {
  const { called } = job;
  return called === undefined
    ? [{ job }]
    : called.jobs
        .flatMap(allJobs)
        .map(({ file = called.path, job: inner }) => ({ file, job: inner }));
}

const within = (file: string | undefined, finding: Finding): Finding =>
  file === undefined ? finding : { ...finding, file };
