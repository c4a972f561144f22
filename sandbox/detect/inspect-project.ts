import { detectRepository, proposedSettings, type Proposal } from '../../core/project';
import { formatProblem } from '../../core/kernel/problem';
import { BareRepository } from '../github/bare-repository';
import { gitProjectTree } from './git-project-tree';

/** A project that cannot be used as it is: all that is wrong, one line each. */
export class ProjectFileError extends Error {
  override readonly name = 'ProjectFileError';
}

/** What a repository's entry in `gatehouse:repositories` must say beyond the defaults for this project. */
type DetectedSettings = Proposal['settings'] & {
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
  const repository = new BareRepository(gitDirectory);
  const commit = await repository.resolve(`refs/heads/${branch}^{commit}`);
  if (commit === undefined) throw new ProjectFileError(`${gitDirectory} has no branch ${branch}`);
  const { projects, problems } = await detectRepository(await gitProjectTree(gitDirectory, commit));
  if (problems.length > 0)
    throw new ProjectFileError([`branch ${branch}:`, ...problems.map(formatProblem)].join('\n'));
  const project = projects.find(({ directory }) => directory === '.');
  if (project === undefined)
    throw new ProjectFileError(
      `branch ${branch} has no Python project at its root; there is one in ${projects.map(({ directory }) => directory).join(', ')}, but only the root is read`,
    );
  const { settings, notes } = proposedSettings(project);
  return {
    settings: {
      ...(branch === 'main' ? {} : { defaultBranch: branch }),
      ...(await furtherBranches(repository, branch)),
      ...settings,
    },
    notes,
  };
}

/** What the branch is called on which changes are gathered before they reach the default branch; the first is the default. */
const gatheringBranches = ['develop', 'dev', 'devel', 'development'] as const;

/** The long-lived branches that run CI besides the default one, where they are not those of the defaults. */
async function furtherBranches(
  repository: BareRepository,
  defaultBranch: string,
): Promise<Pick<DetectedSettings, 'branches'>> {
  const [usual] = gatheringBranches;
  const names = gatheringBranches.filter((name) => name !== defaultBranch);
  const found = [];
  for (const name of names) {
    if ((await repository.resolve(`refs/heads/${name}^{commit}`)) !== undefined) found.push(name);
  }
  const isUsual = found.length === 0 || (found.length === 1 && found[0] === usual);
  return isUsual && defaultBranch !== usual ? {} : { branches: found };
}
