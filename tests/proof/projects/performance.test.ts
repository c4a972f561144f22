import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { ciPath } from '../../../core/pipeline';
import { measurementSchema, type Measurement } from '../../../core/performance/results';
import { runWorkflow, type ActRun } from '../../../sandbox/actions/act';
import { toolPath } from '../../../sandbox/actions/tools';
import { openWorld, type World } from '../../../sandbox/world';
import { deliverShape, type DeliveredShape } from '../../projects/delivered-shape';
import { interpreters } from '../../projects/interpreters';
import { code, type Shape, shop } from '../../projects/shape';
import { isolateJobs } from '../../support/isolate-jobs';
import { applyChange, commitAll, git } from '../../support/sample-checkout';
import { scratchDirectory } from '../../support/scratch';
import { renderedFiles } from '../../support/target-repository';

/*
 * The job that measures benchmarks, executed by act on a project with pytest-benchmark: a change that is several times as slow
 * as its base, and one that is as fast, by the delivered steps, in real environments of both. Nothing here rests on a quiet
 * machine: the slow change does its work three times.
 */

const shape: Shape = {
  name: 'measured',
  files: {
    'pyproject.toml': `[project]
name = "shop"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = []

[dependency-groups]
dev = ["pytest>=8", "pytest-benchmark>=5"]

[tool.pytest.ini_options]
addopts = "--benchmark-skip"

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[tool.hatch.build.targets.wheel]
packages = ["src/shop"]
`,
    ...shop('src/'),
    'benchmarks/test_total.py': `from shop import total


def test_total(benchmark) -> None:
    assert benchmark(total, list(range(20_000))) == 199_990_000
`,
  },
  lock: 'uv',
  settings: {},
  added: {
    performance: { minutes: 6, tolerance: 50 },
    gates: { performance: 'enforce' },
  },
  packages: [],
  faults: [],
};

const scratch = scratchDirectory('performance');
let world: World;
let place: DeliveredShape;
let runs = 0;

beforeAll(async () => {
  world = await openWorld({ directory: path.join(scratch, 'world') });
  mkdirSync(path.join(scratch, shape.name));
  place = await deliverShape(world, shape, path.join(scratch, shape.name));
});

afterAll(() => world.close());

/** Runs the job on a pull request with one commit. */
async function execute(change: Readonly<Record<string, string>>): Promise<ActRun> {
  runs += 1;
  const { checkout, settings } = place;
  const origin = world.repository(shape.name)?.gitDirectory ?? '';
  git(checkout, 'checkout', '--quiet', '--force', '-B', `topic-${String(runs)}`, 'main');
  applyChange(checkout, change);
  const head = commitAll(checkout, `Change ${String(runs)}`);
  git(checkout, 'push', '--quiet', origin, 'HEAD');
  const workflow = path.join(scratch, `workflow-${String(runs)}.yml`);
  const text = renderedFiles(settings).get(ciPath) ?? '';
  writeFileSync(workflow, isolateJobs(text, ['performance', 'ci-success']));
  return runWorkflow({
    checkout,
    origin,
    workflow,
    event: 'pull_request',
    payload: {
      number: runs,
      pull_request: { number: runs, head: { sha: head }, base: { ref: 'main' } },
      repository: { default_branch: 'main', full_name: `${world.owner}/${shape.name}` },
    },
    directory: path.join(scratch, `run-${String(runs)}`),
    githubUrl: world.githubUrl,
    token: 'ghs_none',
    offline: false,
    env: { ...interpreters, PATH: toolPath() },
  });
}

const measured = ({ artifacts }: ActRun): Measurement =>
  measurementSchema.parse(
    JSON.parse(
      readFileSync(path.join(artifacts, 'reports-performance', 'performance.json'), 'utf8'),
    ),
  );

test('a change that is slower than its base fails the job, and with it CI Success', async () => {
  const slow = code.replace(
    'return sum(prices)',
    'return (sum(prices) + sum(prices) + sum(prices)) // 3',
  );
  const run = await execute({ 'src/shop/__init__.py': slow });
  const log = run.output.get('performance') ?? '';
  expect(log).toContain('benchmarks/test_total.py::test_total');
  expect(run.failedSteps).toContain('performance: Benchmarks');
  expect(run.results.get('ci-success')).toBe('failure');
  const { benchmarks, runner, python } = measured(run);
  expect({ runner, python }).toEqual({ runner: 'ubuntu-24.04', python: '3.11' });
  expect(benchmarks).toMatchObject([
    { name: 'benchmarks/test_total.py::test_total', verdict: 'slower' },
  ]);
  expect(benchmarks[0]?.change?.value).toBeGreaterThan(0.5);
});

test('a change that is as fast passes', async () => {
  const run = await execute({ 'README.md': '# Shop\n' });
  expect(run.failedSteps).toEqual([]);
  expect(run.results.get('ci-success')).toBe('success');
  const [benchmark] = measured(run).benchmarks;
  expect(benchmark?.pairs).toBeGreaterThanOrEqual(8);
  expect(benchmark?.verdict).not.toBe('slower');
});
