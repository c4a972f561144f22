import { zeroSha } from './bare-repository';
import { mergeFacts } from './merge-facts';
import { type PullCall } from './pulls';
import { type Pull } from './state';
import { refuseByRules, RuleViolation, writeRefs } from './write-ref';

/** A pull request in the merge queue of its base: a commit of both, on a branch that GitHub makes for it. */
export interface QueueEntry {
  readonly branch: string;
  readonly headSha: string;
  readonly baseSha: string;
}

/**
 * Takes a pull request into the queue, which squashes; the rules are asked as for a merge of its own head.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
 *
 * @throws RuleViolation when a rule does not let it in.
 */
export async function enqueue(call: PullCall, issue: Pull): Promise<QueueEntry> {
  const { number, title, pull } = issue;
  const ref = `refs/heads/${pull.baseRef}`;
  const baseSha = await call.git.resolve(ref);
  const tree = baseSha === undefined ? undefined : await call.git.mergedTree(baseSha, pull.headSha);
  if (baseSha === undefined || tree === undefined)
    throw new RuleViolation({ rulesets: ['It conflicts with its base.'], protection: [] });
  const date = call.world.now();
  const identity = { name: 'GitHub', email: 'noreply@github.com', date };
  const headSha = call.git.writeCommit({
    ...{ tree, parents: [baseSha], message: `${title} (#${number})` },
    ...{ author: identity, committer: identity },
  });
  const change = { ref, before: baseSha, after: headSha };
  await refuseByRules(
    call,
    change,
    await mergeFacts(call, issue, { base: baseSha, checkedSha: pull.headSha }, 'squash'),
  );
  const branch = `gh-readonly-queue/${pull.baseRef}/pr-${number}-${baseSha}`;
  await call.git.updateRefs([{ ref: `refs/heads/${branch}`, before: zeroSha, after: headSha }]);
  return { branch, headSha, baseSha };
}

/**
 * Merges an entry once its checks were reported, which count on its own commit. Its branch goes in any case.
 *
 * @throws RuleViolation when a rule refuses it, so that it leaves the queue unmerged.
 */
export async function settle(call: PullCall, issue: Pull, entry: QueueEntry): Promise<void> {
  const { pull } = issue;
  const { branch, baseSha: before, headSha: after } = entry;
  try {
    const facts = await mergeFacts(call, issue, { base: before, checkedSha: after }, 'squash');
    await writeRefs(call, [{ ref: `refs/heads/${pull.baseRef}`, before, after }], facts);
  } finally {
    const ref = `refs/heads/${branch}`;
    await call.git.updateRefs([{ ref, before: after, after: zeroSha }]);
  }
  const now = call.world.now();
  Object.assign(issue, { state: 'closed', closedAt: now, updatedAt: now });
  Object.assign(pull, { baseSha: before, mergedAt: now, mergedBy: null, mergeCommitSha: after });
}
