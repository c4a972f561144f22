import { areOursIn, hasOurs, otherPlaces, withoutOurs, withOurs } from '../../core/merged-files';
import { type BranchView } from '../github/branch-view';
import { type FileChange, type Target } from '../github/repository';
import { blobSha } from './blob';
import { DeliveryRefused } from './delivery';
import { type TreeEntry } from './plan';
import { type WorkflowCommitState } from './state';
import { unifiedDiff } from './unified-diff';

/** The files of a delivery of which only some entries are ours. */
export interface MergedFiles {
  /** Our file by path; undefined where it is to go. */
  readonly wanted: ReadonlyMap<string, string | undefined>;
  /** Paths that were delivered before. */
  readonly delivered: ReadonlySet<string>;
}

/**
 * A repository in which a file that is partly ours looks as if our part were all of it: absent where nothing of ours is
 * in it, and as delivered where all is. What is written to it goes between the marks, in the same commit as everything else.
 *
 * @param isRead whether the files are only looked at, so that damaged marks are a difference and no error.
 */
export function mergingTarget(
  repository: Target,
  { wanted, delivered }: MergedFiles,
  isRead = false,
): MergingTarget {
  if (wanted.size === 0)
    return Object.assign(Object.create(repository) as Target, { mergedDiff: () => '' });
  /** Texts by path of each commit that was looked at. */
  const texts = new Map<string, ReadonlyMap<string, string>>();

  const shown = (path: string, text: string, entry: TreeEntry): TreeEntry | undefined => {
    const ours = wanted.get(path);
    if (ours !== undefined && areOursIn(path, text, ours))
      return { ...entry, sha: blobSha(Buffer.from(ours)), mode: '100644' };
    if (!hasOurs(path, text) || (!isRead && !delivered.has(path))) return undefined;
    return entry;
  };

  const look = async (branch: BranchView): Promise<BranchView> => {
    const tree = new Map(branch.tree);
    const found = new Map<string, string>();
    for (const path of wanted.keys()) {
      refuseOtherPlace(repository, path, branch);
      const entry = branch.tree.get(path);
      if (entry?.type !== 'blob') continue;
      const text = await textOf(repository, entry);
      if (text === undefined && !isRead) throw notText(repository, path);
      if (text === undefined) continue;
      found.set(path, text);
      const now = shown(path, text, entry);
      if (now === undefined) tree.delete(path);
      else tree.set(path, now);
    }
    texts.set(branch.head, found);
    const mergedBlobs = new Map(
      [...found.keys()].map((path) => [path, branch.tree.get(path)?.sha ?? '']),
    );
    return { ...branch, tree, mergedBlobs };
  };

  const written = (head: string | undefined, change: FileChange): FileChange => {
    const { path, content, blob } = change;
    if (!wanted.has(path) || blob !== undefined) return change;
    const text = texts.get(head ?? '')?.get(path);
    if (content === undefined && text === undefined) return change;
    const result =
      content === undefined
        ? withoutOurs(path, text ?? '')
        : withOurs(path, text, Buffer.from(content).toString('utf8'));
    if ('problem' in result) {
      throw new DeliveryRefused(
        `${path} of ${repository.fullName} ${result.problem}. Nothing was changed`,
      );
    }
    const isGone = content === undefined && result.text === '';
    return { ...change, content: isGone ? undefined : Buffer.from(result.text) };
  };

  const merging: Pick<MergingTarget, 'view' | 'commitOnBranch' | 'looseCommit' | 'mergedDiff'> = {
    view: async (branch, paths, other) => {
      const places = [...wanted.keys()].flatMap(otherPlaces);
      const view = await repository.view(branch, [...paths, ...places], other);
      return (
        view && {
          ...view,
          branch: view.branch && (await look(view.branch)),
          other: view.other && (await look(view.other)),
        }
      );
    },
    commitOnBranch: (branch, commit) =>
      repository.commitOnBranch(branch, {
        ...commit,
        changes: commit.changes.map((change) => written(commit.parent.head, change)),
      }),
    looseCommit: (commit) =>
      repository.looseCommit({
        ...commit,
        changes: commit.changes.map((change) => written(commit.parent?.head, change)),
      }),
    mergedDiff: (head, changes) =>
      changes
        .filter(({ path }) => wanted.has(path))
        .map((change) => {
          const { content = new Uint8Array() } = written(head, change);
          const before = texts.get(head)?.get(change.path) ?? '';
          return unifiedDiff(change.path, before, Buffer.from(content).toString('utf8'));
        })
        .join('\n'),
  };
  return Object.assign(Object.create(repository) as Target, merging);
}

/** A repository whose partly ours files look like ours. */
export interface MergingTarget extends Target {
  /**
   * What changes mean for the files that are partly ours, as a unified diff for a person to read.
   *
   * @param head of the branch that was looked at.
   */
  mergedDiff(head: string, changes: readonly FileChange[]): string;
}

async function textOf(
  repository: Pick<Target, 'text'>,
  entry: TreeEntry,
): Promise<string | undefined> {
  const text = entry.mode === '120000' ? undefined : await repository.text(entry.sha);
  return text !== undefined && blobSha(Buffer.from(text)) === entry.sha ? text : undefined;
}

function notText(repository: Target, path: string): DeliveryRefused {
  return new DeliveryRefused(
    `${path} of ${repository.fullName} is not a text file in UTF-8, so that entries cannot be added to it. Nothing was changed. Replace it by a text file`,
  );
}

/** GitHub reads the file under one of its names only. */
function refuseOtherPlace(repository: Target, path: string, { tree }: BranchView): void {
  const other = otherPlaces(path).find((one) => tree.get(one)?.type === 'blob');
  if (other === undefined || tree.get(path) !== undefined) return;
  throw new DeliveryRefused(
    `${repository.fullName} has ${other}, which GitHub would no longer read beside ${path}. Nothing was changed. Rename it to ${path}`,
  );
}

/**
 * The files of a delivery that are partly ours: those that it lists, and those of the delivery before that are to go.
 *
 * @param files texts by path.
 */
export function mergedFiles(
  merged: readonly string[],
  files: ReadonlyMap<string, string>,
  previous: Pick<WorkflowCommitState, 'merged' | 'blobs'> | undefined,
): MergedFiles {
  const gone = (previous?.merged ?? []).filter((path) => !files.has(path));
  return {
    wanted: new Map([
      ...gone.map((path) => [path, undefined] as const),
      ...merged.map((path) => [path, files.get(path)] as const),
    ]),
    delivered: new Set(Object.keys(previous?.blobs ?? {})),
  };
}
