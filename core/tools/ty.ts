import { lastCount, printing, type CheckTool } from './check-tool';
import versions from './versions.json';

/** https://docs.astral.sh/ty/ */
export const ty: CheckTool = {
  program: 'ty',
  title: 'ty',
  version: versions.packages.ty,
  hooks: ['ty'],
  actions: [],
  configuration: { files: ['ty.toml'], table: 'ty' },
  suppression: ['ty: ignore', /#\s*ty:\s*ignore\b/],
  commands: (start, paths, report) => printing(`${start} check ${paths}`, report),
  finding: 'ty reports errors',
  blocks: 'ty\\s+check',
  example: 'ty',
  countOf: (output) => lastCount(output, /^Found (\d+) diagnostics?/gm),
  counts: ['type error', 'type errors'],
  remedy: 'ty check',
};
