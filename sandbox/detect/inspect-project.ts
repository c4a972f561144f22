import { type BranchProposal, proposeForBranch } from '../../core/project';
import { formatProblem } from '../../core/kernel/problem';
import { BareRepository } from '../github/bare-repository';
import { gitProjectTree } from './git-project-tree';

/** A project that cannot be used as it is: all that is wrong, one line each. */
export class ProjectFileError extends Error {
  override readonly name = 'ProjectFileError';
}

/**
 * Looks at the files of a branch and says which settings the project needs beyond the defaults. Reads only, checks out
 * nothing.
 *
 * @throws {ProjectFileError} when the branch holds no Python project, or one that cannot be used as it is.
 */
export async function inspectProject(
  gitDirectory: string,
  branch: string,
): Promise<BranchProposal> {
  const repository = new BareRepository(gitDirectory);
  const commitOf = (name: string): Promise<string | undefined> =>
    repository.resolve(`refs/heads/${name}^{commit}`);
  const commit = await commitOf(branch);
  if (commit === undefined) throw new ProjectFileError(`${gitDirectory} has no branch ${branch}`);
  const proposed = await proposeForBranch(
    await gitProjectTree(gitDirectory, commit),
    branch,
    async (name) => (await commitOf(name)) !== undefined,
  );
  if (!('problems' in proposed)) return proposed;
  const [first, ...more] = proposed.problems;
  throw new ProjectFileError(
    first?.code === 'no-project' && more.length === 0
      ? `branch ${branch} ${first.message}`
      : [`branch ${branch}:`, ...proposed.problems.map(formatProblem)].join('\n'),
  );
}
