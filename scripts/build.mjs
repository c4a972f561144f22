// Builds what cannot run from source: see each entry's comment. Output goes to build/, which is never committed.
import { copyFile, mkdir } from 'node:fs/promises';
import { build } from 'esbuild';
import { buildLambdas } from './build-lambda.mjs';
import { leaveOutJsonSchema } from './leave-out-json-schema.mjs';

/** Another directory can be named, for a test that compares two builds. */
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

/**
 * The action that every repository gets: one file without dependencies, so that a workflow runs it without an install step.
 * No source map and no absolute path may get in: the same source gives the same bytes everywhere.
 */
await mkdir(`${outdir}/action`, { recursive: true });
await build({
  entryPoints: { index: 'runtime/action/index.ts' },
  outdir: `${outdir}/action`,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  plugins: [leaveOutJsonSchema],
  logLevel: 'warning',
});
await copyFile('runtime/action/action.yml', `${outdir}/action/action.yml`);

await buildLambdas(outdir);
