import { type PackageManager } from './package-manager';

/** https://docs.astral.sh/uv/ */
export const uv: PackageManager = {
  title: 'uv',
  lockFile: 'uv.lock',
  signs: ['sources', 'dev-dependencies', 'workspace', 'package', 'index', 'default-groups'],
  packageKey: 'package',
  groupsKey: 'dev-dependencies',
  // https://docs.astral.sh/uv/concepts/indexes/#authentication
  indexes: {
    key: 'index',
    credentials: (name) => [`UV_INDEX_${name}_USERNAME`, `UV_INDEX_${name}_PASSWORD`],
  },
  installs: ['sync'],
  grammar: {
    values: { '--extra': 'extras', '--group': 'groups', '--only-group': 'groups' },
    flags: { '--all-extras': 'extras', '--all-groups': 'groups', '--all-packages': 'members' },
    words: 'ignored',
  },
  runOptions:
    /^(?:--(?:extra|group|no-group|only-group|with|with-requirements|with-editable|python|package|directory|project|env-file|index-url|resolution|index|extra-index-url)|-p)$/,
  setupActions: ['astral-sh\\/setup-uv'],
};
