import { isSkippedInQueue } from './definitions/ci';
import { ciSuccessId } from './definitions/ci-success';
import { longestMinutes } from './longest-path';
import { type AnyJob } from './model/job';
import { type Workflow } from './model/workflow';

/** The contexts to require of a rendered ci.yml: the aggregate alone, which stands for every other job. */
export function requiredChecksOf(ci: Workflow): readonly string[] {
  return requiredJobs(ci).map((job) => job.name);
}

/**
 * Minutes after which the required checks of an entry of the merge queue are reported at the latest.
 *
 * @param guard the workflow that gives a required check of its own once all of ci.yml is done.
 */
export function queueMinutesOf(ci: Workflow, guard?: Workflow): number {
  const jobs = guard === undefined ? requiredJobs(ci) : ci.jobs;
  const after = guard?.jobs.map((job) => longestMinutes(job)) ?? [];
  return (
    Math.max(...jobs.map((job) => longestMinutes(job, isSkippedInQueue))) + Math.max(0, ...after)
  );
}

function requiredJobs(ci: Workflow): readonly AnyJob[] {
  return ci.jobs.filter((job) => job.id === ciSuccessId);
}
