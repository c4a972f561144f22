import { packageManagers } from '../../config/choices';
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

const managedBy = (level: string): PipelineSettings => ({
  ...settings,
  python: {
    ...settings.python,
    manager: packageManagers.find((name) => name === level) ?? 'uv',
    installer: 'pip',
  },
});

describe('a cache is saved', () => {
  test.each([
    ['uv', 'test', 'Save uv cache'],
    ['uv', 'test', 'Tidy uv cache'],
    ['pip', 'security', 'Save pip cache'],
    ['poetry', 'security', 'Save poetry cache'],
    ['pdm', 'security', 'Save pdm cache'],
  ])('by a push to the default branch that missed it: %s in %s, %s', (level, id, name) => {
    const of = managedBy(level);
    expect(conditionOf(id, name, of)).toBe(saved(level));
    expect(conditionOf(id, name, { ...of, defaultBranch: 'trunk' })).toBe(saved(level, 'trunk'));
  });

  test.each(['uv', 'pip', 'poetry', 'pdm'])(
    'of %s by jobs that restored it, and no other',
    (level) => {
      for (const { id, steps } of ciWorkflow(managedBy(level)).jobs) {
        const names = steps.flatMap(({ name }) => /^Restore (.*) cache$/.exec(name)?.[1] ?? []);
        expect([id, names]).toEqual([
          id,
          names.length === 0 ? [] : level === 'uv' ? ['uv'] : ['uv', level],
        ]);
      }
    },
  );

  test('by one job a level, since a key is written once', () => {
    const savers = ciWorkflow(managedBy('pip')).jobs.flatMap((job) =>
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
