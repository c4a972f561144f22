import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { jobTitles } from '../../../core/pipeline/job-titles';
import { executeWorkflow, type ExecutedRun } from '../../../sandbox/actions/execute-workflow';
import {
  runProgramAlongside,
  toolPath,
  type ToolAnswer,
  uvCache,
} from '../../../sandbox/actions/tools';
import { openWorld, type World } from '../../../sandbox/world';
import { deliverShape, type DeliveredShape, recordingSudo } from '../../projects/delivered-shape';
import { interpreters } from '../../projects/interpreters';
import { startServers } from '../../projects/servers';
import { type PlantedFault } from '../../projects/shape';
import { shapes } from '../../projects/shapes';
import { applyChange, git } from '../../support/sample-checkout';
import { scratchDirectory } from '../../support/scratch';
import { times } from '../proof-size';

/*
 * A small project of each shape, from what is read out of it to its executed ci.yml: green as it is, and red in the right
 * step for each planted fault, on CI as in the preflight.
 */

/** Of each manager and each runner one; all of them with FULL=1. */
const everyday = [
  'uv-groups',
  'poetry-groups',
  'pip-setuptools',
  'django',
  'postgres',
  'version-from-git',
  'requirements-files',
  'pre-commit',
  'own-jobs',
  'two-services',
];
const chosen = shapes.filter(({ name }) => times(everyday.includes(name), true));

const scratch = scratchDirectory('shapes');
let world: World;

beforeAll(async () => {
  // PostgreSQL, which refuses to run as root, has to get to its directory.
  chmodSync(scratch, 0o711);
  world = await openWorld({ directory: path.join(scratch, 'world') });
});

afterAll(async () => {
  expect(world.github.violations).toEqual([]);
  await world.close();
});

/** Names of the gates in what make says, by the job's id. */
const titles: Readonly<Record<string, string>> = {
  lint: jobTitles.lint,
  test: jobTitles.test,
  docs: 'Documentation',
  'test-stock': `${jobTitles.test}: stock`,
};

describe.each(chosen)('$name', (shape) => {
  const directory = path.join(scratch, shape.name);
  let place: DeliveredShape;
  let sudo: ReturnType<typeof recordingSudo>;
  let stopServers = (): Promise<void> => Promise.resolve();

  beforeAll(async () => {
    mkdirSync(directory);
    sudo = recordingSudo(directory);
    stopServers = await startServers(shape.servers ?? [], path.join(directory, 'servers'));
    place = await deliverShape(world, shape, directory);
  });

  afterAll(() => stopServers());

  const make = (...args: readonly string[]): Promise<ToolAnswer> => {
    const home = path.join(directory, 'home');
    mkdirSync(home, { recursive: true });
    return runProgramAlongside('make', ['-f', '.github/gatehouse/preflight.mk', ...args], {
      cwd: place.checkout,
      env: {
        ...interpreters,
        HOME: home,
        UV_CACHE_DIR: uvCache,
        MAKEFLAGS: '',
        MAKELEVEL: '0',
        GITHUB_ACTIONS: '',
      },
    });
  };

  const execute = (branch: string): Promise<ExecutedRun> =>
    executeWorkflow(world, {
      repository: shape.name,
      workflow: 'ci.yml',
      event: 'push',
      branch,
      directory: path.join(directory, 'runs'),
      offline: false,
      env: { ...interpreters, PATH: `${sudo.path}:${toolPath()}` },
    });

  test('detection proposes settings that fit', () => {
    expect(place.detected).toMatchObject(shape.settings);
  });

  test('the preflight passes every gate, and the work tree stays clean', async () => {
    const { status, stdout, stderr } = await make('ci-preflight');
    const failures = stderr.split('\n').filter((line) => line.startsWith('ci-preflight: gate '));
    expect({ failures, output: status === 0 ? '' : stdout + stderr }).toEqual({
      failures: [],
      output: '',
    });
    expect(git(place.checkout, 'status', '--porcelain')).toBe('');
  });

  test('ci.yml succeeds and hands over its packages', async () => {
    const run = await execute('main');
    const failed = run.failedSteps.map((step) => step.split(':')[0] ?? '');
    const output = failed.map((job) => run.output.get(job)).join('\n');
    expect({ failed: run.failedSteps, output }).toEqual({ failed: [], output: '' });
    expect(run.conclusions.get(jobTitles.ciSuccess)).toBe('success');
    const packages = readdirSync(path.join(run.artifacts, 'packages'));
    for (const pattern of shape.packages) {
      expect(packages).toContainEqual(expect.stringMatching(pattern));
    }
    const { systemPackages } = place.settings.surroundings;
    expect(existsSync(sudo.log) ? readFileSync(sudo.log, 'utf8') : '').toContain(
      systemPackages.join(' '),
    );
  });

  test.each(shape.faults)('with $name the preflight fails in the right step', async (fault) => {
    plant(place.checkout, fault);
    const [job = '', step = 'Install dependencies'] = fault.fails.split(': ');
    const { status, stdout, stderr } = await make(
      `ci-preflight-${job === 'install' ? 'lint' : job}`,
    );
    expect(stderr.split('\n').filter((line) => line.startsWith('ci-preflight: gate '))).toEqual([
      `ci-preflight: gate ${titles[job] ?? 'Install'} failed in: ${step}`,
    ]);
    expect(stdout + stderr).toMatch(fault.says);
    expect(status).toBe(2);
  });

  // Of each step the first: a file that cannot be imported keeps pytest from all others.
  const together = shape.faults.filter(
    ({ fails }, index, all) =>
      fails !== 'install' && all.findIndex((other) => other.fails === fails) === index,
  );

  test('with all faults at once ci.yml fails in the same steps, and CI Success with them', async () => {
    const change = Object.assign({}, ...together.map((fault) => fault.change)) as Record<
      string,
      string
    >;
    await world.push(shape.name, 'faulty', change);
    const run = await execute('faulty');
    expect([...new Set(run.failedSteps)].sort()).toEqual(
      [...together.map(({ fails }) => fails), 'ci-success: Require every job'].sort(),
    );
    for (const { fails, says } of together)
      expect(run.output.get(fails.split(':')[0] ?? '')).toMatch(says);
    expect(run.conclusions.get(jobTitles.ciSuccess)).toBe('failure');
  });
});

function plant(checkout: string, { change }: PlantedFault): void {
  git(checkout, 'checkout', '--quiet', '--force', 'main');
  git(checkout, 'clean', '--quiet', '-d', '--force');
  applyChange(checkout, change);
}
