import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { measurementSchema } from '../../../core/performance/results';
import { scratchDirectory } from '../../support/scratch';
import { builtAction, runLocally } from './action-process';

/* The benchmarks are scripts that write a time of the directory they run in: what is measured is what they say. */

const directory = scratchDirectory('measure');
mkdirSync(path.join(directory, 'base'));
const write = (file: string, seconds: number) => {
  writeFileSync(path.join(directory, file), String(seconds));
};
const script = `sleep 0.05; echo "{\\"parse\\": $(cat seconds)}" > "$BENCHMARK_JSON"`;

const measure = async (inputs: Readonly<Record<string, string>>) => {
  const given = {
    form: 'json',
    minutes: '1',
    output: 'out/performance.json',
    benchmarks: script,
    ...inputs,
  };
  const options = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
  return runLocally(builtAction, ['measure', ...options], directory);
};
const measured = () =>
  measurementSchema.parse(
    JSON.parse(readFileSync(path.join(directory, 'out', 'performance.json'), 'utf8')),
  );

beforeEach(() => {
  write('seconds', 1.2);
  write('base/seconds', 1);
});

test('a change that is slower than its base fails the step where it is enforced, and only there', async () => {
  const enforced = await measure({
    base: 'base',
    mode: 'enforce',
    runner: 'ubuntu-24.04',
    python: '3.12',
  });
  expect(enforced.log).toContain('parse: 1.2 s, 20.0 % slower (20.0 to 20.0 %, 20 pairs)');
  expect(enforced.log).toContain('allowed: up to 5 % slower');
  expect(enforced.code).toBe(1);
  expect(measured()).toMatchObject({
    ...{ runner: 'ubuntu-24.04', python: '3.12' },
    benchmarks: [{ name: 'parse', seconds: 1.2, verdict: 'slower', pairs: 20 }],
  });
  const warned = await measure({ base: 'base', mode: 'warn' });
  expect(warned.log).toContain('(not blocking)');
  expect(warned.code).toBe(0);
  expect((await measure({ base: 'base', mode: 'enforce', tolerance: '25' })).code).toBe(0);
});

test('without a base nothing is compared, and nothing blocks', async () => {
  const alone = await measure({ mode: 'enforce' });
  expect(alone.log).toContain(
    'not compared with the base: the base was not measured: there is none',
  );
  expect(alone.code).toBe(0);
  expect(measured().benchmarks).toMatchObject([{ verdict: 'not enough data', pairs: 0 }]);
});

test('a base whose benchmarks fail is named, and nothing blocks', async () => {
  const benchmarks = `if [ "$(basename "$PWD")" = base ]; then echo broken; exit 3; fi; ${script}`;
  const { code, log } = await measure({ base: 'base', mode: 'enforce', benchmarks });
  expect(log).toContain('the base was not measured: exit code 3');
  expect(code).toBe(0);
});

test.each([
  ['exit 4', 'the benchmarks did not run: exit code 4'],
  ['true', 'no results were written to the file that $BENCHMARK_JSON names'],
  ['echo "{}" > "$BENCHMARK_JSON"', 'there is no benchmark'],
  ['echo "{\\"a\\": -1}" > "$BENCHMARK_JSON"', 'the results: a: '],
  ['echo "[" > "$BENCHMARK_JSON"', 'the results'],
])('%s fails: %s', async (benchmarks, text) => {
  const { code, log } = await measure({ base: 'base', benchmarks });
  expect(log).toContain(text);
  expect(code).toBe(1);
});
