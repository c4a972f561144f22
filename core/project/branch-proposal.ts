import { dependabotPath } from '../kernel/delivered-names';
import { otherPlaces } from '../merged-files';
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

/**
 * The settings for the projects in the tree of the default branch, or what keeps it from being used as it is.
 *
 * @param hasBranch whether the repository has a branch; where that is not known, the usual ones are taken for granted.
 */
export async function proposeForBranch(
  tree: ProjectTree,
  defaultBranch: string,
  hasBranch?: (name: string) => Promise<boolean>,
): Promise<BranchProposal | { readonly problems: readonly Problem[] }> {
  const { projects, problems } = await detectRepository(tree);
  if (problems.length > 0) return { problems };
  const [first, ...others] = projects;
  if (first === undefined) {
    return { problems: [{ code: 'no-project', message: 'has no Python project' }] };
  }
  const { settings, notes } = proposedRepository([first, ...others]);
  const elsewhere = otherPlaces(dependabotPath).find((path) => tree.paths.includes(path));
  return {
    settings: {
      ...(defaultBranch === 'main' ? {} : { defaultBranch }),
      ...(await furtherBranches(defaultBranch, hasBranch)),
      ...settings,
      ...(elsewhere === undefined
        ? {}
        : { dependabot: { ...settings.dependabot, enabled: false } }),
    },
    notes:
      elsewhere === undefined
        ? notes
        : [
            ...notes,
            `Dependabot is configured in ${elsewhere}, which GitHub does not read beside ${dependabotPath}: rename it, then remove \`dependabot.enabled\`.`,
          ],
  };
}

/** What the branch is called on which changes are gathered before they reach the default branch; the first is the default. */
const gatheringBranches = ['develop', 'dev', 'devel', 'development'] as const;

/** The long-lived branches that run CI besides the default one, where they are not those of the defaults. */
async function furtherBranches(
  defaultBranch: string,
  hasBranch: ((name: string) => Promise<boolean>) | undefined,
): Promise<Pick<BranchProposal['settings'], 'branches'>> {
  const [usual] = gatheringBranches;
  const found = [];
  for (const name of gatheringBranches) {
    if (name !== defaultBranch && (await hasBranch?.(name)) === true) found.push(name);
  }
  const isUsual = found.length === 0 || (found.length === 1 && found[0] === usual);
  return isUsual && defaultBranch !== usual ? {} : { branches: found };
}
