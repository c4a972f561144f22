import { qualityJobs, verdictJobs } from '../readiness/policy';

/** Titles that jobs, the preflight, required checks and scores know the same job by. */
export const jobTitles = {
  ...qualityJobs,
  ...verdictJobs,
} as const;

/** The check that the guard's App gives; no job has this title. */
export const guardCheck = 'Gatehouse Guard';
