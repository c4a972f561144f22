import { type Problem } from '../kernel/problem';
import { detectRepository } from './detect-project';
import { type ProjectTree } from './project-tree';
import { proposedSettings, type Proposal } from './proposed-settings';

/** What a repository's entry must say beyond the defaults for its project, its branches included. */
type RootSettings = Proposal['settings'] & {
  readonly defaultBranch?: string;
  readonly branches?: readonly string[];
};

export interface RootProposal {
  readonly settings: RootSettings;
  /** What a person has to know or decide; one sentence each. */
  readonly notes: readonly string[];
}

/** The settings for the project at the root of a branch's tree, or what keeps it from being used as it is. */
export async function proposeForRoot(
  tree: ProjectTree,
  branch: string,
): Promise<RootProposal | { readonly problems: readonly Problem[] }> {
  const { projects, problems } = await detectRepository(tree);
  if (problems.length > 0) return { problems };
  const project = projects.find(({ directory }) => directory === '.');
  if (project === undefined) {
    const others = projects.map(({ directory }) => directory).join(', ');
    return {
      problems: [
        {
          code: 'no-root-project',
          message: `has no Python project at its root; there is one in ${others}, but only the root is read`,
        },
      ],
    };
  }
  const { settings, notes } = proposedSettings(project);
  return {
    settings: {
      ...(branch === 'main' ? {} : { defaultBranch: branch }),
      ...(branch === 'develop' ? { branches: [] } : {}),
      ...settings,
    },
    notes,
  };
}
