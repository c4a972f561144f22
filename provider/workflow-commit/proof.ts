import { GitHubFailure } from '../github/failure';
import { type JobConclusions } from '../github/successful-runs';
import { type Delivery } from './delivery';
import { type WorkflowCommitState } from './state';

/**
 * Leaves out the checks that have not succeeded yet: required, they would block every pull request, the one that fixes
 * them included. Once any has been required a later name of it is too, as soon as its files are on the branch.
 */
export async function withProvenChecks(
  delivery: Delivery,
  state: WorkflowCommitState,
): Promise<WorkflowCommitState> {
  const { inputs, previous, repository, log } = delivery;
  const { provenBy } = inputs;
  if (provenBy === undefined || state.checksOnBranch.length === 0) return state;
  if (previous !== undefined && previous.checksOnBranch.length > 0) return state;
  if (await areProven(delivery, state.checksOnBranch)) return state;
  log(
    'info',
    `${repository.fullName}: ${state.checksOnBranch.join(', ')} is required after its first success on ${inputs.branch}`,
  );
  return { ...state, checksOnBranch: [] };
}

/** Whether files are on the branch whose checks are not required yet, because none has succeeded. */
export function isUnproven(
  provenBy: string | undefined,
  { pending, checks, checksOnBranch }: WorkflowCommitState,
): boolean {
  return provenBy !== undefined && !pending && checks.length > 0 && checksOnBranch.length === 0;
}

/**
 * Whether the checks that a run reports succeeded in it, on the branch or in the pull request that brought the files. An
 * App may give some of the checks; the workflow says nothing of these.
 */
export async function areProven(
  { repository, inputs, log }: Pick<Delivery, 'repository' | 'inputs' | 'log'>,
  checks: readonly string[],
): Promise<boolean> {
  const { provenBy, branch, pullRequest } = inputs;
  if (provenBy === undefined) return true;
  const branches = [branch, ...(pullRequest === undefined ? [] : [pullRequest.branch])];
  try {
    for (const one of branches) {
      const runs = await repository.successfulRuns(provenBy, one);
      if (runs.some((jobs) => haveSucceeded(checks, jobs))) return true;
    }
    return false;
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== 'refused') throw error;
    log(
      'warning',
      `${repository.fullName}: the runs of ${provenBy} cannot be read, so no check is required yet; grant the token ` +
        `or App \`actions: read\`: ${error.message}`,
    );
    return false;
  }
}

function haveSucceeded(checks: readonly string[], jobs: JobConclusions): boolean {
  const conclusions = checks.flatMap((check) => jobs.get(check) ?? []);
  return conclusions.length > 0 && conclusions.every((conclusion) => conclusion === 'success');
}
