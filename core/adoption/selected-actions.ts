import { pins } from '../pipeline/actions/pins';
import { type ActionsFacts, type SelectedActions } from './facts';

/** Actions of the pipeline that a repository's policy on actions does not let run; none where it lets all run. */
export function stoppedActions({
  allowedActions,
  selected,
}: Pick<ActionsFacts, 'allowedActions' | 'selected'>): readonly string[] {
  if (allowedActions === 'all') return [];
  const names = [...new Set(Object.values(pins).map(({ name }) => name))].sort();
  return names.filter((name) => selected === undefined || !isAllowed(name, selected));
}

/**
 * Verified creators cannot be recognised without asking GitHub, so that they do not count.
 * @see https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository#allowing-select-actions-and-reusable-workflows-to-run
 */
function isAllowed(name: string, selected: SelectedActions): boolean {
  if (selected.githubOwnedAllowed && /^(?:actions|github)\//i.test(name)) return true;
  return selected.patternsAllowed.some((pattern) => matches(pattern, name));
}

function matches(pattern: string, name: string): boolean {
  const [path = ''] = pattern.split('@');
  const expression = path
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${expression}$`, 'i').test(name);
}
