import { dependabotPath } from '../kernel/delivered-names';
import { codeOwnersPaths } from './owners-file';

/**
 * Files that nobody but the stack has to change, as a push ruleset names them: workflows, local actions, the delivered action,
 * Dependabot's configuration and CODEOWNERS. Waivers and the baseline are not among them: people write those.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#restrict-file-paths
 */
export const restrictedPaths: readonly string[] = [
  '.github/workflows/**/*',
  '.github/actions/**/*',
  '.github/gatehouse/action/**/*',
  dependabotPath,
  '.github/dependabot.yaml',
  ...codeOwnersPaths,
];
