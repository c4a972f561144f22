import {
  baseOf,
  changesOf,
  delivered,
  type Delivery,
  messageParts,
  needsModes,
  ownedOnBase,
  pathsOf,
  refuseConflicts,
  sayWhatWasEdited,
} from './delivery';
import { isEmptyPlan, planChanges } from './plan';
import { type WorkflowCommitState } from './state';

/** One attempt to bring the files onto the branch itself, by one commit or by none. */
export async function deliverCommit(delivery: Delivery): Promise<WorkflowCommitState> {
  const { repository, inputs, previous } = delivery;
  const view = await repository.view(inputs.branch, pathsOf(delivery));
  const { id, base } = baseOf(delivery, view);
  const owned = ownedOnBase(previous, base.tree);
  const plan = planChanges(inputs.files, owned, base.tree, inputs.adopt);
  refuseConflicts(delivery, plan);
  if (isEmptyPlan(plan)) return delivered(delivery, base);
  sayWhatWasEdited(delivery, plan, base.tree);
  const changes = changesOf(delivery, plan);
  const commit = { parent: base, changes, ...messageParts(inputs.message) };
  if (!needsModes(changes, base.tree)) {
    return delivered(delivery, base, await repository.commitOnBranch(inputs.branch, commit));
  }
  const sha = await repository.looseCommit(commit);
  await repository.moveBranch(id, inputs.branch, base.head, sha);
  return delivered(delivery, base, sha);
}
