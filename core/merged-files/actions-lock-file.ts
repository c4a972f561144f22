import { actionsLockPath } from '../kernel/delivered-names';
import { prop, textProp } from '../reading/resource-view';
import { type MergedFormat } from './merged-format';
import { isSame } from './same-value';

/** Versions of the lockfile that write an entry in the same way. */
const versions = ['v0.0.2', 'v0.0.3'];

/**
 * GitHub's lockfile of actions. A workflow that we deliver has the entry that goes with it; what other workflows of the
 * repository use stays.
 *
 * @see https://github.com/github/actions-lockfile
 */
export const actionsLockFile: MergedFormat = {
  path: new RegExp(`^${actionsLockPath.replaceAll('.', '\\.')}$`),
  sections: [
    { key: 'workflows', kind: 'map' },
    { key: 'dependencies', kind: 'map' },
  ],
  skeleton: `version: '${versions[0] ?? ''}'\nworkflows:\ndependencies:\n`,
  alwaysOurs: 'workflows',
  has: (theirs, section, { key, value }) => isSame(prop(prop(theirs, section), key), value),
  conflict: (theirs, section, { key }) => {
    const version = textProp(theirs, 'version') ?? 'none';
    if (!versions.includes(version))
      return `has the version ${version}; run \`gh actions-lock\`, which writes ${versions.join(' or ')}`;
    return section === 'dependencies' && prop(prop(theirs, section), key) !== undefined
      ? `locks ${key} to another commit than the delivered workflows use; run \`gh actions-lock\` for the workflows that use it`
      : undefined;
  },
};
