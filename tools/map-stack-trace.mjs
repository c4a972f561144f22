// Replaces the places of a function's stack trace by those in the sources: `node tools/map-stack-trace.mjs worker < trace.txt`.
// The maps are those of build/lambda-maps, which have to be of the release that runs; a place without a map stays.
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @param {string} trace
 * @param {string} maps directory with the maps of one function
 */
export function mapStackTrace(trace, maps) {
  /** @type {Map<string, SourceMap | undefined>} */
  const known = new Map();
  /** @param {string} file */
  const mapOf = (file) => {
    const place = path.join(maps, `${file}.map`);
    if (!known.has(file)) {
      const isThere = existsSync(place);
      known.set(file, isThere ? new SourceMap(JSON.parse(readFileSync(place, 'utf8'))) : undefined);
    }
    return known.get(file);
  };
  // Lambda unpacks a function's code into /var/task; a place in a JSON line has the same form.
  return trace.replaceAll(
    /(?:file:\/\/)?\/var\/task\/((?:parts\/)?[\w.-]+\.mjs):(\d+):(\d+)/g,
    (found, file, line, column) => {
      const entry = mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (entry === undefined || !('originalSource' in entry)) return found;
      const source = entry.originalSource.replace(/^(\.\.\/)+/, '');
      return `${source}:${String(entry.originalLine + 1)}:${String(entry.originalColumn + 1)}`;
    },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , name = ''] = process.argv;
  const maps = path.join('build', 'lambda-maps', name);
  if (name === '' || !existsSync(maps)) {
    console.error(
      'usage: node tools/map-stack-trace.mjs dispatcher|worker|smoke < trace.txt, after npm ci',
    );
    process.exitCode = 1;
  } else {
    process.stdout.write(mapStackTrace(readFileSync(0, 'utf8'), maps));
  }
}
