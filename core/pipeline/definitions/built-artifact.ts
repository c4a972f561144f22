import { type StepsJob } from '../model/job';

/** Name of the run's artifact that is deployed. */
export const builtArtifact = 'deployment';

/** The job that builds it, and says what it built. */
export type BuildJob = StepsJob<'build', 'digest' | 'version'>;
