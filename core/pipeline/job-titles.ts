import { qualityJobs, verdictJobs } from '../readiness/policy';

/** Titles that jobs, the preflight, required checks and scores know the same job by. */
export const jobTitles = {
  ...qualityJobs,
  ...verdictJobs,
} as const;
