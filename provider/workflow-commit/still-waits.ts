import { GitHubFailure } from '../github/failure';
import { type Target } from '../github/repository';
import { deliverPullRequest } from './deliver-pull-request';
import { type Delivery, DeliveryRefused } from './delivery';
import { type WorkflowCommitInputs } from './inputs';
import { type WorkflowCommitState } from './state';

/** A delivery that would have written something. */
class WouldWrite extends Error {}

/**
 * Whether the pull request of a state waits unchanged: a delivery of the same files would write nothing and still have it
 * open. It is not, once it is merged or closed, when the base changed one of the files, or where GitHub does not say.
 *
 * @param inputs all but the files, which are those of the state: when it asks for differences the engine has the hashes of
 * assets only.
 */
export async function stillWaits(
  repository: Target,
  inputs: WorkflowCommitInputs,
  previous: WorkflowCommitState,
): Promise<boolean> {
  const { pullRequest } = inputs;
  if (pullRequest === undefined) return false;
  const content = new Uint8Array();
  const files = new Map(
    Object.entries(previous.blobs).map(([path, sha]) => {
      return [path, { sha, content, executable: previous.executables.includes(path) }] as const;
    }),
  );
  const delivery: Delivery = {
    repository: readOnly(repository),
    inputs: { ...inputs, files },
    previous,
    log: () => undefined,
  };
  try {
    const { pending, pullRequestNumber } = await deliverPullRequest(delivery, pullRequest);
    return pending && pullRequestNumber === previous.pullRequestNumber;
  } catch (error) {
    // The update's preview checks again and reports a refusal.
    const isAnswer =
      error instanceof WouldWrite ||
      error instanceof DeliveryRefused ||
      error instanceof GitHubFailure;
    if (isAnswer) return false;
    throw error;
  }
}

function readOnly(repository: Target): Target {
  const refuse = (): Promise<never> => Promise.reject(new WouldWrite());
  const { pullRequests } = repository;
  return {
    owner: repository.owner,
    name: repository.name,
    fullName: repository.fullName,
    // Stryker disable next-line ArrowFunction: a delivery asks this only where it would write or be refused.
    isGone: () => repository.isGone(),
    isSigning: repository.isSigning,
    // Stryker disable next-line ArrowFunction: a delivery does not ask this; a preview does.
    rulesOn: (...args) => repository.rulesOn(...args),
    // Stryker disable next-line ArrowFunction: a delivery does not ask this; a preview does.
    mergeScene: (...args) => repository.mergeScene(...args),
    view: (...args) => repository.view(...args),
    // Stryker disable next-line ArrowFunction: a delivery asks this only where it would write or be refused.
    files: (...args) => repository.files(...args),
    // Stryker disable next-line ArrowFunction: a delivery asks this only where it would write or be refused.
    text: (blob) => repository.text(blob),
    // Stryker disable next-line ArrowFunction: a delivery asks this only where it would write or be refused.
    changedPaths: (...args) => repository.changedPaths(...args),
    // Stryker disable next-line ArrowFunction: a delivery asks this only after it is known whether it waits.
    successfulRuns: (...args) => repository.successfulRuns(...args),
    commitOnBranch: refuse,
    looseCommit: refuse,
    createBranch: refuse,
    moveBranch: refuse,
    deleteBranch: refuse,
    pullRequests: {
      open: (...args) => pullRequests.open(...args),
      create: refuse,
      update: refuse,
    },
  };
}
