import { lineCount, printing, type CheckTool } from './check-tool';
import versions from './versions.json';

/** https://pylint.readthedocs.io/ */
export const pylint: CheckTool = {
  program: 'pylint',
  title: 'Pylint',
  version: versions.packages.pylint,
  hooks: ['pylint'],
  actions: [],
  configuration: {
    files: ['pylintrc', '.pylintrc', 'pylintrc.toml', '.pylintrc.toml'],
    table: 'pylint',
    sections: [['setup.cfg', /^pylint\b/i]],
  },
  plugins: ['perflint'],
  suppression: ['pylint: disable', /#\s*pylint:\s*(?:disable|skip-file)/],
  commands: (start, paths, report) => printing(`${start} ${paths}`, report),
  finding: 'Pylint found violations',
  leaveOut: ({ pattern }) => [`--ignore-paths=^(${pattern})`],
  blocks: 'pylint',
  example: 'pylint',
  countOf: (output) => lineCount(output, /^\S+\.py:\d+:\d+: [CREWF]\d{4}: /gm),
  counts: ['message', 'messages'],
  remedy: 'pylint',
};
