import { type ProjectTree, treeFromEntries } from '../../core/project';
import { BareRepository } from '../github/bare-repository';

/** The files of a commit, read without checking them out. */
export async function gitProjectTree(gitDirectory: string, commit: string): Promise<ProjectTree> {
  const git = new BareRepository(gitDirectory);
  return treeFromEntries(await git.tree(commit, true), (sha) => git.blob(sha));
}
