import { perObject } from './memo';
import { type Entry, type Job, type Step, type Text, type Workflow } from './workflow';

/** Every scalar of a workflow that can hold an expression. */
export const scalarsOf: (workflow: Workflow) => readonly Text[] = perObject(
  (workflow: Workflow) => [...values(workflow.env), ...workflow.jobs.flatMap(jobScalars)],
);

function jobScalars(job: Job): readonly Text[] {
  const own = [job.name, job.condition, job.environment, job.timeoutMinutes, job.continueOnError];
  return [
    ...own.filter((item) => item !== undefined),
    ...job.runsOn,
    ...values(job.env),
    ...values(job.with),
    ...values(job.secrets),
    ...job.steps.flatMap(stepScalars),
  ];
}

function stepScalars(step: Step): readonly Text[] {
  const own = [step.name, step.condition, step.run, step.continueOnError];
  return [...own.filter((item) => item !== undefined), ...values(step.env), ...values(step.with)];
}

function values(entries: readonly Entry[]): readonly Text[] {
  return entries.map((item) => item.value);
}
