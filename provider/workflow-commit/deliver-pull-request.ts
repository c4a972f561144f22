import { type BranchView } from '../github/branch-view';
import { type OpenPullRequest } from '../github/pull-requests';
import {
  baseOf,
  changesOf,
  checksBefore,
  delivered,
  type Delivery,
  DeliveryRefused,
  messageParts,
  needsModes,
  ourPaths,
  ownedBy,
  ownedOnBase,
  pathsOf,
  refuseConflicts,
  warnIfRefused,
} from './delivery';
import { type PullRequestInputs } from './inputs';
import { withRecords } from './job-records';
import { type ChangePlan, isEmptyPlan } from './plan';
import { replacedBy, replacementText } from './replaced-files';
import { planOn } from './shared-file';
import { type WorkflowCommitState } from './state';
import { trimmedText } from './trimmed-workflows';

/** One attempt's picture of both branches. */
interface Scene {
  readonly repositoryId: string;
  readonly base: BranchView;
  /** The pull request's branch, where there is one. */
  readonly branch: BranchView | undefined;
  readonly plan: ChangePlan;
  /** The delivery with the shared file as the base needs it. */
  readonly whole: Delivery;
}

/**
 * One attempt to keep exactly one open pull request whose branch brings the files to the base branch. Once the base has
 * them, however they came there, the pull request is closed and its branch removed.
 */
export async function deliverPullRequest(
  delivery: Delivery,
  pullRequest: PullRequestInputs,
): Promise<WorkflowCommitState> {
  const { repository, inputs, previous } = delivery;
  const view = await repository.view(inputs.branch, pathsOf(delivery), pullRequest.branch);
  const { id, base } = baseOf(delivery, view);
  const owned = ownedOnBase(previous, base.tree);
  const { plan, whole, shared, trimmed } = await planOn(delivery, base.tree, owned);
  refuseConflicts(delivery, plan);
  const scene = { repositoryId: id, base, branch: view?.other, plan, whole };
  if (isEmptyPlan(plan)) {
    await close(delivery, pullRequest.branch, scene);
    return delivered(delivery, base, shared.state);
  }
  const commitSha = await bringBranch(delivery, pullRequest, scene);
  const replaced = replacedBy(plan, base.tree, trimmed.wholes);
  const more = await replacementText(repository, replaced, plan);
  const body = [pullRequest.body, more, trimmedText(trimmed)]
    .filter((part) => part !== '')
    .join('\n\n');
  const kept = await keepOneOpen(delivery, { ...pullRequest, body }, scene.branch !== undefined);
  return {
    ...ownedBy(inputs),
    commitSha,
    headSha: base.head,
    checksOnBranch: checksBefore(previous, base.tree),
    replaced: { ...previous?.replaced, ...replaced },
    replacedJobs: withRecords(previous?.replacedJobs ?? {}, trimmed.records),
    // Lines that are to go are on the branch itself until then.
    shared: shared.state ?? (previous?.shared && { ...previous.shared, block: '' }),
    pending: true,
    ownedOnBase: [...owned].sort(),
    baseBlobs: blobsAt(base, [...plan.additions, ...plan.deletions]),
    pullRequestBranch: pullRequest.branch,
    pullRequestNumber: kept.number,
    pullRequestUrl: kept.url,
  };
}

/** Takes away what an earlier delivery opened on a branch of another name, or before delivery by commit. */
export async function closeFormer(delivery: Delivery): Promise<void> {
  const { repository, inputs, previous } = delivery;
  const former = previous?.pullRequestBranch;
  if (former === undefined || former === inputs.pullRequest?.branch) return;
  // Stryker disable next-line ArrayDeclaration: what is at a path does not matter here.
  const view = await repository.view(inputs.branch, [], former);
  if (view?.branch === undefined) return;
  await close(delivery, former, { repositoryId: view.id, base: view.branch, branch: view.other });
}

