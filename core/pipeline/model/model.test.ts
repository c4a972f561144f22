import { pins } from '../actions/pins';
import { checkWorkflow } from './check-workflow';
import { expression, literal } from './expression';
import { job, jobOutput, type AnyJob } from './job';
import { run, stepOutput, uses } from './step';
import { type Workflow } from './workflow';

const base = { permissions: {}, runsOn: 'ubuntu-24.04', timeoutMinutes: 5 } as const;
const version = run({ id: 'version', outputs: ['full'], name: 'Version', run: 'true\n' });
const silent = run({ name: 'Silent', run: 'true\n' });
const build = job({
  ...base,
  id: 'build',
  name: 'Build',
  outputs: { version: stepOutput(version, 'full') },
  steps: [version],
});

function workflow(...jobs: [AnyJob, ...AnyJob[]]): Workflow {
  return {
    path: '.github/workflows/x.yml',
    name: 'X',
    on: { push: {} },
    permissions: {},
    concurrency: { group: 'x', cancelInProgress: false },
    jobs,
  };
}

describe('references', () => {
  it('are rendered from the values they name', () => {
    expect(stepOutput(version, 'full')).toBe('${{ steps.version.outputs.full }}');
    expect(jobOutput(build, 'version')).toBe('${{ needs.build.outputs.version }}');
    const cache = uses(pins.cacheRestore, { id: 'cache', name: 'Cache' });
    expect(stepOutput(cache, 'cache-hit')).toBe('${{ steps.cache.outputs.cache-hit }}');
  });

  it('to what does not exist do not compile', () => {
    // @ts-expect-error the step declares no output of this name
    stepOutput(version, 'short');
    // @ts-expect-error a step without an id has no outputs
    stepOutput(silent, 'full');
    // @ts-expect-error the job has no output of this name
    jobOutput(build, 'digest');
    const plain = job({ ...base, id: 'plain', name: 'Plain', steps: [silent] });
    // @ts-expect-error the job declares no outputs at all
    jobOutput(plain, 'version');
    // @ts-expect-error the action has no such output
    stepOutput(uses(pins.cacheRestore, { id: 'cache', name: 'Cache' }), 'cache-hti');
    // @ts-expect-error without an id the action's outputs cannot be named
    stepOutput(uses(pins.cacheRestore, { name: 'Cache' }), 'cache-hit');
    // @ts-expect-error the action has no such input
    uses(pins.checkout, { name: 'Check out', with: { 'fetch-dept': 0 } });
  });

  it('need what a job cannot be without', () => {
    const { timeoutMinutes, permissions, ...rest } = {
      ...base,
      id: 'a',
      name: 'A',
      steps: [silent] as const,
    };
    // @ts-expect-error timeoutMinutes is required
    job({ ...rest, steps: [silent], permissions });
    // @ts-expect-error permissions are required
    job({ ...rest, steps: [silent], timeoutMinutes });
    // @ts-expect-error there is no way to grant everything
    job({ ...rest, steps: [silent], timeoutMinutes, permissions: 'write-all' });
    // @ts-expect-error a grant gives its reason
    job({ ...rest, steps: [silent], timeoutMinutes, permissions: { contents: 'read' } });
    // @ts-expect-error needs holds jobs, not ids
    job({ ...base, id: 'b', name: 'B', needs: ['build'], steps: [silent] });
    // @ts-expect-error a condition is an expression
    run({ name: 'Silent', run: 'true\n', if: 'github.ref' });
    expect(rest.id).toBe('a');
  });
});

describe('checkWorkflow', () => {
  it('finds nothing in a sound workflow', () => {
    const publish = job({
      ...base,
      id: 'publish',
      name: 'Publish',
      needs: [build],
      steps: [
        run({
          name: 'Show',
          env: { VERSION: jobOutput(build, 'version') },
          run: 'echo "$VERSION"\n',
        }),
      ],
    });
    expect(checkWorkflow(workflow(build, publish))).toEqual([]);
  });

  const step = (body: string) => run({ name: 'Show', env: { X: expression(body) }, run: 'true\n' });
  it.each([
    ['a job that is not needed', step('needs.build.outputs.version'), [], 'unknown-job-output'],
    [
      'an output the needed job lacks',
      step('needs.build.outputs.digest'),
      [build],
      'unknown-job-output',
    ],
    ['a step that does not exist', step('steps.nothing.outputs.full'), [], 'unknown-step-output'],
    [
      'an expression inside a script',
      run({ name: 'Bad', run: 'echo ${{ github.head_ref }}\n' }),
      [],
      'expression-in-script',
    ],
  ])('names the job that reads or holds %s', (_what, bad, needs, code) => {
    const reader = job({ ...base, id: 'reader', name: 'Reader', needs, steps: [bad] });
    const problems = checkWorkflow(workflow(build, reader));
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0]?.message).toContain('job "reader"');
  });

  it('refuses a step output read before its step', () => {
    const early = job({
      ...base,
      id: 'early',
      name: 'Early',
      steps: [step('steps.version.outputs.full'), version],
    });
    expect(checkWorkflow(workflow(early))).toMatchObject([
      { code: 'unknown-step-output', path: 'jobs.early.steps[0]' },
    ]);
  });

  it('refuses a needed job that is not part of the workflow', () => {
    const orphan = job({ ...base, id: 'orphan', name: 'Orphan', needs: [build], steps: [silent] });
    expect(checkWorkflow(workflow(orphan))).toMatchObject([{ code: 'unknown-needed-job' }]);
  });

  it('refuses two jobs of one id or name, and a timeout of nothing', () => {
    const twin = job({ ...base, id: 'build', name: 'Build', timeoutMinutes: 0, steps: [silent] });
    const codes = checkWorkflow(workflow(build, twin)).map((problem) => problem.code);
    expect(codes).toEqual(['duplicate-job-id', 'duplicate-job-name', 'timeout']);
  });

  it('refuses an action that is not pinned to a commit', () => {
    const loose = { ...pins.checkout, sha: 'v7' };
    const bad = job({
      ...base,
      id: 'bad',
      name: 'Bad',
      steps: [uses(loose, { name: 'Check out' })],
    });
    expect(checkWorkflow(workflow(bad))).toMatchObject([{ code: 'unpinned-action', found: 'v7' }]);
  });
});

it('quotes a literal for an expression', () => {
  expect(literal("it's")).toBe("'it''s'");
});
