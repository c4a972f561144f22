// Bundles the action that every repository gets.
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { leaveOutJsonSchema } from './leave-out-json-schema.mjs';

/** The parts that draw pages, read changes to the gate, test services, read YAML and need no GitHub, which the rest loads when it needs them. */
const laterParts = {
  'local-commands': 'runtime/action/local-commands.ts',
  'html-pages': 'runtime/dashboard/html-pages.ts',
  'gate-changes': 'core/guard/gate-changes.ts',
  smoke: 'runtime/action/commands/smoke.ts',
  'smoke-canary': 'runtime/action/commands/smoke-canary.ts',
  'waivers-file': 'runtime/waivers/waivers-file.ts',
};

/** Leaves the later parts out of what they are imported by. @type {import('esbuild').Plugin} */
const laterPartsBesides = {
  name: 'later-parts-besides',
  setup(plugin) {
    for (const name of Object.keys(laterParts)) {
      plugin.onResolve({ filter: new RegExp(`/${name}\\.js$`) }, () => ({
        path: `./${name}.js`,
        external: true,
      }));
    }
  },
};

/**
 * Builds the action into `<outdir>/action/`: files without dependencies, so that a workflow runs it without an install
 * step; every start reads the first one alone. No source map and no absolute path may get in: the same source gives the same
 * bytes everywhere. Gives the files it was made of.
 * @param {string} outdir
 */
export async function buildAction(outdir) {
  const target = path.join(outdir, 'action');
  await mkdir(target, { recursive: true });
  const options = /** @satisfies {import('esbuild').BuildOptions} */ ({
    metafile: true,
    outdir: target,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    // Node guesses the names that a file of CommonJS exports, but not of a minified one; `require` need not guess.
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
  });
  const parts = await Promise.all([
    build({
      ...options,
      entryPoints: { index: 'runtime/action/index.ts' },
      plugins: [leaveOutJsonSchema, laterPartsBesides],
    }),
    build({
      ...options,
      entryPoints: laterParts,
      plugins: [leaveOutJsonSchema, laterPartsBesides],
    }),
  ]);
  const description = 'runtime/action/action.yml';
  await copyFile(description, path.join(target, 'action.yml'));
  const sources = parts.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  return [...new Set([...sources, description])];
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildAction(process.argv[2] ?? 'build');
