import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { GitHubFailure } from '../github/failure';
import { type RepositoryView } from '../github/branch-view';
import { type FileChange } from '../github/repository';
import { type Delivery, DeliveryRefused } from './delivery';
import { type OwnerInputs } from './inputs';

/** The file on the data branch that says which stack manages the repository. */
const ownerMarkPath = 'owner.json';

const markSchema = z.object({
  /** `organization/project/stack`, as Pulumi names it. */
  stack: z.string(),
  /** The branch that the stack delivers to. A replacement by another one is made before the first is deleted. */
  branch: z.string(),
});

type OwnerMark = z.infer<typeof markSchema>;

/** @throws DeliveryRefused naming the stack that manages the repository, where that is another one. */
export async function refuseForeignOwner(delivery: Delivery): Promise<void> {
  const { owner } = delivery.inputs;
  if (owner !== undefined && !isClaimed(delivery)) await lookAtMark(delivery, owner);
}

/**
 * Marks the repository as managed by the stack, unless an earlier delivery did.
 *
 * @throws DeliveryRefused as {@link refuseForeignOwner}.
 */
export async function claim(delivery: Delivery): Promise<void> {
  const { inputs, previous } = delivery;
  const { owner, branch } = inputs;
  if (isClaimed(delivery)) return;
  const before = previous?.owner;
  if (owner !== undefined) {
    const { view, mark } = await lookAtMark(delivery, owner);
    // A repository that is not there is refused by the delivery itself.
    if (view === undefined) return;
    if (mark?.branch !== branch) {
      await write(delivery, owner, view, { stack: owner.stack, branch });
    }
  }
  if (before !== undefined && before.branch !== owner?.branch) await removeMark(delivery, before);
}

/** Whether an earlier delivery wrote the same mark, so that no request is needed. */
function isClaimed({ inputs, previous }: Delivery): boolean {
  return isDeepStrictEqual(inputs.owner, previous?.owner);
}

/** Takes the mark away, where it is still that of this delivery. */
export async function release(delivery: Delivery): Promise<void> {
  const { previous } = delivery;
  if (previous?.owner !== undefined) await removeMark(delivery, previous.owner);
}

interface Look {
  /** Undefined: the repository was not found. */
  readonly view: RepositoryView | undefined;
  /** The stack's own mark; undefined where there is none. */
  readonly mark: OwnerMark | undefined;
}

async function lookAtMark({ repository }: Delivery, owner: OwnerInputs): Promise<Look> {
  const view = await repository.view(owner.branch, [ownerMarkPath]);
  const found = view?.branch?.tree.get(ownerMarkPath);
  if (found === undefined) return { view, mark: undefined };
  const where = `${ownerMarkPath} on the branch ${owner.branch} of ${repository.fullName}`;
  const mark = readMark(await repository.text(found.sha));
  if (mark === undefined) {
    throw new DeliveryRefused(
      `${where} does not say which stack manages the repository. Nothing was changed. ` +
        'Restore the file from its history; delete it if no other stack manages the repository',
    );
  }
  if (mark.stack !== owner.stack) {
    throw new DeliveryRefused(
      `${repository.fullName} is managed by the stack ${mark.stack}, and this is ${owner.stack}. Nothing was changed. ` +
        `Remove the repository from one of the two; if ${mark.stack} is gone, delete ${where}`,
    );
  }
  return { view, mark };
}

function readMark(text: string | undefined): OwnerMark | undefined {
  try {
    return markSchema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}

async function write(
  { repository, log }: Delivery,
  owner: OwnerInputs,
  { id, branch: parent }: RepositoryView,
  mark: OwnerMark,
): Promise<void> {
  const content = Buffer.from(`${JSON.stringify(mark, null, 2)}\n`);
  const changes: readonly FileChange[] = [{ path: ownerMarkPath, content, executable: false }];
  const commit = { changes, headline: `chore: managed by the stack ${mark.stack}`, body: '' };
  try {
    if (parent !== undefined) await repository.commitOnBranch(owner.branch, { parent, ...commit });
    else {
      const first = await repository.looseCommit({ parent, ...commit });
      await repository.createBranch(id, owner.branch, first);
    }
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== 'refused') throw error;
    log(
      'warning',
      `${repository.fullName}: could not write ${ownerMarkPath} on the branch ${owner.branch}, so another stack may manage it too: ${error.message}`,
    );
  }
}

async function removeMark(delivery: Delivery, owner: OwnerInputs): Promise<void> {
  const { repository, inputs, log } = delivery;
  const view = await repository.view(owner.branch, [ownerMarkPath]);
  const found = view?.branch?.tree.get(ownerMarkPath);
  if (view?.branch === undefined || found === undefined) return;
  const mark = readMark(await repository.text(found.sha));
  if (mark?.stack !== owner.stack || mark.branch !== inputs.branch) return;
  try {
    await repository.commitOnBranch(owner.branch, {
      parent: view.branch,
      changes: [{ path: ownerMarkPath, content: undefined, executable: false }],
      headline: `chore: no longer managed by the stack ${owner.stack}`,
      body: '',
    });
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== 'refused') throw error;
    log(
      'warning',
      `${repository.fullName}: could not remove ${ownerMarkPath} from the branch ${owner.branch}: ${error.message}`,
    );
  }
}
