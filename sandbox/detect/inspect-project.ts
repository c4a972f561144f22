import { detectRepository, proposedRepository, type RepositoryProposal } from '../../core/project';
import { formatProblem } from '../../core/kernel/problem';
import { BareRepository } from '../github/bare-repository';
import { gitProjectTree } from './git-project-tree';

/** A project that cannot be used as it is: all that is wrong, one line each. */
export class ProjectFileError extends Error {
  override readonly name = 'ProjectFileError';
}

/** What a repository's entry in `gatehouse:repositories` must say beyond the defaults for this project. */
type DetectedSettings = RepositoryProposal['settings'] & {
  readonly defaultBranch?: string;
  readonly branches?: readonly string[];
};

export interface DetectedProject {
  readonly settings: DetectedSettings;
  /** What a person has to know or decide; one sentence each. */
  readonly notes: readonly string[];
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
): Promise<DetectedProject> {
  const commit = await new BareRepository(gitDirectory).resolve(`refs/heads/${branch}^{commit}`);
  if (commit === undefined) throw new ProjectFileError(`${gitDirectory} has no branch ${branch}`);
  const { projects, problems } = await detectRepository(await gitProjectTree(gitDirectory, commit));
  if (problems.length > 0)
    throw new ProjectFileError([`branch ${branch}:`, ...problems.map(formatProblem)].join('\n'));
  const [first, ...others] = projects;
  if (first === undefined) throw new ProjectFileError(`branch ${branch} has no Python project`);
  const { settings, notes } = proposedRepository([first, ...others]);
  return {
    settings: {
      ...(branch === 'main' ? {} : { defaultBranch: branch }),
      ...(branch === 'develop' ? { branches: [] } : {}),
      ...settings,
    },
    notes,
  };
}
