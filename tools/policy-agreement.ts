/*
 * Counts where our rules and zizmor agree on the workflows and actions of a folder: `tsx tools/policy-agreement.ts FOLDER [--list AUDIT]`.
 * Prints a Markdown table of findings by audit, as places (file and line) that both report, zizmor alone, and our rules alone;
 * with --list the places of one audit on which they part. docs/policy-agreement.md judges what it prints.
 */
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { checkTree } from '../policies/check-directory';
import { findFiles } from '../policies/find-files';
import { agreement } from '../policies/fixtures/agreement';
import { rules } from '../policies/rules';
import { type ZizmorFinding } from '../tests/support/linters';

/** Places by audit, as `file:line`. */
type Places = ReadonlyMap<string, ReadonlySet<string>>;

function zizmorPlaces(folder: string): Places {
  const program = resolve(__dirname, '..', '.tools', 'bin', 'zizmor');
  const options = ['--persona=pedantic', '--offline', '--no-progress', '--no-config', '--quiet'];
  const { stdout, stderr, error } = spawnSync(program, [...options, '--format=json-v1', folder], {
    encoding: 'utf8',
    maxBuffer: 2 ** 29,
  });
  if (error !== undefined) throw error;
  if (stdout === '') throw new Error(`zizmor found nothing to read: ${stderr}`);
  const places = new Map<string, Set<string>>();
  for (const { ident, locations } of JSON.parse(stdout) as readonly ZizmorFinding[]) {
    const primary = locations.find(({ symbolic }) => symbolic.kind === 'Primary') ?? locations[0];
    const file = primary?.symbolic.key.Local?.verbatim_path;
    if (primary === undefined || file === undefined) continue;
    const line = primary.concrete.location.start_point.row + 1;
    add(places, ident, `${relative(folder, resolve(file))}:${line}`);
  }
  return places;
}

function ownPlaces(folder: string): Places {
  const auditOf = new Map(
    Object.entries(agreement).flatMap(([audit, { rules: names }]) =>
      names.map((name) => [name, audit] as const),
    ),
  );
  const config = Object.fromEntries(
    rules.map(({ name }) => [name, auditOf.has(name) ? 'mandatory' : 'disabled']),
  );
  const today = new Date().toISOString().slice(0, 10);
  const { violations } = checkTree(findFiles(folder), { config, waivers: [], today });
  const places = new Map<string, Set<string>>();
  for (const { rule, file = '', line = 1 } of violations)
    add(places, auditOf.get(rule) ?? rule, `${file}:${line}`);
  return places;
}

function add(places: Map<string, Set<string>>, audit: string, place: string): void {
  const known = places.get(audit) ?? new Set();
  places.set(audit, known.add(place));
}

/** The same file counts as one place for audits whose finding zizmor puts elsewhere in it. */
function byFile(places: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...places].map((place) => place.replace(/:\d+$/, '')));
}

function main([target, option, listed]: readonly string[]): void {
  if (target === undefined) throw new Error('give a folder');
  const folder = realpathSync(target);
  const [theirs, ours] = [zizmorPlaces(folder), ownPlaces(folder)];
  const none: ReadonlySet<string> = new Set();
  if (option === '--list' && listed !== undefined) {
    const [left, right] = [theirs.get(listed) ?? none, ours.get(listed) ?? none];
    for (const place of left) if (!right.has(place)) console.log(`zizmor ${place}`);
    for (const place of right) if (!left.has(place)) console.log(`ours ${place}`);
    return;
  }
  console.log(
    '| audit | both | zizmor alone | ours alone | files: both | zizmor alone | ours alone |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const audit of Object.keys(agreement)) {
    const [left, right] = [theirs.get(audit) ?? none, ours.get(audit) ?? none];
    const counts = [counted(left, right), counted(byFile(left), byFile(right))].flat();
    console.log(`| ${[audit, ...counts].join(' | ')} |`);
  }
}

function counted(left: ReadonlySet<string>, right: ReadonlySet<string>): readonly number[] {
  const both = [...left].filter((place) => right.has(place)).length;
  return [both, left.size - both, right.size - both];
}

main(process.argv.slice(2));
