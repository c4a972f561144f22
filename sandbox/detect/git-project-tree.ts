import { directoryOf, type ProjectTree, resolvePath } from '../../core/project';
import { BareRepository } from '../github/bare-repository';

/** Bytes of the largest file that is read: lock files of large projects have a few million. */
const largestFile = 16 * 1024 * 1024;

/** A symbolic link that leads to another one is followed no further than this. */
const longestChain = 5;

/** The files of a commit, read without checking them out. */
export async function gitProjectTree(gitDirectory: string, commit: string): Promise<ProjectTree> {
  const git = new BareRepository(gitDirectory);
  const entries = await git.tree(commit, true);
  const shas = new Map(
    entries
      .filter(({ type, mode }) => type === 'blob' && mode.startsWith('100'))
      .map(({ path, sha }) => [path, sha]),
  );
  let links = entries.filter(({ mode }) => mode === symbolicLink);
  for (let turn = 0; turn < longestChain && links.length > 0; turn += 1) {
    const left: typeof links = [];
    for (const link of links) {
      const target = resolvePath(
        directoryOf(link.path),
        (await git.blob(link.sha)).toString('utf8'),
      );
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
      const content = await git.blob(sha);
      return content.length > largestFile ? undefined : content.toString('utf8');
    },
  };
}

const symbolicLink = '120000';
