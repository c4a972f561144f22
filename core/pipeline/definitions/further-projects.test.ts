import { type PipelineSettings } from '../../config/pipeline-settings';
import { exampleSettings } from '../example-settings';
import { type AnyJob } from '../model/job';
import { preflightMk } from '../render/preflight-mk';
import { renderPipeline } from '../render-pipeline';
import { ciWorkflow } from './ci';
import { projectSteps } from './project-steps';

const settings: PipelineSettings = {
  ...exampleSettings,
  python: { ...exampleSettings.python, directory: 'api', versions: ['3.12'] },
  build: { ...exampleSettings.build, attest: true },
  projects: {
    worker: {
      python: {
        directory: 'worker',
        versions: ['3.11', '3.13'],
        manager: 'pip',
        requirements: ['requirements.txt'],
      },
      gates: { coverage: 55, security: 'enforce' },
      surroundings: { env: { LEVEL: 'high' } },
    },
    'web-site': { python: { directory: 'web/site' }, checks: { linter: 'flake8' } },
  },
};

const { jobs } = ciWorkflow(settings);
const of = (id: string): AnyJob => {
  const job = jobs.find((each) => each.id === id);
  if (job === undefined) throw new Error(`there is no job ${id}`);
  return job;
};
const needs = (id: string): readonly string[] => (of(id).needs ?? []).map((each) => each.id);
const script = (id: string): string =>
  of(id)
    .steps.flatMap((step) => (step.kind === 'run' ? [step.run] : []))
    .join('');
const input = (id: string, name: string, key: string): unknown =>
  of(id).steps.flatMap((step) =>
    step.kind === 'uses' && step.name === name ? [step.with?.[key]] : [],
  )[0];

const kinds = ['lint', 'test', 'security', 'build'];
const further = ['worker', 'web-site'].flatMap((name) => kinds.map((kind) => `${kind}-${name}`));

test('each further project has jobs of its own, in its directory', () => {
  expect(jobs.map(({ id }) => id)).toEqual(expect.arrayContaining(further));
  for (const id of further) {
    const place = id.endsWith('worker') ? 'worker' : 'web/site';
    const scripts = of(id).steps.flatMap((step) =>
      step.kind === 'run' && !step.name.startsWith('Tidy') ? [step.workingDirectory] : [],
    );
    expect(new Set(scripts)).toEqual(new Set([place]));
  }
});

test('with what it says itself, and what the repository says else', () => {
  expect(of('test-worker').strategy?.matrix).toEqual({ python: ['3.11', '3.13'] });
  expect(of('test-web-site').strategy).toBeUndefined();
  expect(script('test-worker')).toContain('--cov-fail-under=55');
  expect(script('test-web-site')).toContain('--cov-fail-under=80');
  expect(script('lint-web-site')).toContain('flake8');
  expect(script('lint-worker')).toContain('ruff check');
  expect(of('lint-worker').env).toMatchObject({ UV_PYTHON: '3.11', LEVEL: 'high' });
  expect(of('lint-web-site').env).not.toHaveProperty('LEVEL');
});

test('the one required check waits for all of them', () => {
  expect(needs('ci-success')).toEqual(expect.arrayContaining(further));
  expect(renderPipeline(settings)).toMatchObject({ problems: [], requiredChecks: ['CI Success'] });
});

test('the pass rate counts them, and no report of theirs is taken for one of the first project', () => {
  const quality = further.filter((id) => !id.startsWith('build'));
  expect(needs('readiness')).toEqual(expect.arrayContaining(quality));
  const counted = JSON.parse(
    String(input('readiness', 'Score and enforce the threshold', 'quality-jobs')),
  ) as Record<string, string>;
  expect(Object.keys(counted)).toEqual(['lint', 'test', 'security', ...quality]);
  expect(counted['test-worker']).toBe('Test Suite: worker');
  const artifacts = [...quality, 'lint', 'test'].map((id) =>
    String(input(id, 'Upload reports', 'name')),
  );
  expect(new Set(artifacts).size).toBe(artifacts.length);
  expect(artifacts.filter((name) => name.startsWith('reports-'))).toEqual([
    'reports-lint',
    'reports-test',
  ]);
});

test('packages of all are attested, each from an artifact of its own', () => {
  expect(needs('attest')).toEqual(['build', 'build-worker', 'build-web-site']);
  expect(input('build-worker', 'Upload packages', 'name')).toBe('packages-worker');
  expect(input('attest', 'Fetch packages', 'pattern')).toBe('packages*');
  expect(input('attest', 'Attest build provenance', 'subject-path')).toBe('dist/*/*');
});

test('Dependabot looks at each', () => {
  const text = renderPipeline(settings).files.find(({ path }) => path.endsWith('dependabot.yml'));
  const places = [
    ...(text?.content ?? '').matchAll(/package-ecosystem: (\S+)\n\s+directory: (\S+)/g),
  ];
  expect(places.map(([, ecosystem, directory]) => `${ecosystem ?? ''} ${directory ?? ''}`)).toEqual(
    ['uv /api', 'pip /worker', 'uv /web/site', 'github-actions /'],
  );
});

test('the preflight installs and checks each, and goes on with the others when one does not install', () => {
  const text = preflightMk(settings, projectSteps(settings));
  for (const id of further) expect(text).toContain(`ci-preflight-${id}: ci-preflight-install-`);
  expect(text).toContain('ci-preflight-test-worker: ci-preflight-install-worker\n');
  expect(text).toContain('--keep-going');
  expect(text).toContain('(cd worker && UV_PYTHON=3.11 LEVEL=high ');
});
