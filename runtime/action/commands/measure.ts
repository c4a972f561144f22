import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { arch, cpus } from 'node:os';
import { dirname, resolve } from 'node:path';
import { formatProblem } from '../../../core/kernel/problem';
import { judgeRun, regressions, roundsFor, type Round } from '../../../core/performance/judge-run';
import { fewestPairs } from '../../../core/performance/compare-pairs';
import { resultSchemas, type Measurement, type Results } from '../../../core/performance/results';
import { changeText, measurementSummary } from '../../../core/performance/words';
import { decodeReport, parseJson } from '../../../core/readiness/parse/parsed';
import { readBounded } from '../../adapters/report-files';
import type { Context, Ending } from '../context';
import type { MeasureInputs } from '../inputs';

/** Largest file of results that is read, in bytes. */
const maximumBytes = 32 * 1024 * 1024;

/** Runs without a base: the median of a few is steadier than one. */
const mostAlone = 5;

/** Characters of the output of a failed command that are shown. */
const shownOutput = 4_000;

/**
 * Runs the benchmarks of the working directory, in turns with those of the base where it is there and the time allows it, and
 * writes what they say. With `enforce` a benchmark that is slower by more than is tolerated fails the step; without enough
 * pairs nothing does.
 */
export async function measure(inputs: MeasureInputs, context: Context): Promise<Ending> {
  const rounds = await roundsOf(inputs, context);
  if (rounds === undefined) return 'failed';
  const tolerance = inputs.tolerance / 100;
  const kind = {
    runner: inputs.runner,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    arch: arch(),
    python: inputs.python,
  };
  const measurement = judgeRun(rounds, kind, tolerance);
  await mkdir(dirname(inputs.output), { recursive: true });
  await writeFile(inputs.output, `${JSON.stringify(measurement)}\n`);
  return report(measurement, tolerance, inputs, context);
}

async function report(
  measurement: Measurement,
  tolerance: number,
  { mode }: MeasureInputs,
  { commands }: Context,
): Promise<Ending> {
  for (const line of measurement.benchmarks.map(changeText)) commands.info(line);
  await commands.appendSummary(measurementSummary(measurement));
  const slower = regressions(measurement, tolerance);
  for (const one of slower) {
    if (mode === 'enforce') {
      commands.error({
        code: 'slower',
        message: changeText(one),
        allowed: `up to ${String(tolerance * 100)} % slower`,
        remedy: 'make it faster, or raise performance.tolerance for a slowdown that is wanted',
      });
    } else commands.warning(`${changeText(one)} (not blocking)`);
  }
  return slower.length > 0 && mode === 'enforce' ? 'failed' : 'done';
}

/** The rounds, oldest first; undefined where the benchmarks of the change do not run. */
async function roundsOf(
  inputs: MeasureInputs,
  context: Context,
): Promise<readonly Round[] | undefined> {
  const { commands } = context;
  const budget = 60 * inputs.minutes;
  const began = performance.now();
  const spent = (): number => (performance.now() - began) / 1000;
  const first = await results(inputs, '.');
  if (typeof first === 'string') {
    commands.error({ code: 'benchmarks', message: `the benchmarks did not run: ${first}` });
    return undefined;
  }
  const ofBase = inputs.base === '' ? 'there is none' : await results(inputs, inputs.base);
  const wanted = roundsFor(budget - spent(), spent());
  const why =
    typeof ofBase === 'string'
      ? `the base was not measured: ${ofBase}`
      : wanted < fewestPairs
        ? `${String(fewestPairs)} pairs do not fit into ${String(inputs.minutes)} minutes; raise performance.minutes, or measure less`
        : undefined;
  // The first round warms up: caches of the disk are filled and bytecode is compiled in it.
  if (why === undefined) return pairedRounds(inputs, wanted, commands);
  commands.notice(`not compared with the base: ${why}`);
  const rounds: Round[] = [{ head: first }];
  const each = spent() / (typeof ofBase === 'string' ? 1 : 2);
  while (rounds.length < mostAlone && spent() + each < budget) {
    const head = await results(inputs, '.');
    if (typeof head === 'string') break;
    rounds.push({ head });
  }
  return rounds;
}

/** Change and base in turns, each first in every other round, so that what drifts does so for both. */
async function pairedRounds(
  inputs: MeasureInputs,
  count: number,
  commands: Context['commands'],
): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (let index = 0; index < count; index += 1) {
    const order = index % 2 === 0 ? [inputs.base, '.'] : ['.', inputs.base];
    const found = new Map<string, Results | string>();
    for (const directory of order) found.set(directory, await results(inputs, directory));
    const [head, base] = [found.get('.'), found.get(inputs.base)];
    if (typeof head === 'object' && typeof base === 'object') rounds.push({ head, base });
    else commands.warning(`a round failed: ${[head, base].filter(isText).join('; ')}`);
  }
  return rounds;
}

const isText = (one: unknown): one is string => typeof one === 'string';

/** The results of one run of the benchmarks in a directory, or why there are none. */
async function results(
  { benchmarks, form }: MeasureInputs,
  directory: string,
): Promise<Results | string> {
  const file = resolve(directory, '.benchmark-results.json');
  await rm(file, { force: true });
  const { code, output } = await bash(benchmarks, directory, file);
  if (code !== 0) return `exit code ${String(code)}\n${output.slice(-shownOutput)}`;
  const bytes = await readBounded(file, maximumBytes);
  await rm(file, { force: true });
  if (bytes === undefined) return 'no results were written to the file that $BENCHMARK_JSON names';
  const text = decodeReport(bytes, 'the results');
  const parsed = text.ok ? parseJson(text.value, 'the results', resultSchemas[form]) : text;
  if (!parsed.ok) return parsed.problems.map(formatProblem).join('; ');
  return Object.keys(parsed.value).length === 0 ? 'there is no benchmark' : parsed.value;
}

/** Runs a script as a step does, and keeps what it prints to itself. */
function bash(
  script: string,
  cwd: string,
  file: string,
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((done, failed) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd,
      env: { ...process.env, BENCHMARK_JSON: file },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-2 * shownOutput);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', failed);
    child.on('close', (code) => {
      done({ code, output });
    });
  });
}
