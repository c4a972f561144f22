import { lastCount, printing, type CheckTool, type KnownTool } from './check-tool';
import versions from './versions.json';

/** https://github.com/microsoft/pyright */
export const pyright: CheckTool = {
  program: 'pyright',
  title: 'Pyright',
  version: versions.packages.pyright,
  hooks: ['pyright'],
  actions: ['jakebailey/pyright-action'],
  configuration: { files: ['pyrightconfig.json'], table: 'pyright' },
  suppression: ['pyright: …', /#\s*(?:based)?pyright:/],
  commands: (start, paths, report) => printing(`${start} ${paths}`, report),
  finding: 'Pyright reports errors',
  blocks: '(?:based)?pyright',
  example: 'pyright',
  countOf: (output) => lastCount(output, /^(\d+) errors?, \d+ warnings?/gm),
  counts: ['type error', 'type errors'],
  remedy: 'pyright',
};

/** A fork of Pyright, which runs in its place. https://docs.basedpyright.com/ */
export const basedpyright: KnownTool = {
  program: 'basedpyright',
  hooks: ['basedpyright'],
  actions: [],
  configuration: { files: [], table: 'basedpyright' },
};
