import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import * as path from 'node:path';
import { actionResults } from './action';
import { deliveryResults } from './delivery';
import { engineResults } from './engine';
import { lambdaResults } from './lambda';
import { type Result } from './measure';
import { pipelineResults } from './pipeline';
import { planMemory, planResults } from './plan';
import { policyResults } from './policies';
import { renderResults } from './render';
import { askedFor, type ResultsPage, writeRows } from './results-page';

const page: ResultsPage = {
  file: path.join(__dirname, 'RESULTS.md'),
  introduction: [
    '# Results',
    '',
    'Written by `make bench`. Ratios of interleaved pairs (median, smallest and largest); below the aim is good. Milliseconds are of',
    'the machine named here and compare with nothing else.',
    '',
    `Node ${process.version}, ${cpus().length} cores.`,
  ],
  columns: ['measured / peer', 'ours', 'peer', 'ratio', 'aim'],
};

/** What is measured, in the order of the table. */
const groups: Readonly<Record<string, () => Promise<readonly Result[]>>> = {
  render: renderResults,
  plan: planResults,
  policies: policyResults,
  action: actionResults,
  engine: engineResults,
  lambda: lambdaResults,
  delivery: deliveryResults,
  pipeline: pipelineResults,
};

/** Runs the benchmarks named on the command line, or all, and writes tools/bench/RESULTS.md after each. */
async function main(asked: readonly string[]): Promise<void> {
  const chosen = askedFor('benchmark', groups, asked);
  if (chosen === undefined) return;
  for (const [name, measure] of chosen) {
    writeRows(page, (await measure()).map(row));
    if (name === 'plan') writeRows(page, planMemory().map(memoryRow));
  }
  console.log(readFileSync(page.file, 'utf8'));
}

const row = ({ name, ours, peer, ratio, spread, aim }: Result): readonly string[] => [
  name,
  ours,
  peer,
  spread === undefined
    ? ratio.toFixed(2)
    : `${ratio.toFixed(2)} (${spread.map((one) => one.toFixed(2)).join(' to ')})`,
  aim === undefined ? '' : `≤ ${Number(aim.toFixed(2))}`,
];

const memoryRow = ({
  repositories,
  megabytes,
}: ReturnType<typeof planMemory>[number]): readonly string[] => [
  `memory of plan, ${repositories} repositories: largest resident set of any of its processes`,
  `${megabytes} MB`,
  '',
  '',
  '',
];

void main(process.argv.slice(2));
