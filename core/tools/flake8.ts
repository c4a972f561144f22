import { lineCount, printing, type CheckTool } from './check-tool';
import versions from './versions.json';

/** https://flake8.pycqa.org/ */
export const flake8: CheckTool = {
  program: 'flake8',
  title: 'Flake8',
  version: versions.packages.flake8,
  hooks: ['flake8'],
  actions: [],
  configuration: {
    files: ['.flake8'],
    // Of the plugin Flake8-pyproject.
    table: 'flake8',
    sections: [
      ['setup.cfg', /^flake8$/],
      ['tox.ini', /^flake8$/],
    ],
  },
  plugins: ['dlint', 'hacking', 'pep8-naming', 'pydoclint', 'wemake-python-styleguide'],
  commands: (start, paths, report) => printing(`${start} ${paths}`, report),
  finding: 'Flake8 found violations',
  leaveOut: ({ paths }) => [`--extend-exclude=${paths.join(',')}`],
  blocks: 'flake8',
  example: 'flake8',
  countOf: (output) => lineCount(output, /^\S+\.pyi?:\d+:\d+: [A-Z]{1,3}\d{3} /gm),
  counts: ['violation', 'violations'],
  remedy: 'flake8',
};
