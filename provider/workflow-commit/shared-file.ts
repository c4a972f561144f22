import { hasNoRule } from '../../core/guard/code-owners';
import { codeOwnersLimit } from '../../core/guard/owners-file';
import {
  type MarkedText,
  readMarked,
  withBlock,
  withoutBlock,
} from '../../core/kernel/marked-block';
import { type Target } from '../github/repository';
import { blobSha, type DesiredFile } from './blob';
import { type Delivery, DeliveryRefused, sharedPaths } from './delivery';
import { type SharedInputs } from './inputs';
import { trimmedPaths } from './job-records';
import { type ChangePlan, planChanges, type Tree, type TreeEntry } from './plan';
import { replacementOf } from './replaced-files';
import { type SharedState } from './state';
import { trimmedChange, type TrimmedChange } from './trimmed-workflows';
import { unifiedDiff } from './unified-diff';

/** What a tree needs so that the shared file has our part, or has it no more. */
interface SharedChange {
  /** The shared file as it should be, and files that had the part before. */
  readonly files: ReadonlyMap<string, DesiredFile>;
  /** Paths among them, and those of files that go because nothing of others is in them. */
  readonly paths: ReadonlySet<string>;
  readonly state: SharedState | undefined;
}

const nothing: SharedChange = { files: new Map(), paths: new Set(), state: undefined };

/**
 * Decides what becomes of the shared file on a tree: our part goes into the first of its places that has a file, and out of
 * every other. A file goes as a whole only if a delivery made it and nothing else is in it.
 *
 * @throws DeliveryRefused naming a file whose marks are damaged, or that cannot be taken apart for another reason.
 */
async function sharedChange(delivery: Delivery, tree: Tree): Promise<SharedChange> {
  const { inputs, previous } = delivery;
  const { shared } = inputs;
  const place = shared === undefined ? undefined : placeOf(shared, tree);
  const known = [...new Set([...sharedPaths(delivery), ...(place === undefined ? [] : [place])])];
  if (known.length === 0) return nothing;
  const files = new Map<string, DesiredFile>();
  const paths = new Set<string>();
  for (const path of known) {
    const entry = tree.get(path);
    // Whatever else stands there is in the way of a file, as it would be of any.
    const isFile = entry?.type === 'blob';
    if (path !== place && !isFile) continue;
    const text = isFile ? await readShared(delivery, path, entry) : readMarked('');
    if (typeof text === 'string') throw damaged(delivery, path, text);
    if (path !== place && text.part === undefined) continue;
    paths.add(path);
    const isMade = previous?.shared?.path === path && previous.shared.isMade;
    const content =
      shared !== undefined && path === place
        ? withBlock(text, shared.block, hasNoRule)
        : withoutBlock(text);
    if (path !== place && content === '' && isMade) continue;
    const bytes = Buffer.from(content);
    if (bytes.byteLength > codeOwnersLimit) {
      throw new DeliveryRefused(
        `${path} of ${delivery.repository.fullName} would be larger than ${codeOwnersLimit} bytes, and GitHub would ignore it. Nothing was changed. Shorten it`,
      );
    }
    files.set(path, {
      content: bytes,
      sha: blobSha(bytes),
      executable: isFile && entry.mode === '100755',
    });
  }
  if (shared === undefined || place === undefined) return { files, paths, state: undefined };
  const isMade =
    previous?.shared?.path === place ? previous.shared.isMade : tree.get(place) === undefined;
  return { files, paths, state: { path: place, block: shared.block, isMade } };
}

/** What a delivery changes on a tree. */
interface WholePlan {
  readonly plan: ChangePlan;
  /** The delivery with the shared file and workflows of others among its files, to make the changes from. */
  readonly whole: Delivery;
  readonly shared: SharedChange;
  readonly trimmed: TrimmedChange;
}

/**
 * Plans the files, the shared file and workflows of others that lose jobs together, so that they arrive in one commit.
 *
 * @throws DeliveryRefused as the shared file and these workflows may.
 */
