// Builds what cannot run from source: see each entry's comment. Output goes to build/, which is never committed.
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { buildAction } from './build-action.mjs';
import { buildLambdas } from './build-lambda.mjs';

/** Another directory can be named. */
const outdir = process.argv[2] ?? 'build';

/**
 * GitHub's workflow parser imports JSON without import attributes, which plain Node refuses, and its parser of expressions
 * can only be imported; bundled both load anywhere.
 */
async function buildParsers() {
  await build({
    entryPoints: {
      'workflow-parser': '@actions/workflow-parser',
      expressions: '@actions/expressions',
    },
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
}

/**
 * Says in make's words what the output was made of, so that `make` builds again what an edit or a pull has changed. That
 * each source is a target too lets one of them be deleted.
 * @param {readonly string[]} sources
 */
async function writePrerequisites(sources) {
  const files = [...new Set(sources)].filter((file) => !file.includes('node_modules/')).sort();
  const target = path.join(outdir, 'built');
  await writeFile(`${target}.mk`, `${target}: ${files.join(' ')}\n${files.join(' ')}:\n`);
  await writeFile(target, '');
}

await buildParsers();
const sources = [...(await buildAction(outdir)), ...(await buildLambdas(outdir))];
const scripts = (await readdir('tools')).filter((file) => /^(build|leave-out).*\.mjs$/.test(file));
await writePrerequisites([
  ...sources,
  ...scripts.map((script) => `tools/${script}`),
  'package-lock.json',
]);
