import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { type Job, type Text, type Workflow } from '../../../core/reading/workflow';
import { promotions, textOf } from './promotions';

/** A deployment that fails half-way is undone by the workflow, not by whoever sees it first. */
export const deploymentRollback = workflowRule({
  name: 'deployment-rollback',
  description:
    'A job that follows a deployment to another environment is rolled back when it fails or is cancelled',
  severity: 'low',
  confidence: 'medium',
  security: false,
  level: 'advisory',
  why: 'A step that fails, and a run that is cancelled, leave a deployment half done: part of the users get a version that passed no check.',
  link: 'https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions',
  remediation:
    'Add a step that rolls back with if: failure() || cancelled(); the key `deploy` of Gatehouse renders that.',
  example: {
    violates: `on: workflow_dispatch
jobs:
  staging:
    runs-on: ubuntu-24.04
    environment: staging
    steps:
      - run: ./deploy staging
  production:
    needs: staging
    runs-on: ubuntu-24.04
    environment: production
    steps:
      - run: ./deploy production
`,
    passes: `on: workflow_dispatch
jobs:
  staging:
    runs-on: ubuntu-24.04
    environment: staging
    steps:
      - run: ./deploy staging
  production:
    needs: staging
    runs-on: ubuntu-24.04
    environment: production
    steps:
      - run: ./deploy production
      - run: ./roll-back production
        if: failure() || cancelled()
`,
  },
  check: (workflow) =>
    promotions(workflow).flatMap(({ job, environment }): readonly Finding[] => {
      // What is called has steps that this file does not show.
      if (job.uses !== undefined) return [];
      const found = rollbacks(workflow, job);
      if (found.some(coversAll)) return [];
      const [place = job] = found.filter((condition) => condition !== undefined);
      const message =
        found.length === 0
          ? `job ${job.id} deploys to ${environment}, and nothing rolls it back`
          : `the rollback of job ${job.id} does not run after a ${found.some(runsAfterFailure) ? 'cancellation' : 'failure'}`;
      return [
        findingAt(place, message, 'give the rollback the condition failure() || cancelled()'),
      ];
    }),
});

const ROLLBACK = /roll[\s_-]?back|\bundo\b|\brestore[sd]?\b|\brevert/i;

/** Conditions of the steps and jobs that roll a job back; undefined for one without. */
function rollbacks({ jobs }: Workflow, deployment: Job): readonly (Text | undefined)[] {
  const own = deployment.steps.filter((step) => ROLLBACK.test(textOf(step)));
  const later = jobs.filter(
    (job) =>
      job.needs.some(({ value }) => value === deployment.id) &&
      ROLLBACK.test(
        [job.id, job.name?.value, job.uses?.value, ...job.steps.map(textOf)].join('\n'),
      ),
  );
  return [...own, ...later].map(({ condition }) => condition);
}

const ALWAYS = /\balways\s*\(\s*\)|!\s*success\s*\(\s*\)/;

function runsAfterFailure(condition: Text | undefined): boolean {
  return /\bfailure\s*\(\s*\)/.test(condition?.value ?? '');
}

function coversAll(condition: Text | undefined): boolean {
  const text = condition?.value ?? '';
  if (ALWAYS.test(text)) return true;
  return runsAfterFailure(condition) && /(?<!!\s*)\bcancelled\s*\(\s*\)/.test(text);
}
