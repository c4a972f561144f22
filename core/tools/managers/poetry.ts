import { type PackageManager } from './package-manager';
import versions from '../versions.json';

/** https://python-poetry.org/docs/ */
export const poetry: PackageManager = {
  title: 'Poetry',
  lockFile: 'poetry.lock',
  signs: ['name', 'dependencies', 'group', 'package-mode'],
  ownMetadata: true,
  packageKey: 'package-mode',
  // https://python-poetry.org/docs/repositories/#configuring-credentials
  indexes: {
    key: 'source',
    credentials: (name) => [
      `POETRY_HTTP_BASIC_${name}_USERNAME`,
      `POETRY_HTTP_BASIC_${name}_PASSWORD`,
    ],
  },
  installs: ['install', 'sync'],
  grammar: {
    values: { '--with': 'groups', '--only': 'groups', '-E': 'extras', '--extras': 'extras' },
    flags: { '--all-extras': 'extras', '--all-groups': 'groups' },
    words: 'ignored',
  },
  runOptions: /^(?:-C|--directory|-P|--project)$/,
  setupActions: ['snok\\/install-poetry', 'abatilo\\/actions-poetry'],
  cachePath: '~/.cache/pypoetry',
  uvTool: `--from poetry==${versions.packages.poetry} poetry`,
};
