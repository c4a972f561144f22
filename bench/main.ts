import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import * as path from 'node:path';
import { actionResults } from './action';
import { deliveryResults } from './delivery';
import { lambdaResults } from './lambda';
import { type Result } from './measure';
import { planMemory, planResults } from './plan';
import { policyResults } from './policies';
import { renderResults } from './render';

/** Runs every benchmark and writes bench/RESULTS.md. */
async function main(): Promise<void> {
  const results = [
    ...(await renderResults()),
    ...(await planResults()),
    ...(await policyResults()),
    ...(await actionResults()),
    ...(await lambdaResults()),
    ...(await deliveryResults()),
  ];
  const memory = planMemory();
  const text = report(results, memory);
  writeFileSync(path.join(__dirname, 'RESULTS.md'), text);
  console.log(text);
}

function report(results: readonly Result[], memory: ReturnType<typeof planMemory>): string {
  return [
    '# Results',
    '',
    'Written by `make bench`. Ratios of interleaved pairs (median); below the aim is good. Milliseconds are of the machine named',
    'here and compare with nothing else.',
    '',
    `Node ${process.version}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}.`,
    '',
    '| measured / peer | ours | peer | ratio | aim |',
    '| --- | --- | --- | --- | --- |',
    ...results.map(
      ({ name, ours, peer, ratio, aim }) =>
        `| ${name} | ${ours} | ${peer} | ${ratio.toFixed(2)} | ${aim === undefined ? '' : `≤ ${aim}`} |`,
    ),
    '',
    '## Memory of plan',
    '',
    'Largest resident set of any of its processes.',
    '',
    '| repositories | MB |',
    '| --- | --- |',
    ...memory.map(({ repositories, megabytes }) => `| ${repositories} | ${megabytes} |`),
    '',
  ].join('\n');
}

void main();
