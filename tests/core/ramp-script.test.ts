import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { scratchDirectory } from '../support/scratch';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { rampScript } from '../../core/pipeline/steps/ramp-script';
import { type Ramp } from '../../core/readiness/gate-modes';

const directory = scratchDirectory('from-day');

/** Runs a script with the shell of a step, on a day. */
function run(script: readonly string[], day: string) {
  const date = path.join(directory, 'date');
  writeFileSync(date, `#!/bin/sh\necho ${day.replaceAll('-', '')}\n`);
  chmodSync(date, 0o755);
  const env = { PATH: `${directory}:${process.env['PATH'] ?? ''}` };
  const { status, stdout } = spawnSync('bash', ['-eo', 'pipefail', '-c', script.join('\n')], {
    encoding: 'utf8',
    env,
  });
  return { status, stdout };
}

type Mode = (typeof exampleSettings.gates)['lint'];

const settings = (lint: Mode, ramp: Ramp = {}) => ({
  ...exampleSettings,
  gates: { ...exampleSettings.gates, lint, ramp: { lint: ramp } },
});
const naming = (own: typeof exampleSettings) => [
  `echo ${own.gates.lint}`,
  ...(own.gates.lint === 'enforce' ? ['false'] : []),
];
const both: Ramp = { new: '2027-01-15', enforce: '2027-03-01' };

test.each<[Mode, Ramp, string, string, number]>([
  ['warn', { enforce: '2027-01-15' }, '2027-01-14', 'warn', 0],
  ['new', { enforce: '2027-01-15' }, '2026-12-31', 'new', 0],
  ['warn', { enforce: '2027-01-15' }, '2027-01-15', 'enforce', 1],
  ['new', { enforce: '2027-01-15' }, '2027-10-01', 'enforce', 1],
  ['warn', { new: '2027-01-15' }, '2027-10-01', 'new', 0],
  ['warn', both, '2027-01-14', 'warn', 0],
  ['warn', both, '2027-01-15', 'new', 0],
  ['warn', both, '2027-02-28', 'new', 0],
  ['warn', both, '2027-03-01', 'enforce', 1],
  ['new', both, '2027-01-14', 'new', 0],
])('%s with %j is on %s %s, and ends with %i', (mode, ramp, today, said, status) => {
  const script = rampScript(settings(mode, ramp), 'lint', naming);
  expect(run(script, today)).toEqual({ status, stdout: `${said}\n` });
});

test('a gate without a day, or that enforces already, has one script', () => {
  expect(rampScript(settings('warn'), 'lint', naming)).toEqual(['echo warn']);
  expect(rampScript(settings('warn', both), 'types', naming)).toEqual(['echo warn']);
  expect(rampScript(settings('enforce', both), 'lint', naming)).toEqual(
    naming(settings('enforce')),
  );
});
