import { setTimeout as delay } from 'node:timers/promises';
import { GitHubFailure } from '../github/failure';
import { deliverCommit } from './deliver-commit';
import { closeFormer, deliverPullRequest } from './deliver-pull-request';
import { type Delivery, type Taken } from './delivery';
import { withRecords } from './job-records';
import { claim } from './owner-mark';
import { withProvenChecks } from './proof';
import { type WorkflowCommitState } from './state';

/** How often a delivery looks at a branch that keeps moving before it gives up. */
const attempts = 10;
/** How often it looks again after a lost answer; each request has been repeated by the client before. */
const attemptsInDoubt = 2;

/**
 * Brings the files into the repository, by commit or by pull request. Every attempt looks at the branch and decides
 * again, so an attempt after a lost answer finds its own work done, and one after someone else's commit builds on that.
 *
 * @throws GitHubFailure when GitHub refuses, or when the last attempt failed too.
 * @throws DeliveryRefused when something is in the way that only the user can decide about.
 */
export async function deliver(delivery: Delivery): Promise<WorkflowCommitState> {
  const { pullRequest } = delivery.inputs;
  // What a commit whose answer was lost has replaced: the attempt after it finds only our files.
  const nothing: Taken = { replaced: {}, replacedJobs: {} };
  let noted = nothing;
  const once = async (): Promise<WorkflowCommitState> => {
    await claim(delivery);
    let now = nothing;
    const note = (taken: Taken): void => {
      now = taken;
    };
    try {
      const state = await (pullRequest === undefined
        ? deliverCommit({ ...delivery, note })
        : deliverPullRequest(delivery, pullRequest));
      await closeFormer(delivery);
      const proven = await withProvenChecks(delivery, state);
      return {
        ...proven,
        replaced: { ...noted.replaced, ...proven.replaced },
        replacedJobs: withRecords(proven.replacedJobs, noted.replacedJobs),
      };
    } catch (error) {
      if (error instanceof GitHubFailure && error.kind === 'uncertain') noted = now;
      throw error;
    }
  };
  let doubts = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once();
    } catch (error) {
      // Stryker disable next-line ConditionalExpression: another error has no kind, and is thrown below.
      if (!(error instanceof GitHubFailure)) throw error;
      if (error.kind === 'uncertain') doubts += 1;
      const again =
        error.kind === 'moved' || (error.kind === 'uncertain' && doubts < attemptsInDoubt);
      if (!again) throw error;
      if (attempt === attempts) throw error.kind === 'moved' ? keptMoving(delivery, error) : error;
      // Two writers that retry in step would meet again each time.
      // Stryker disable next-line ArithmeticOperator,LogicalOperator,MethodExpression: how long it waits decides nothing.
      await delay(Math.random() * (delivery.waitMs ?? 500) * Math.min(attempt, 5));
    }
  }
}

/** GitHub's own words, "Pull and try again", are for those who have a clone. */
function keptMoving({ repository, inputs }: Delivery, cause: GitHubFailure): GitHubFailure {
  return new GitHubFailure(
    'moved',
    `${repository.fullName}: in each of ${attempts} attempts to deliver to ${inputs.branch} GitHub reported that the branch had ` +
      'moved. Either it is pushed to continuously, or it cannot be written to: check its ' +
      `latest commits, stop the pushes, and run the same command again (${cause.message})`,
    { cause },
  );
}
