// Bundles the functions of the AWS runtime: one directory each, which is all that a function's code consists of.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Every function by name. `index.handler` of its directory is the handler. */
export const lambdaEntryPoints = {
  dispatcher: 'runtime/lambda/dispatcher/handler.ts',
  worker: 'runtime/lambda/worker/handler.ts',
  smoke: 'runtime/lambda/smoke/handler.ts',
};

/** What every bundle for Lambda's Node runtime has in common; the bench builds its peer with the same. */
export const lambdaBuildOptions = /** @satisfies {import('esbuild').BuildOptions} */ ({
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // The SDK's own ES modules: what is not used of them is left out.
  mainFields: ['module', 'main'],
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  // Parts of the SDK are CommonJS and ask for Node's modules by require.
  banner: {
    js: "import{createRequire as gatehouseRequire}from'node:module';const require=gatehouseRequire(import.meta.url);",
  },
});

/**
 * Builds the functions into `<outdir>/lambda/<name>/`. What is behind an `import()` is a file of its own, so that a cold
 * start reads and runs only what its event needs. Source maps go to `<outdir>/lambda-maps/<name>/`. Gives the files they
 * were made of.
 * @param {string} outdir
 */
export async function buildLambdas(outdir) {
  /** @type {string[]} */
  const sources = [];
  for (const [name, entryPoint] of Object.entries(lambdaEntryPoints)) {
    if (!existsSync(entryPoint)) continue;
    const target = path.join(outdir, 'lambda', name);
    const maps = path.join(outdir, 'lambda-maps', name);
    await rm(target, { recursive: true, force: true });
    await rm(maps, { recursive: true, force: true });
    const { metafile } = await build({
      ...lambdaBuildOptions,
      entryPoints: { index: entryPoint },
      outdir: target,
      splitting: true,
      chunkNames: 'parts/[name]-[hash]',
      // `external`: no comment in the code that points to a file which is not there.
      sourcemap: 'external',
      sourcesContent: false,
      metafile: true,
    });
    sources.push(...Object.keys(metafile.inputs));
    for (const file of await readdir(target, { recursive: true })) {
      if (!file.endsWith('.map')) continue;
      await mkdir(path.dirname(path.join(maps, file)), { recursive: true });
      await rename(path.join(target, file), path.join(maps, file));
    }
  }
  return sources;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildLambdas(process.argv[2] ?? 'build');
