import { jobTitles } from '../../../core/pipeline/job-titles';
import { z } from 'zod';
import { workflowRule, type Finding } from '../../../core/reading/rule';
import { skippedWhen, type Job, type Workflow } from '../../../core/reading/workflow';
import { ciWorkflow } from './ci-workflow';
import { runsOf, toolsOf } from '../../../core/gates/gate-tools';

/** The one required job runs always and judges the results of all gates. */
export const aggregator = workflowRule({
  name: 'aggregator',
  description: 'The required aggregating job always runs, and fails unless every gate succeeded',
  severity: 'critical',
  why: 'GitHub counts a skipped job as passed: a required job that is skipped because a gate failed lets the change through.',
  link: 'https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/troubleshooting-required-status-checks',
  remediation:
    'Set if: always() on the job, list every gate in needs, and fail unless each result is success.',
  config: z.strictObject({
    ...ciWorkflow,
    context: z.string().default(jobTitles.ciSuccess).describe('Name of the aggregating job'),
    gates: z
      .array(z.string())
      .default([...toolsOf.lint, ...toolsOf.test, ...toolsOf.security])
      .describe('Tools whose jobs the aggregating job must need'),
  }),
  example: {
    violates: `on: pull_request
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: pytest
  ci-success:
    name: CI Success
    needs: [test]
    runs-on: ubuntu-24.04
    steps:
      - run: echo done
`,
    passes: `on: pull_request
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: pytest
  ci-success:
    name: CI Success
    if: always()
    needs: [test]
    runs-on: ubuntu-24.04
    steps:
      - run: test "$RESULT" = success
        env:
          RESULT: \${{ needs.test.result }}
`,
  },
  check: (workflow, config): readonly Finding[] => {
    if (workflow.path !== config.workflow) return [];
    const job = workflow.jobs.find((item) => (item.name?.value ?? item.id) === config.context);
    if (job === undefined) {
      const fix = `add a job named ${config.context} with if: always() that needs every gate`;
      return [{ line: 1, column: 1, message: `no job is named ${config.context}`, fix }];
    }
    return [...ownFaults(job), ...leftOut(workflow, job, config.gates)];
  },
});

function ownFaults(job: Job): readonly Finding[] {
  const { line, column } = job.condition ?? job;
  const found: Finding[] = [];
  const skipped = skippedWhen(job);
  if (skipped !== undefined) {
    const when = skipped === 'a need fails' ? 'a gate fails' : skipped;
    found.push({
      line,
      column,
      message: `job ${job.id} is skipped, and so passes, when ${when}`,
      fix: 'write if: always()',
    });
  }
  const texts = resultTexts(job);
  const judged = /needs(?:\.[\w*-]+)?\.result|tojson\(\s*needs\s*\)/i.test(texts);
  if (!judged)
    found.push({
      line: job.line,
      column: job.column,
      message: `job ${job.id} does not check the results of its needs`,
      fix: 'fail unless every needs.<job>.result is success',
    });
  const onlyFailure = /contains\(\s*needs\.\*\.result\s*,\s*'failure'\s*\)/.test(texts);
  if (onlyFailure && !(/'cancelled'/.test(texts) && /'skipped'/.test(texts)))
    found.push({
      line: job.line,
      column: job.column,
      message: `job ${job.id} lets cancelled or skipped gates pass`,
      fix: 'fail unless every result is success',
    });
  return found;
}

function resultTexts(job: Job): string {
  return job.steps
    .flatMap((step) => [
      step.condition?.value ?? '',
      step.run?.value ?? '',
      ...[...step.env, ...step.with].map((item) => item.value.value),
    ])
    .concat(job.env.map((item) => item.value.value))
    .join('\n');
}

function leftOut(workflow: Workflow, job: Job, gates: readonly string[]): readonly Finding[] {
  const reached = new Set([job.id]);
  const visit = ({ needs }: Job): void => {
    for (const { value } of needs) {
      if (reached.has(value)) continue;
      reached.add(value);
      const need = workflow.jobs.find((item) => item.id === value);
      if (need !== undefined && !runsAnyway(need)) visit(need);
    }
  };
  visit(job);
  const jobs = new Set(gates.flatMap((name) => runsOf(workflow, name).map((run) => run.job)));
  return [...jobs]
    .filter((item) => !reached.has(item.id))
    .map((item) => ({
      line: job.line,
      column: job.column,
      message: `job ${job.id} does not need the gate ${item.id}`,
      fix: `add ${item.id} to needs`,
    }));
}

/**
 * A job is skipped when one that it needs fails, and so passes the failure on, unless its condition asks for the status.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds
 */
function runsAnyway({ condition }: Job): boolean {
  return /\b(?:always|cancelled|failure)\s*\(\s*\)/.test(condition?.value ?? '');
}
