import { type PackageManager } from './package-manager';

/** https://pdm-project.org/ */
export const pdm: PackageManager = {
  title: 'PDM',
  lockFile: 'pdm.lock',
  signs: ['dev-dependencies', 'scripts', 'source', 'resolution'],
  packageKey: 'distribution',
  groupsKey: 'dev-dependencies',
  tasksKey: 'scripts',
  indexes: { key: 'source' },
  installs: ['install', 'sync'],
  grammar: {
    values: { '-G': 'groups', '--group': 'groups', '-dG': 'groups', '--with': 'groups' },
    flags: {},
    words: 'ignored',
  },
  runOptions: /^(?:-p|--project)$/,
  setupActions: ['pdm-project\\/setup-pdm'],
  cachePath: '~/.cache/pdm',
  // PDM 2.29.4 asks for hishel 1.4.0 or newer, and fails with 2.0.0, which has other names: the two move by hand.
  uvTool: '--from pdm==2.29.4 --with hishel==1.4.0 pdm',
};
