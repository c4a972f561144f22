import {
  baseOf,
  changesOf,
  type Delivery,
  messageParts,
  needsModes,
  ownedBy,
  pathsOf,
  refuseConflicts,
} from './deliver';
import { isEmptyPlan, planChanges } from './plan';
import { type WorkflowCommitState } from './state';

/** One attempt to bring the files onto the branch itself, by one commit or by none. */
export async function deliverCommit(delivery: Delivery): Promise<WorkflowCommitState> {
  const { repository, inputs, previous } = delivery;
  const base = baseOf(delivery, await repository.view(inputs.branch, pathsOf(delivery)));
  const owned = ownedOnBranch(previous);
  const plan = planChanges(inputs.files, owned, base.tree, inputs.adopt);
  refuseConflicts(delivery, plan);
  const delivered = {
    ...ownedBy(inputs),
    pending: false,
    ownedOnBase: [],
    baseBlobs: {},
    pullRequestNumber: undefined,
    pullRequestUrl: undefined,
  };
  if (isEmptyPlan(plan)) {
    const known = previous?.commitSha ?? '';
    return { ...delivered, commitSha: known === '' ? base.head : known, headSha: base.head };
  }
  const changes = changesOf(delivery, plan);
  const commit = { parent: base.head, changes, ...messageParts(inputs.message) };
  let sha: string;
  if (needsModes(changes, base.tree)) {
    sha = await repository.looseCommit(commit);
    await repository.moveBranch(inputs.branch, sha, false);
  } else {
    sha = await repository.commitOnBranch({ branch: inputs.branch, ...commit });
  }
  return { ...delivered, commitSha: sha, headSha: sha };
}

/**
 * Paths that are ours on the branch. After a change from pull requests to commits that is not what still waits in one.
 */
function ownedOnBranch(previous: WorkflowCommitState | undefined): ReadonlySet<string> {
  if (previous === undefined) return new Set();
  return new Set(previous.pending ? previous.ownedOnBase : Object.keys(previous.blobs));
}
