import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type RepositoryView } from '../github/branch-view';
import { type FileChange } from '../github/repository';
import { type Delivery, DeliveryRefused, warnIfRefused } from './delivery';
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
  if (owner !== undefined && !isClaimed(delivery)) await lookAtOwn(delivery, owner);
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
    const { view, mark } = await lookAtOwn(delivery, owner);
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
  readonly isThere: boolean;
  /** Undefined where there is no mark, or none that can be read. */
  readonly mark: OwnerMark | undefined;
}

async function lookAt({ repository }: Delivery, owner: OwnerInputs): Promise<Look> {
  const view = await repository.view(owner.branch, [ownerMarkPath]);
  const found = view?.branch?.tree.get(ownerMarkPath);
  if (found === undefined) return { view, isThere: false, mark: undefined };
  return { view, isThere: true, mark: readMark(await repository.text(found.sha)) };
}

/** The same, where the mark is the stack's own or there is none. */
async function lookAtOwn(delivery: Delivery, owner: OwnerInputs): Promise<Look> {
  const look = await lookAt(delivery, owner);
  const { isThere, mark } = look;
  if (!isThere) return look;
  const { fullName } = delivery.repository;
  const where = `${ownerMarkPath} on the branch ${owner.branch} of ${fullName}`;
  if (mark === undefined) {
    throw new DeliveryRefused(
      `${where} does not say which stack manages the repository. Nothing was changed. ` +
        'Restore the file from its history; delete it if no other stack manages the repository',
    );
  }
  if (mark.stack !== owner.stack) {
    throw new DeliveryRefused(
      `${fullName} is managed by the stack ${mark.stack}, and this is ${owner.stack}. Nothing was changed. ` +
        `Remove the repository from one of the two; if ${mark.stack} is gone, delete ${where}`,
    );
  }
  return look;
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
  const warning = `${repository.fullName}: could not write ${ownerMarkPath} on the branch ${owner.branch}, so another stack may manage it too`;
  await warnIfRefused(log, warning, async () => {
    if (parent !== undefined) await repository.commitOnBranch(owner.branch, { parent, ...commit });
    else {
      const first = await repository.looseCommit({ parent, ...commit });
      await repository.createBranch(id, owner.branch, first);
    }
  });
}

async function removeMark(delivery: Delivery, owner: OwnerInputs): Promise<void> {
  const { repository, inputs, log } = delivery;
  const { view, mark } = await lookAt(delivery, owner);
  const parent = view?.branch;
  if (parent === undefined || mark?.stack !== owner.stack || mark.branch !== inputs.branch) return;
  const warning = `${repository.fullName}: could not remove ${ownerMarkPath} from the branch ${owner.branch}`;
  await warnIfRefused(log, warning, () =>
    repository.commitOnBranch(owner.branch, {
      parent,
      changes: [{ path: ownerMarkPath, content: undefined, executable: false }],
      headline: `chore: no longer managed by the stack ${owner.stack}`,
      body: '',
    }),
  );
}
