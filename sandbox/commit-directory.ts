import { resolve } from 'node:path';
import { BareRepository, zeroSha, type Identity } from './github/bare-repository';
import { runGit, withPrivateIndex } from './github/git';

/** One commit of a history made from a directory. */
export interface DirectoryCommit {
  readonly message: string;
  /** Author and committer; the date makes the commit's id. */
  readonly author: Required<Identity>;
  /** Pathspecs of what it adds, relative to the directory. https://git-scm.com/docs/gitglossary#def_pathspec */
  readonly paths: readonly [string, ...string[]];
}

/**
 * Makes a bare repository whose branch holds the files of a directory, as these commits one after the other. What the
 * directory's own `.gitignore` names stays out; nothing is written into the directory.
 */
export async function commitDirectory(
  source: string,
  target: string,
  branch: string,
  commits: readonly DirectoryCommit[],
): Promise<void> {
  await runGit(['init', '--quiet', '--bare', '--template=', `--initial-branch=${branch}`, target]);
  const git = new BareRepository(target);
  const head = await withPrivateIndex(async (indexFile) => {
    const env = { GIT_INDEX_FILE: indexFile };
    const add = ['--git-dir', resolve(target), '--work-tree', resolve(source)];
    let parent: string | undefined;
    for (const { message, author, paths } of commits) {
      // Pathspecs are relative to the working directory, and the user's own ignore file must not decide here.
      const config = ['-C', resolve(source), '-c', 'core.excludesFile=/dev/null'];
      await runGit([...config, ...add, 'add', '--', ...paths], { env });
      const tree = (await git.git(['write-tree'], { env })).toString('utf8').trim();
      const parents = parent === undefined ? [] : [parent];
      parent = git.writeCommit({ tree, parents, message, author, committer: author });
    }
    return parent;
  });
  if (head === undefined) throw new Error('a history needs at least one commit');
  await git.updateRefs([{ ref: `refs/heads/${branch}`, after: head, before: zeroSha }]);
}
