import { directoryOf, type ProjectTree, resolvePath } from './project-tree';

/** An entry of a git tree that was listed with all below it. */
export interface GitEntry {
  readonly path: string;
  readonly type: string;
  readonly mode: string;
  readonly sha: string;
}

/** Bytes of the largest file that is read: lock files of large projects have a few million. */
const largestFile = 16 * 1024 * 1024;

/** A symbolic link that leads to another one is followed no further than this. */
const longestChain = 5;

const symbolicLink = '120000';

/**
 * The files of a commit as a project's tree.
 *
 * @param blob reads the content of a blob by its hash.
 */
export async function treeFromEntries(
  entries: readonly GitEntry[],
  blob: (sha: string) => Promise<Uint8Array>,
): Promise<ProjectTree> {
  const shas = new Map(
    entries
      .filter(({ type, mode }) => type === 'blob' && mode.startsWith('100'))
      .map(({ path, sha }) => [path, sha]),
  );
  let links = entries.filter(({ mode }) => mode === symbolicLink);
  for (let turn = 0; turn < longestChain && links.length > 0; turn += 1) {
    const left: GitEntry[] = [];
    for (const link of links) {
      const target = resolvePath(directoryOf(link.path), textOf(await blob(link.sha)));
      const sha = target === undefined ? undefined : shas.get(target);
      if (sha === undefined) left.push(link);
      else shas.set(link.path, sha);
    }
    links = left;
  }
  return {
    paths: [...shas.keys()].sort(),
    submodules: entries.filter(({ type }) => type === 'commit').map(({ path }) => path),
    read: async (path) => {
      const sha = shas.get(path);
      if (sha === undefined) return undefined;
      const content = await blob(sha);
      return content.length > largestFile ? undefined : textOf(content);
    },
  };
}

const textOf = (content: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
