import { GitHubFailure } from './failure';

/** Environment variable with the minutes after which a run of the provider sends nothing more. */
export const deadlineVariable = 'GATEHOUSE_DEADLINE_MINUTES';

/** A job of GitHub Actions ends after 360 minutes: a run stops a little earlier by itself, between two requests. */
const defaultMinutes = 350;

/** Minutes that a run may take. @throws GitHubFailure when the variable is not a positive number. */
export function deadlineMinutes(environment: NodeJS.ProcessEnv): number {
  const text = environment[deadlineVariable];
  if (text === undefined || text === '') return defaultMinutes;
  const minutes = Number(text);
  if (minutes > 0 && Number.isFinite(minutes)) return minutes;
  throw new GitHubFailure(
    'refused',
    `${deadlineVariable} must be a number of minutes above 0; found ${JSON.stringify(text)}`,
  );
}
