/*
 * Counts where our rules and another tool agree on the workflows and actions of a folder:
 * `tsx tools/policy-agreement.ts FOLDER [--peer zizmor|actionlint|poutine] [--list AUDIT]`.
 * Prints a Markdown table of findings by audit, as places (file and line) that both report, the peer alone, and our rules alone;
 * with --list the places of one audit on which they part. docs/policy-agreement.md judges what it prints.
 */
import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkTree } from '../policies/check-directory';
import { findFiles, type FoundTree } from '../policies/find-files';
import { rules } from '../policies/rules';
import { addPlace, type Peer, peers, type Places } from './agreement-peers';

function ownPlaces(tree: FoundTree, { audits }: Peer): Places {
  const auditOf = new Map(
    Object.entries(audits).flatMap(([audit, names]) => names.map((name) => [name, audit] as const)),
  );
  const config = Object.fromEntries(
    rules.map(({ name }) => [name, auditOf.has(name) ? 'mandatory' : 'disabled']),
  );
  const today = new Date().toISOString().slice(0, 10);
  const { violations } = checkTree(tree, { config, waivers: [], today });
  const places = new Map<string, Set<string>>();
  for (const { rule, file = '', line = 1 } of violations)
    addPlace(places, auditOf.get(rule) ?? rule, `${file}:${line}`);
  return places;
}

/** The same file counts as one place for audits whose finding the peer puts elsewhere in it. */
function byFile(places: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...places].map((place) => place.replace(/:\d+$/, '')));
}

function main(argv: readonly string[]): void {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { peer: { type: 'string', default: 'zizmor' }, list: { type: 'string' } },
    allowPositionals: true,
  });
  const [target] = positionals;
  const peer = peers[values.peer];
  if (target === undefined) throw new Error('give a folder');
  if (peer === undefined)
    throw new Error(`found --peer ${values.peer}; allowed: ${Object.keys(peers).join(', ')}`);
  const folder = realpathSync(target);
  const tree = findFiles(folder);
  const workflows = tree.files
    .map(({ shown }) => shown)
    .filter((file) => /\.github\/workflows\/[^/]+\.ya?ml$/i.test(file));
  const [theirs, ours] = [peer.places(folder, workflows), ownPlaces(tree, peer)];
  const none: ReadonlySet<string> = new Set();
  if (values.list !== undefined) {
    const [left, right] = [theirs.get(values.list) ?? none, ours.get(values.list) ?? none];
    for (const place of left) if (!right.has(place)) console.log(`${values.peer} ${place}`);
    for (const place of right) if (!left.has(place)) console.log(`ours ${place}`);
    return;
  }
  const alone = `${values.peer} alone`;
  console.log(`| audit | both | ${alone} | ours alone | files: both | ${alone} | ours alone |`);
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const audit of Object.keys(peer.audits)) {
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
