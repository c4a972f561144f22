import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { scratchDirectory } from '../support/scratch';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { securityScript } from '../../core/pipeline/steps/from-day';

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

const settings = (security: 'warn' | 'new' | 'enforce', day?: string) => ({
  ...exampleSettings,
  gates: {
    ...exampleSettings.gates,
    security,
    ...(day === undefined ? {} : { securityFrom: day }),
  },
});
const naming = (own: typeof exampleSettings) => [
  `echo ${own.gates.security}`,
  ...(own.gates.security === 'enforce' ? ['false'] : []),
];

test.each<['warn' | 'new', string, string, number]>([
  ['warn', '2027-01-14', 'warn', 0],
  ['new', '2026-12-31', 'new', 0],
  ['warn', '2027-01-15', 'enforce', 1],
  ['new', '2027-10-01', 'enforce', 1],
])('%s until 2027-01-15 is on %s %s, and ends with %i', (mode, today, said, status) => {
  const script = securityScript(settings(mode, '2027-01-15'), naming);
  expect(run(script, today)).toEqual({ status, stdout: `${said}\n` });
});

test('a gate without a day, or that enforces already, has one script', () => {
  expect(securityScript(settings('warn'), naming)).toEqual(['echo warn']);
  expect(securityScript(settings('enforce', '2027-01-15'), naming)).toEqual(
    naming(settings('enforce')),
  );
});
