import { type Problem } from '../kernel/problem';
import { detectRepository } from './detect-project';
import { type ProjectTree } from './project-tree';
import { proposedRepository, type RepositoryProposal } from './proposed-repository';

export interface BranchProposal {
  /** What a repository's entry must say beyond the defaults for its projects, its branches included. */
  readonly settings: RepositoryProposal['settings'] & {
    readonly defaultBranch?: string;
    readonly branches?: readonly string[];
  };
  /** What a person has to know or decide; one sentence each. */
  readonly notes: readonly string[];
}

/** The settings for the projects in a branch's tree, or what keeps it from being used as it is. */
export async function proposeForBranch(
  tree: ProjectTree,
  branch: string,
): Promise<BranchProposal | { readonly problems: readonly Problem[] }> {
  const { projects, problems } = await detectRepository(tree);
  if (problems.length > 0) return { problems };
  const [first, ...others] = projects;
  if (first === undefined) {
    return { problems: [{ code: 'no-project', message: 'has no Python project' }] };
  }
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
