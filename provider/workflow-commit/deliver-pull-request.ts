import { type BranchView, type OpenPullRequest } from '../github/repository';
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
import { type PullRequestInputs } from './inputs';
import { type ChangePlan, isEmptyPlan, planChanges, type Tree } from './plan';
import { type WorkflowCommitState } from './state';

/**
 * One attempt to keep exactly one open pull request whose branch brings the files to the base branch. Once the base has
 * them, however they came there, the pull request is closed and its branch removed.
 */
export async function deliverPullRequest(delivery: Delivery): Promise<WorkflowCommitState> {
  const { repository, inputs, previous } = delivery;
  const { pullRequest } = inputs;
  if (pullRequest === undefined) throw new TypeError('this delivery has no pull request');
  const paths = pathsOf(delivery);
  const view = await repository.view(inputs.branch, paths, pullRequest.branch);
  const base = baseOf(delivery, view);
  const branch = view?.other;
  const open = view?.pullRequests ?? [];
  const owned = ownedOnBase(previous, base.tree);
  const plan = planChanges(inputs.files, owned, base.tree, inputs.adopt);
  refuseConflicts(delivery, plan);
  if (isEmptyPlan(plan)) {
    await close(delivery, pullRequest.branch, branch, open);
    const known = previous?.pending === false ? previous.commitSha : '';
    return {
      ...ownedBy(inputs),
      commitSha: known === '' ? base.head : known,
      headSha: base.head,
      pending: false,
      ownedOnBase: [],
      baseBlobs: {},
      pullRequestNumber: undefined,
      pullRequestUrl: undefined,
    };
  }
  const commitSha = await bringBranch(delivery, pullRequest, plan, base, branch);
  const kept = await keepOneOpen(delivery, pullRequest, open);
  return {
    ...ownedBy(inputs),
    commitSha,
    headSha: base.head,
    pending: true,
    ownedOnBase: [...new Set([...owned, ...plan.adopted])].sort(),
    baseBlobs: blobsAt(base.tree, [...plan.additions, ...plan.deletions]),
    pullRequestNumber: kept.number,
    pullRequestUrl: kept.url,
  };
}

/**
 * Paths that are ours on the base branch: what an earlier delivery owned there, and files that stand there as the pull
 * request brought them. What only waits in the pull request is not, so somebody else's file at the same path is safe.
 */
function ownedOnBase(previous: WorkflowCommitState | undefined, base: Tree): ReadonlySet<string> {
  if (previous === undefined) return new Set();
  const delivered = Object.entries(previous.blobs);
  if (!previous.pending) return new Set(delivered.map(([path]) => path));
  const merged = delivered.filter(([path, sha]) => base.get(path)?.sha === sha);
  return new Set([...previous.ownedOnBase, ...merged.map(([path]) => path)]);
}

/** Makes the branch hold the files. @returns its head. */
async function bringBranch(
  delivery: Delivery,
  { branch: name }: PullRequestInputs,
  plan: ChangePlan,
  base: BranchView,
  branch: BranchView | undefined,
): Promise<string> {
  const { repository, inputs, previous } = delivery;
  const message = messageParts(inputs.message);
  if (branch !== undefined && !baseMovedUnder(previous, plan, base.tree)) {
    // Somebody's commits on the branch stay: ours goes on top, and only where something is missing.
    const owned = new Set([...Object.keys(previous?.blobs ?? {}), ...inputs.files.keys()]);
    const missing = planChanges(inputs.files, owned, branch.tree, true);
    if (isEmptyPlan(missing)) return branch.head;
    const changes = changesOf(delivery, missing);
    const commit = { parent: branch.head, changes, ...message };
    if (!needsModes(changes, branch.tree))
      return repository.commitOnBranch({ branch: name, ...commit });
    const sha = await repository.looseCommit(commit);
    await repository.moveBranch(name, sha, false);
    return sha;
  }
  // GitHub closes a pull request whose branch stands at its base even for a moment, so the commit is made first.
  const commit = { parent: base.head, changes: changesOf(delivery, plan), ...message };
  if (branch !== undefined) {
    const sha = await repository.looseCommit(commit);
    await repository.moveBranch(name, sha, true);
    return sha;
  }
  if (needsModes(commit.changes, base.tree)) {
    const sha = await repository.looseCommit(commit);
    await repository.createBranch(name, sha);
    return sha;
  }
  await repository.createBranch(name, base.head);
  return repository.commitOnBranch({ branch: name, ...commit });
}

/** Whether the base changed at a path that the pull request changes too: the two would conflict. */
function baseMovedUnder(
  previous: WorkflowCommitState | undefined,
  plan: ChangePlan,
  base: Tree,
): boolean {
  if (previous?.pending !== true) return true;
  const now = blobsAt(base, [...plan.additions, ...plan.deletions]);
  return Object.entries(now).some(([path, sha]) => {
    const before = previous.baseBlobs[path];
    return before !== undefined && before !== sha;
  });
}

/** Blobs by path; an empty string where there is no file. */
function blobsAt(tree: Tree, paths: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(paths.map((path) => [path, tree.get(path)?.sha ?? '']));
}

async function keepOneOpen(
  { repository, inputs }: Delivery,
  { branch, title, body }: PullRequestInputs,
  open: readonly OpenPullRequest[],
): Promise<OpenPullRequest> {
  const [kept, ...extra] = [...open].sort((a, b) => a.number - b.number);
  for (const { number } of extra) await repository.updatePullRequest(number, { state: 'closed' });
  if (kept === undefined) {
    return repository.openPullRequest({ head: branch, base: inputs.branch, title, body });
  }
  if (kept.title !== title || kept.body.replaceAll('\r\n', '\n') !== body) {
    await repository.updatePullRequest(kept.number, { title, body });
  }
  return kept;
}

async function close(
  { repository }: Delivery,
  name: string,
  branch: BranchView | undefined,
  open: readonly OpenPullRequest[],
): Promise<void> {
  for (const { number } of open) await repository.updatePullRequest(number, { state: 'closed' });
  if (branch !== undefined) await repository.deleteBranch(name);
}
