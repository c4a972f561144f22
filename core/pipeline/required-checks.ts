import { ciSuccessId } from './definitions/ci-success';
import { type Workflow } from './model/workflow';

/** The contexts to require of a rendered ci.yml: the aggregate alone, which stands for every other job. */
export function requiredChecksOf(ci: Workflow): readonly string[] {
  return ci.jobs.filter((job) => job.id === ciSuccessId).map((job) => job.name);
}
