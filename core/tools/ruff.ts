import { lastCount, printing, type CheckTool } from './check-tool';
import versions from './versions.json';

const shared = {
  program: 'ruff',
  // Its first word says whether it lints or formats.
  programs: [],
  version: versions.packages.ruff,
  configuration: { files: ['.ruff.toml', 'ruff.toml'], table: 'ruff' },
} as const;

/** https://docs.astral.sh/ruff/linter/ */
export const ruff: CheckTool = {
  ...shared,
  title: 'Ruff',
  hooks: ['ruff', 'ruff-check'],
  actions: ['astral-sh/ruff-action', 'chartboost/ruff-action'],
  commands: (start, paths, report) => ({
    before: `${start} check --exit-zero --output-format=json --output-file=${report} ${paths}`,
    command: `${start} check ${paths}`,
    quiet: `${start} check ${paths} > /dev/null`,
  }),
  finding: 'Ruff found violations',
  leaveOut: ({ paths }) => paths.map((path) => `--extend-exclude=${path}`),
  blocks: 'ruff\\s+check',
  example: 'ruff check',
  countOf: (output) => lastCount(output, /^Found (\d+) errors?\b(?! in \d)/gm),
  counts: ['violation', 'violations'],
  remedy: 'ruff check --fix .',
};

/** https://docs.astral.sh/ruff/formatter/ */
export const ruffFormat: CheckTool = {
  ...shared,
  title: 'Ruff format',
  hooks: ['ruff-format'],
  actions: [],
  commands: (start, paths, report) =>
    printing(`${start} format --check --diff ${paths}`, report, `${start} format --check ${paths}`),
  finding: 'Ruff would reformat files',
  leaveOut: ({ paths }) => paths.map((path) => `--exclude=${path}`),
  // Its --diff alone fails too.
  blocks: 'ruff\\s+format(?=.*\\s--(?:check|diff)(?:\\s|$))',
  example: 'ruff format --check',
  countOf: (output) => lastCount(output, /^(\d+) files? would be reformatted/gm),
  counts: ['file is not formatted', 'files are not formatted'],
  remedy: 'ruff format .',
};
