// Builds what cannot run from source: see each entry's comment. Output goes to build/, which is never committed.
import { build } from 'esbuild';

/** GitHub's workflow parser imports JSON without import attributes, which plain Node refuses; bundled it loads anywhere. */
await build({
  entryPoints: { 'workflow-parser': '@actions/workflow-parser' },
  outdir: 'build',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
});
