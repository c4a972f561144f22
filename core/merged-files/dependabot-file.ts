import { listProp, prop } from '../reading/resource-view';
import { type MergedFormat } from './merged-format';
import { isSame } from './same-value';

/**
 * Dependabot's configuration: one entry for an ecosystem and a directory. GitHub refuses a file that has two for the same.
 *
 * @see https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference
 */
export const dependabotFile: MergedFormat = {
  path: /^\.github\/dependabot\.yml$/,
  otherPlaces: ['.github/dependabot.yaml'],
  sections: [
    { key: 'registries', kind: 'map' },
    { key: 'updates', kind: 'list' },
  ],
  skeleton: 'version: 2\nupdates:\n',
  has: (theirs, section, { key, value }) =>
    section === 'registries'
      ? isSame(prop(prop(theirs, 'registries'), key), value)
      : listProp(theirs, 'updates').some((update) => covers(update, value)),
  conflict: (theirs, section, { key }) =>
    section === 'registries' && prop(prop(theirs, 'registries'), key) !== undefined
      ? `defines the registry ${key} in another way; remove it there, or give it another name in dependabot.registries`
      : undefined,
};

/** Whether an entry updates what another one does, on the same branch. */
function covers(theirs: unknown, ours: unknown): boolean {
  const same = (key: string): boolean => isSame(prop(theirs, key), prop(ours, key));
  if (!same('package-ecosystem') || !same('target-branch')) return false;
  const patterns = directoriesOf(theirs).map(patternOf);
  return directoriesOf(ours).some((directory) =>
    patterns.some((pattern) => pattern.test(directory)),
  );
}

const directoriesOf = (update: unknown): readonly string[] =>
  [prop(update, 'directory'), ...listProp(update, 'directories')]
    .filter((one) => typeof one === 'string')
    .map((one) => `/${one.replace(/^\/+|\/+$/g, '')}`);

/** `*` is part of a name, and `**` any number of folders. */
function patternOf(directory: string): RegExp {
  const source = directory
    .split(/(\*\*\/?|\*)/)
    .map((part) =>
      part.startsWith('**')
        ? '.*'
        : part === '*'
          ? '[^/]*'
          : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}$`);
}
