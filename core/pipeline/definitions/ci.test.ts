import { exampleSettings } from '../example-settings';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { ciWorkflow } from './ci';

const settings: PipelineSettings = {
  ...exampleSettings,
  python: { ...exampleSettings.python, versions: ['3.11', '3.12'] },
};

function stepsOf(id: string, of: PipelineSettings = settings) {
  const job = ciWorkflow(of).jobs.find((each) => each.id === id);
  if (job === undefined) throw new Error(`there is no job ${id}`);
  return job.steps;
}

const conditionOf = (id: string, name: string, of: PipelineSettings = settings) =>
  stepsOf(id, of).find((step) => step.name === name)?.if;

const saved = (level: string, branch = 'main') =>
  `\${{ github.event_name == 'push' && github.ref == 'refs/heads/${branch}' && steps.cache-${level}.outputs.cache-hit != 'true' }}`;

describe('a cache is saved', () => {
  test.each([
    ['uv', 'test', 'Save uv cache'],
    ['uv', 'test', 'Tidy uv cache'],
    ['pip', 'security', 'Save pip cache'],
  ])('by a push to the default branch that missed it: %s in %s, %s', (level, id, name) => {
    expect(conditionOf(id, name)).toBe(saved(level));
    expect(conditionOf(id, name, { ...settings, defaultBranch: 'trunk' })).toBe(
      saved(level, 'trunk'),
    );
  });

  test('by one job a level, since a key is written once', () => {
    const savers = ciWorkflow(settings).jobs.flatMap((job) =>
      job.steps.flatMap((step) =>
        /^(Save|Tidy) /.test(step.name) ? [`${job.id}: ${step.name}`] : [],
      ),
    );
    expect(savers).toEqual([
      'test: Tidy uv cache',
      'test: Save uv cache',
      'security: Save pip cache',
    ]);
  });
});

describe('after a failed step', () => {
  const goOn = "${{ !cancelled() && steps.install.outcome == 'success' }}";
  test.each([
    ['lint', ['Ruff', 'Black', 'Mypy']],
    ['security', ['pip-audit', 'pip check', 'CVE scan', 'Outdated packages']],
    ['test', []],
    ['build', []],
  ])('the later checks of %s still run, once the project is installed: %j', (id, names) => {
    expect(stepsOf(id).flatMap((step) => (step.if === goOn ? [step.name] : []))).toEqual(names);
  });

  test.each([
    ['lint', 'Upload reports'],
    ['test', 'Report cache hits'],
    ['test', 'Upload reports'],
    ['security', 'Upload reports'],
  ])('%s still does: %s', (id, name) => {
    expect(conditionOf(id, name)).toBe('${{ !cancelled() }}');
  });
});

describe('the jobs that do not depend on the success of others', () => {
  test.each([
    ['pr-comment', "${{ !cancelled() && github.event_name == 'pull_request' }}"],
    ['readiness', '${{ !cancelled() }}'],
    ['ci-success', '${{ always() }}'],
  ])('%s', (id, condition) => {
    expect(ciWorkflow(settings).jobs.find((job) => job.id === id)?.if).toBe(condition);
  });
});