/** Makes the branch hold the files. @returns its head. */
async function bringBranch(
  delivery: Delivery,
  pullRequest: PullRequestInputs,
  scene: Scene,
): Promise<string> {
  const { repository, inputs, previous } = delivery;
  const { repositoryId, base, branch, plan, whole } = scene;
  const { branch: name } = pullRequest;
  const message = messageParts(inputs.message);
  if (branch !== undefined && !isOutdated(previous, scene)) {
    // Someone's commits on the branch stay: ours goes on top, and only where something is missing.
    const ours = ourPaths(delivery);
    const { plan: missing, whole: rest } = await planOn(delivery, branch.tree, ours, true);
    if (isEmptyPlan(missing)) return branch.head;
    const changes = changesOf(rest, missing);
    const commit = { parent: branch, changes, ...message };
    if (!needsModes(changes, branch.tree)) return repository.commitOnBranch(name, commit);
    const sha = await repository.looseCommit(commit);
    await repository.moveBranch(repositoryId, name, branch.head, sha);
    return sha;
  }
  const commit = { parent: base, changes: changesOf(whole, plan), ...message };
  if (branch !== undefined) {
    const foreign = await foreignPaths(delivery, base, branch);
    if (foreign.length > 0) {
      throw new DeliveryRefused(
        `the branch ${name} of ${repository.fullName} must be recreated, but it has changes by others to ${foreign.join(', ')}. ` +
          'Nothing was changed. Move those changes to another branch and delete this one, or set pullRequest.branch to another name',
      );
    }
    // GitHub closes a pull request whose branch is at its base even for a moment, so the commit is made first.
    const sha = await repository.looseCommit(commit);
    await repository.moveBranch(repositoryId, name, branch.head, sha, true);
    return sha;
  }
  if (needsModes(commit.changes, base.tree)) {
    const sha = await repository.looseCommit(commit);
    await repository.createBranch(repositoryId, name, sha);
    return sha;
  }
  await repository.createBranch(repositoryId, name, base.head);
  return repository.commitOnBranch(name, commit);
}

/**
 * Whether the branch as it is would conflict with the base, which changed at a path that the pull request changes too.
 */
function isOutdated(
  previous: WorkflowCommitState | undefined,
  { base, branch, plan }: Scene,
): boolean {
  if (previous?.pending !== true) return true;
  const { baseBlobs } = previous;
  const now = blobsAt(base, Object.keys(baseBlobs));
  if (Object.entries(baseBlobs).some(([path, sha]) => now[path] !== sha)) return true;
  const fresh = [...plan.additions, ...plan.deletions].filter((path) => !(path in baseBlobs));
  return fresh.some((path) => branch?.tree.get(path)?.sha !== base.tree.get(path)?.sha);
}

/** Blobs by path; an empty string where there is no file. */
function blobsAt(
  { tree, mergedBlobs }: BranchView,
  paths: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    paths.map((path) => [path, mergedBlobs?.get(path) ?? tree.get(path)?.sha ?? '']),
  );
}

/** What the branch changes beside our files: no one else's work may go with the branch. */
async function foreignPaths(
  delivery: Delivery,
  base: BranchView,
  branch: BranchView,
): Promise<readonly string[]> {
  const changed = await delivery.repository.changedPaths(base.head, branch.head);
  if (changed === undefined) return ['more files than GitHub lists'];
  const ours = ourPaths(delivery);
  return changed.filter((path) => !ours.has(path));
}

async function keepOneOpen(
  { repository, inputs }: Delivery,
  { branch, title, body }: PullRequestInputs,
  mayBeOpen: boolean,
): Promise<OpenPullRequest> {
  const { pullRequests } = repository;
  const open = mayBeOpen ? await pullRequests.open(branch, inputs.branch) : [];
  const [kept, ...extra] = [...open].sort((a, b) => a.number - b.number);
  for (const { number } of extra) await pullRequests.update(number, { state: 'closed' });
  if (kept === undefined) {
    return pullRequests.create({ head: branch, base: inputs.branch, title, body });
  }
  if (kept.title !== title || kept.body.replaceAll('\r\n', '\n') !== body) {
    await pullRequests.update(kept.number, { title, body });
  }
  return kept;
}

/** Removes the pull request and its branch, unless someone else's work is on it. */
async function close(
  delivery: Delivery,
  name: string,
  { repositoryId, base, branch }: Omit<Scene, 'plan' | 'whole'>,
): Promise<void> {
  const { repository, inputs, log } = delivery;
  // Without its branch a pull request cannot be open.
  if (branch === undefined) return;
  const foreign = await foreignPaths(delivery, base, branch);
  if (foreign.length > 0) {
    log(
      'warning',
      `${repository.fullName}: the branch ${name} was kept, because it has changes by others to ${foreign.join(', ')}`,
    );
    return;
  }
  for (const { number } of await repository.pullRequests.open(name, inputs.branch)) {
    await repository.pullRequests.update(number, { state: 'closed' });
  }
  const warning = `the branch ${name} is no longer needed but could not be deleted`;
  await warnIfRefused(log, warning, () => repository.deleteBranch(repositoryId, name, branch.head));
}
