import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import * as path from 'node:path';
import { actionResults } from './action';
import { deliveryResults } from './delivery';
import { lambdaResults } from './lambda';
import { type Result } from './measure';
import { planMemory, planResults } from './plan';
import { policyResults } from './policies';
import { renderResults } from './render';

const file = path.join(__dirname, 'RESULTS.md');
const today = new Date().toISOString().slice(0, 10);

/** What is measured, in the order of the table. */
const groups: Readonly<Record<string, () => Promise<readonly Result[]>>> = {
  render: renderResults,
  plan: planResults,
  policies: policyResults,
  action: actionResults,
  lambda: lambdaResults,
  delivery: deliveryResults,
};

/**
 * Runs the benchmarks named on the command line, or all, and writes bench/RESULTS.md after each: rows that were not
 * measured now stay as they are, with their date.
 */
async function main(asked: readonly string[]): Promise<void> {
  const unknown = asked.filter((name) => !(name in groups));
  if (unknown.length > 0) {
    console.error(
      `no benchmark ${unknown.join(', ')}; there are ${Object.keys(groups).join(', ')}`,
    );
    process.exitCode = 1;
    return;
  }
  for (const [name, measure] of Object.entries(groups)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    write((await measure()).map(row));
    if (name === 'plan') write(planMemory().map(memoryRow));
  }
  console.log(readFileSync(file, 'utf8'));
}

const row = ({ name, ours, peer, ratio, aim }: Result): string =>
  `| ${name} | ${ours} | ${peer} | ${ratio.toFixed(2)} | ${aim === undefined ? '' : `≤ ${Number(aim.toFixed(2))}`} | ${today} |`;

const memoryRow = ({ repositories, megabytes }: ReturnType<typeof planMemory>[number]): string =>
  `| memory of plan, ${repositories} repositories: largest resident set of any of its processes | ${megabytes} MB | | | | ${today} |`;

/** Puts rows into the table: in place of those of the same name, or at its end. */
function write(rows: readonly string[]): void {
  const nameOf = (line: string): string => line.split(' | ')[0] ?? '';
  const known = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (measured|---)/.test(line));
  const table = new Map([...known, ...rows].map((line) => [nameOf(line), line]));
  const text = [
    '# Results',
    '',
    'Written by `make bench`. Ratios of interleaved pairs (median); below the aim is good. Milliseconds are of the machine',
    'named here and compare with nothing else.',
    '',
    `Node ${process.version}, ${cpus().length} cores.`,
    '',
    '| measured / peer | ours | peer | ratio | aim | on |',
    '| --- | --- | --- | --- | --- | --- |',
    ...table.values(),
    '',
  ].join('\n');
  writeFileSync(file, text);
}

void main(process.argv.slice(2));
