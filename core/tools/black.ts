import { lastCount, printing, type CheckTool } from './check-tool';
import versions from './versions.json';

/** https://black.readthedocs.io/ */
export const black: CheckTool = {
  program: 'black',
  title: 'Black',
  version: versions.packages.black,
  hooks: ['black', 'black-jupyter'],
  actions: ['psf/black'],
  configuration: { files: [], table: 'black' },
  commands: (start, paths, report) =>
    printing(`${start} --check --diff ${paths}`, report, `${start} --check ${paths}`),
  finding: 'Black would reformat files',
  leaveOut: ({ pattern }) => [`--extend-exclude=^/(${pattern})`],
  // Without --check it formats and succeeds; its --diff alone always succeeds.
  blocks: 'black(?=.*\\s--check(?:\\s|$))',
  example: 'black --check',
  // Ruff has the same summary, but not the last words.
  countOf: (output) =>
    output.includes('Oh no!')
      ? lastCount(output, /^(\d+) files? would be reformatted/gm)
      : undefined,
  counts: ['file is not formatted', 'files are not formatted'],
  remedy: 'black .',
};
