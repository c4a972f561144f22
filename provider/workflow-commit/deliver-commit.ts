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
import { withRecords } from './job-records';
import { isEmptyPlan } from './plan';
import { replacedBy, replacementText } from './replaced-files';
import { planOn } from './shared-file';
import { type WorkflowCommitState } from './state';
import { trimmedText } from './trimmed-workflows';

/** One attempt to bring the files onto the branch itself, by one commit or by none. */
export async function deliverCommit(delivery: Delivery): Promise<WorkflowCommitState> {
  const { repository, inputs, previous } = delivery;
  const view = await repository.view(inputs.branch, pathsOf(delivery));
  const { id, base } = baseOf(delivery, view);
  const owned = ownedOnBase(previous, base.tree);
  const { plan, whole, shared, trimmed } = await planOn(delivery, base.tree, owned);
  refuseConflicts(delivery, plan);
  if (isEmptyPlan(plan)) return delivered(delivery, base, shared.state);
  sayWhatWasEdited(delivery, plan, base.tree);
  const replaced = replacedBy(plan, base.tree, trimmed.wholes);
  delivery.note?.({ replaced, replacedJobs: trimmed.records });
  const changes = changesOf(whole, plan);
  const { headline, body } = messageParts(inputs.message);
  const more = await replacementText(repository, replaced, plan);
  const commit = {
    parent: base,
    changes,
    headline,
    body: [body, more, trimmedText(trimmed)].filter((part) => part !== '').join('\n\n'),
  };
  const written = (sha: string): WorkflowCommitState => {
    const state = delivered(delivery, base, shared.state, sha);
    return {
      ...state,
      replaced: { ...state.replaced, ...replaced },
      replacedJobs: withRecords(state.replacedJobs, trimmed.records),
    };
  };
  if (!needsModes(changes, base.tree)) {
    return written(await repository.commitOnBranch(inputs.branch, commit));
  }
  const sha = await repository.looseCommit(commit);
  await repository.moveBranch(id, inputs.branch, base.head, sha);
  return written(sha);
}
