// Builds what cannot run from source: see each entry's comment. Output goes to build/, which is never committed.
import { build } from 'esbuild';
import { buildAction } from './build-action.mjs';
import { buildLambdas } from './build-lambda.mjs';

/** Another directory can be named. */
const outdir = process.argv[2] ?? 'build';

/** GitHub's workflow parser imports JSON without import attributes, which plain Node refuses; bundled it loads anywhere. */
await build({
  entryPoints: { 'workflow-parser': '@actions/workflow-parser' },
  outdir,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
});

await buildAction(outdir);
await buildLambdas(outdir);
