import { isSkippedInQueue } from './definitions/ci';
import { ciSuccessId } from './definitions/ci-success';
import { longestMinutes } from './longest-path';
import { type AnyJob } from './model/job';
import { type Workflow } from './model/workflow';

/** The contexts to require of a rendered ci.yml: the aggregate alone, which stands for every other job. */
export function requiredChecksOf(ci: Workflow): readonly string[] {
  return requiredJobs(ci).map((job) => job.name);
}

/** Minutes after which the required checks of an entry of the merge queue are reported at the latest. */
export function queueMinutesOf(ci: Workflow): number {
  return Math.max(...requiredJobs(ci).map((job) => longestMinutes(job, isSkippedInQueue)));
}

function requiredJobs(ci: Workflow): readonly AnyJob[] {
  return ci.jobs.filter((job) => job.id === ciSuccessId);
}
