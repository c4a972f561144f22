import { readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { commandNames } from '../../../runtime/action/command-name';
import { inputSchemas } from '../../../runtime/action/inputs';
import { scratchDirectory } from '../../support/scratch';
import { projectRoot, runProgram } from '../../support/tools';
import { builtAction, runLocally, runStep } from './action-process';
import { gatehouseAction } from '../../../core/pipeline/actions/gatehouse';

const again = scratchDirectory('bundle');
/** What is loaded where it is needed. */
const besides = [
  'html-pages.js',
  'gate-changes.js',
  'local-commands.js',
  'smoke.js',
  'smoke-canary.js',
  'waivers-file.js',
];
const definition = () =>
  parse(readFileSync(path.join(path.dirname(builtAction), 'action.yml'), 'utf8')) as {
    runs: unknown;
    inputs: Record<string, { description: string }>;
    outputs: object;
  };

test('the same source gives the same bytes, without a path of this machine', () => {
  const built = runProgram(process.execPath, ['tools/build-action.mjs', again], {
    cwd: projectRoot,
  });
  expect(built.status).toBe(0);
  for (const file of ['index.js', ...besides]) {
    const bytes = readFileSync(path.join(path.dirname(builtAction), file));
    expect(readFileSync(path.join(again, 'action', file)).equals(bytes)).toBe(true);
    expect(bytes.includes(projectRoot)).toBe(false);
  }
});

test('what every start reads is at most 300 KiB, and needs nothing beside the parts that are loaded later', () => {
  expect(statSync(builtAction).size).toBeLessThanOrEqual(300 * 1024);
  const code = readFileSync(builtAction, 'utf8');
  // Loaded where it is needed, not at the start.
  expect(code).toContain(`.then(()=>`);
  const later = besides.map((file) =>
    readFileSync(path.join(path.dirname(builtAction), file), 'utf8'),
  );
  const all = [...[code, ...later].join('').matchAll(/\brequire\("([^"]+)"\)/g)].map(
    ([, name = '']) => name.replace(/^node:/, ''),
  );
  // By the first one, or by one of the others.
  expect(all).toEqual(expect.arrayContaining(besides.map((file) => `./${file}`)));
  const required = all.filter((name) => !besides.includes(name.replace('./', '')));
  const builtins = runProgram(process.execPath, [
    '-p',
    'JSON.stringify(require("module").builtinModules)',
  ]);
  expect(JSON.parse(builtins.stdout) as string[]).toEqual(expect.arrayContaining(required));
});

test('action.yml declares every input that a command reads, and those that the workflows give', () => {
  const declared = Object.keys(definition().inputs);
  const read = commandNames.flatMap((name) => Object.keys(inputSchemas[name].shape));
  expect(new Set(declared)).toEqual(new Set(['command', ...read]));
  expect(declared).toEqual(expect.arrayContaining([...gatehouseAction.inputs]));
  expect(Object.keys(definition().outputs)).toEqual(
    expect.arrayContaining([...gatehouseAction.outputs]),
  );
  expect(definition().runs).toEqual({ using: 'node24', main: 'index.js' });
});

test('an unknown command is refused with the known ones', async () => {
  const step = await runStep(builtAction, { cwd: again, inputs: { command: 'gat' } });
  expect(step.code).toBe(1);
  expect(step.log).toContain(`allowed: ${commandNames.join(', ')}`);
});

test('a command line that is none is refused with an example', async () => {
  const { code, log } = await runLocally(builtAction, ['gate', 'reports'], again);
  expect(code).toBe(1);
  expect(log).toContain('gate --reports reports --threshold 90');
});