export async function planOn(
  delivery: Delivery,
  tree: Tree,
  owned: ReadonlySet<string>,
  adopt: boolean = delivery.inputs.adopt,
): Promise<WholePlan> {
  const shared = await sharedChange(delivery, tree);
  const trimmed = await trimmedChange(delivery, tree);
  const files = new Map([...delivery.inputs.files, ...shared.files, ...trimmed.files]);
  // Of files of others only those are ours to write where something of ours is, or is to be, or that lose jobs.
  const places = [...sharedPaths(delivery), ...trimmedPaths(delivery)];
  const others = [...owned].filter((path) => !places.includes(path));
  const ours = new Set([...others, ...shared.paths, ...trimmed.files.keys()]);
  const plan = planChanges(files, ours, tree, adopt, replacementOf(delivery));
  return { plan, whole: { ...delivery, inputs: { ...delivery.inputs, files } }, shared, trimmed };
}

/** What a plan changes in files of others, as a unified diff for a person to read; empty where it changes nothing. */
export async function sharedDiff(
  { plan, whole, shared, trimmed }: WholePlan,
  tree: Tree,
): Promise<string> {
  const changed = [...plan.additions, ...plan.deletions].filter(
    (path) => shared.paths.has(path) || trimmed.files.has(path),
  );
  const parts = await Promise.all(
    changed.map(async (path) => {
      const entry = tree.get(path);
      const before = entry === undefined ? '' : await whole.repository.text(entry.sha);
      const after =
        (shared.files.get(path) ?? trimmed.files.get(path))?.content ?? new Uint8Array();
      return unifiedDiff(path, before ?? '', Buffer.from(after).toString('utf8'));
    }),
  );
  return parts.join('\n');
}

/** GitHub takes the first of the places that has a file, and looks at no other. */
const placeOf = ({ paths }: Pick<SharedInputs, 'paths'>, tree: Tree): string | undefined =>
  paths.find((path) => tree.get(path)?.type === 'blob') ?? paths[0];

async function readShared(
  { repository }: Pick<Delivery, 'repository'>,
  path: string,
  entry: TreeEntry,
): Promise<MarkedText | string> {
  const text = await repository.text(entry.sha);
  const isText = text !== undefined && blobSha(Buffer.from(text)) === entry.sha;
  if (entry.mode === '120000' || !isText) {
    const what = entry.mode === '120000' ? 'is a symbolic link' : 'is not text in UTF-8';
    throw new DeliveryRefused(
      `${path} of ${repository.fullName} ${what}, so that lines cannot be added to it. Nothing was changed. Replace it by a text file`,
    );
  }
  return readMarked(text);
}

function damaged({ repository }: Delivery, path: string, damage: string): DeliveryRefused {
  return new DeliveryRefused(
    `${path} of ${repository.fullName} has damaged marks: ${damage}. Nothing was changed. ` +
      'Restore the file from its history, or delete the lines that begin with "# gatehouse:"',
  );
}

/**
 * Our part as a tree has it, for a comparison with what was delivered: `block` is empty where it is gone, damaged, in a file
 * that GitHub does not look at, or before rules that take its paths over.
 */
export async function sharedNow(
  repository: Pick<Target, 'text'>,
  tree: Tree,
  paths: readonly string[],
  state: SharedState,
): Promise<SharedState> {
  const path = placeOf({ paths: paths.length === 0 ? [state.path] : paths }, tree);
  const entry = path === undefined ? undefined : tree.get(path);
  if (path === undefined || entry?.type !== 'blob') return { ...state, block: '' };
  const text = await repository.text(entry.sha);
  const read = text === undefined ? undefined : readMarked(text);
  const counts = typeof read === 'object' && hasNoRule(read.after);
  return {
    ...state,
    path: counts && read.part !== undefined ? path : state.path,
    block: counts ? (read.part?.block ?? '') : '',
  };
}
