// Bundles the action that every repository gets.
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { leaveOutJsonSchema } from './leave-out-json-schema.mjs';

/**
 * Builds the action into `<outdir>/action/`: one file without dependencies, so that a workflow runs it without an install
 * step. No source map and no absolute path may get in: the same source gives the same bytes everywhere. Gives the files it
 * was made of.
 * @param {string} outdir
 */
export async function buildAction(outdir) {
  const target = path.join(outdir, 'action');
  await mkdir(target, { recursive: true });
  const { metafile } = await build({
    metafile: true,
    entryPoints: { index: 'runtime/action/index.ts' },
    outdir: target,
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
  const description = 'runtime/action/action.yml';
  await copyFile(description, path.join(target, 'action.yml'));
  return [...Object.keys(metafile.inputs), description];
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildAction(process.argv[2] ?? 'build');
