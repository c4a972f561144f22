import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { isUnreadable, readWorkflow } from '../../core/reading/read-workflow';
import { executeWorkflow, type ExecutedRun } from '../../sandbox/actions/execute-workflow';
import { openWorld, type World } from '../../sandbox/world';
import { deliverShape } from '../../tests/projects/delivered-shape';
import { interpreters } from '../../tests/projects/interpreters';
import { shapes } from '../../tests/projects/shapes';
import { median, type Result } from './measure';

/** Small projects of different managers and test runners. */
const measured = ['uv-groups', 'poetry-groups', 'pip-setuptools', 'django', 'requirements-files'];

/** What the architecture document aims at: 7 to 10 minutes of parallel jobs, and 40 % saved by caches. */
const aim = 0.6;

/**
 * The executed ci.yml of small projects: its longest chain of jobs against all of its jobs one after the other, and a run
 * with warm caches against one with empty ones. Jobs share this machine's cores, so that the first is an upper bound.
 */
export async function pipelineResults(): Promise<Result[]> {
  const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-bench-'));
  const world = await openWorld({ directory: path.join(directory, 'world') });
  try {
    const pairs = [];
    for (const name of measured) pairs.push(await coldAndWarm(world, name, directory));
    return [
      result(
        'critical path of ci.yml / its jobs one after the other, 5 small projects with warm caches',
        pairs.map(({ warm }) => [criticalPath(warm), sum(warm)]),
      ),
      result(
        'jobs of ci.yml with warm caches / with empty ones, 5 small projects',
        pairs.map(({ cold, warm }) => [sum(warm), sum(cold)]),
      ),
    ];
  } finally {
    await world.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function result(name: string, pairs: readonly (readonly [number, number])[]): Result {
  const text = (values: readonly number[]): string => `${(median(values) / 1000).toFixed(1)} s`;
  return {
    name,
    ours: text(pairs.map(([ours]) => ours)),
    peer: text(pairs.map(([, peer]) => peer)),
    ratio: median(pairs.map(([ours, peer]) => ours / peer)),
    aim,
  };
}

interface JobTime {
  readonly needs: readonly string[];
  readonly milliseconds: number;
}

type Times = ReadonlyMap<string, JobTime>;

async function coldAndWarm(
  world: World,
  name: string,
  directory: string,
): Promise<{ readonly cold: Times; readonly warm: Times }> {
  const shape = shapes.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`no shape ${name}`);
  const own = path.join(directory, name);
  mkdirSync(own);
  const { checkout } = await deliverShape(world, shape, own);
  const file = '.github/workflows/ci.yml';
  const workflow = readWorkflow(file, readFileSync(path.join(checkout, file), 'utf8'));
  if (isUnreadable(workflow)) throw new Error(`${name}: ci.yml cannot be read`);
  const needs = new Map(workflow.jobs.map((job) => [job.id, job.needs.map(({ value }) => value)]));
  const caches = path.join(own, 'cache');
  const run = async (which: 'cold' | 'warm'): Promise<Times> => {
    const executed = await executeWorkflow(world, {
      ...{ repository: name, workflow: 'ci.yml', event: 'push', offline: false },
      directory: path.join(own, 'runs'),
      env: {
        ...{ ...interpreters, UV_CACHE_DIR: caches, PIP_CACHE_DIR: caches },
        // ci.yml does not cache it.
        MYPY_CACHE_DIR: path.join(own, `mypy-${which}`),
      },
    });
    if (executed.conclusion !== 'success') {
      throw new Error(`${name}: ci.yml failed in ${executed.failedSteps.join(', ')}`);
    }
    return timesOf(executed, needs);
  };
  const cold = await run('cold');
  return { cold, warm: await run('warm') };
}

/** The time of each job; of a matrix that of its longest. */
function timesOf({ jobs }: ExecutedRun, needs: ReadonlyMap<string, readonly string[]>): Times {
  const times = new Map<string, JobTime>();
  for (const { id, startedAt, completedAt } of jobs) {
    const own = Date.parse(completedAt) - Date.parse(startedAt);
    const before = times.get(id)?.milliseconds ?? 0;
    times.set(id, { needs: needs.get(id) ?? [], milliseconds: Math.max(own, before) });
  }
  return times;
}

const sum = (times: Times): number =>
  [...times.values()].reduce((total, { milliseconds }) => total + milliseconds, 0);

/** The longest chain of jobs that wait for each other. */
function criticalPath(times: Times): number {
  const untilEndOf = (id: string): number => {
    const job = times.get(id);
    if (job === undefined) return 0;
    return job.milliseconds + Math.max(0, ...job.needs.map(untilEndOf));
  };
  return Math.max(...[...times.keys()].map(untilEndOf));
}
