import { marker } from '../kernel/marker';
import { codeOwnersPaths } from './owners-file';
import { settingsFiles } from './tool-settings';

/**
 * The lines of CODEOWNERS by which a change to the gate needs its owners: workflows, local actions and whatever else is below
 * `.github`, CODEOWNERS itself, and the files in which tools are configured, in every directory.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax
 */
export function codeOwnersBlock(owners: readonly string[]): string {
  const patterns = [
    '/.github/',
    // The first is below .github.
    ...codeOwnersPaths.slice(1).map((path) => `/${path}`),
    ...settingsFiles,
  ];
  return [
    ...marker.map((line) => `# ${line}`),
    ...patterns.map((pattern) => `${pattern} ${owners.join(' ')}`),
  ].join('\n');
}

/** Whether a text of CODEOWNERS has no rule, so that what precedes it stays in effect: the last rule that fits a path counts. */
export const hasNoRule = (text: string): boolean =>
  text.split('\n').every((line) => /^\s*(?:#|$)/.test(line));
