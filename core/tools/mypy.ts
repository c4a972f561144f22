import { lastCount, printing, type CheckTool } from './check-tool';
import versions from './versions.json';

/** https://mypy.readthedocs.io/ */
export const mypy: CheckTool = {
  program: 'mypy',
  programs: ['mypy', 'dmypy'],
  title: 'Mypy',
  version: versions.packages.mypy,
  hooks: ['mypy'],
  actions: [],
  configuration: {
    files: ['mypy.ini', '.mypy.ini'],
    table: 'mypy',
    sections: [['setup.cfg', /^mypy$/]],
  },
  suppression: ['mypy: …', /#\s*mypy:/],
  commands: (start, paths, report) => printing(`${start} ${paths}`, report),
  finding: 'Mypy reports errors',
  leaveOut: ({ pattern }) => [`--exclude=^(${pattern})`],
  blocks: 'mypy',
  example: 'mypy',
  countOf: (output) => lastCount(output, /^Found (\d+) errors? in \d+ files?/gm),
  counts: ['type error', 'type errors'],
  remedy: 'mypy',
};
