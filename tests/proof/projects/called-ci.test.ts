import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { ciPath, unknownCommit } from '../../../core/kernel/delivered-names';
import { renderPipeline } from '../../../core/pipeline';
import { executeWorkflow, type ExecutedRun } from '../../../sandbox/actions/execute-workflow';
import { sampleRepository } from '../../../sandbox/world';
import { faults } from '../../support/planted-faults';
import { applyChange, commitAll, fillUvCache, git } from '../../support/sample-checkout';
import { scratchDirectory } from '../../support/scratch';
import {
  openSampleWorld,
  sampleFullName,
  sampleSettings,
  type SampleWorld,
} from '../../support/sample-world';

/*
 * ci.yml that calls the pipeline in a central repository, executed by act with the commit of the call: the sample project as
 * it is, and with a failing test.
 */

const scratch = scratchDirectory('called');
const settings = {
  ...sampleSettings({ attempts: 2, delaySeconds: 0 }),
  reuse: { repository: 'ci', branch: 'main', protect: true },
};
let sample: SampleWorld;

beforeAll(async () => {
  const permissions = { contents: 'read' } as const;
  sample = await openSampleWorld(scratch, settings, permissions);
  const { called } = renderPipeline(settings);
  if (called === undefined) throw new Error('nothing is called');
  const { world, checkout } = sample;
  await world.github.world.createRepository(world.owner, 'ci');
  const commit = await world.push('ci', 'main', { [called.path]: called.content }, 'Workflows');
  // A later commit without it: a call is of a commit, not of a branch.
  await world.push('ci', 'main', { [called.path]: 'on: workflow_call\njobs: {}\n' }, 'Broken');
  const file = path.join(checkout, ciPath);
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(unknownCommit, commit));
  commitAll(checkout, 'Call the pipeline');
  git(checkout, 'push', '--quiet', 'local', 'HEAD:main');
  fillUvCache(checkout);
});

afterAll(async () => {
  expect(sample.world.github.violations).toEqual([]);
  await sample.world.close();
});

const execute = (event: string, more: object = {}): Promise<ExecutedRun> =>
  executeWorkflow(sample.world, {
    repository: sampleRepository,
    workflow: 'ci.yml',
    event,
    directory: path.join(scratch, 'runs'),
    ...more,
  });

const conclusions = ({ conclusions: all }: ExecutedRun) => Object.fromEntries(all);

test('a called pipeline succeeds, and is judged by the next one under the names of its jobs', async () => {
  const green = await execute('push', { payload: { ref: 'refs/heads/main' } });
  expect(green.failedSteps).toEqual([]);
  expect(conclusions(green)).toEqual({
    'Pipeline / Lint & Format': 'success',
    'Pipeline / Test Suite': 'success',
    'Pipeline / Security Scan': 'success',
    'Pipeline / Readiness Gate': 'success',
    'Pipeline / MCP Dry Run': 'success',
    'Pipeline / Build Packages': 'success',
    'Pipeline / PR Comment': 'skipped',
    'Pipeline / CI Success': 'success',
    'CI Success': 'success',
  });
  expect(green.conclusion).toBe('success');

  const { checkout } = sample;
  git(checkout, 'checkout', '--quiet', '-B', 'topic');
  applyChange(checkout, faults['failing test']());
  const head = commitAll(checkout, 'Break a test');
  git(checkout, 'push', '--quiet', 'local', 'HEAD:topic');
  const red = await execute('pull_request', {
    branch: 'topic',
    payload: {
      action: 'synchronize',
      number: 1,
      pull_request: {
        number: 1,
        head: { sha: head, ref: 'topic', repo: { full_name: sampleFullName } },
        base: { ref: 'main' },
      },
    },
  });
  expect(red.failedSteps).toEqual([
    'Pipeline / test: Pytest',
    'Pipeline / readiness: Score and enforce the threshold',
    'Pipeline / ci-success: Require every job',
    'ci-success: Require every job',
  ]);
  expect(conclusions(red)).toMatchObject({
    'Pipeline / Lint & Format': 'success',
    'Pipeline / Test Suite': 'failure',
    'Pipeline / Build Packages': 'skipped',
    'Pipeline / CI Success': 'failure',
    'CI Success': 'failure',
  });
  expect(red.conclusion).toBe('failure');
  const verdict = readFileSync(path.join(red.artifacts, 'readiness', 'readiness.json'), 'utf8');
  // Of the run before, which counts as green, and of this one.
  expect(JSON.parse(verdict)).toMatchObject({ passRate: { passed: 1, counted: 2 } });
}, 1_800_000);
