// Fetches the JSON Schema of OSV's records into the directory named first, from the Go module that OpenSSF publishes its linter
// in, held to its checksum: only this file of it is needed, by tools/generate-osv-schema.ts.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const module = 'github.com/ossf/osv-schema/tools/osv-linter';
const version = 'v0.0.0-20260525004216-afe0bddbf893';
const sum = 'h1:0iT7hO14RIeR8t9nouCV9H4oEPA1etKEzWGyb490Rkw=';

const target = path.resolve(process.argv[2] ?? '');
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const answer = execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], {
  cwd: target,
  encoding: 'utf8',
});
/** @type {{ readonly Dir: string, readonly Sum: string }} */
const { Dir: directory, Sum: found } = JSON.parse(answer);
if (found !== sum) throw new Error(`${module} ${version} has checksum ${found}, expected ${sum}`);
copyFileSync(
  path.join(directory, 'internal', 'checks', 'schema_generated.json'),
  path.join(target, 'schema.json'),
);
writeFileSync(path.join(target, 'source.json'), JSON.stringify({ name: module, version }));
