import { type PipelineSettings } from '../../config/pipeline-settings';
import { exampleSettings } from '../example-settings';
import { type AnyJob } from '../model/job';
import { preflightMk, preflightPath } from '../render/preflight-mk';
import { renderPipeline } from '../render-pipeline';
import { ciWorkflow } from './ci';
import { projectSteps } from './project-steps';

const inDirectory: PipelineSettings = {
  ...exampleSettings,
  python: { ...exampleSettings.python, directory: 'services/api', versions: ['3.11', '3.12'] },
  build: { ...exampleSettings.build, sbom: true, dockerfile: 'docker/Dockerfile' },
  jobs: {
    docs: {
      title: 'Docs',
      steps: [{ name: 'Docs', run: ['make docs'], env: {} }],
      timeoutMinutes: 5,
      services: false,
    },
  },
};

const jobs = ciWorkflow(inDirectory).jobs;
const inputs = (job: AnyJob, name: RegExp): readonly unknown[] =>
  job.steps.flatMap((step) =>
    step.kind === 'uses' && name.test(step.name) ? [step.with ?? {}] : [],
  );
const of = (id: string): AnyJob => {
  const job = jobs.find((each) => each.id === id);
  if (job === undefined) throw new Error(`there is no job ${id}`);
  return job;
};

describe('a project in a directory', () => {
  /** Steps about the runner and its caches, not about the project. */
  const elsewhere = /^(?:Tidy|Install system packages|Require every job)/;

  test.each(['lint', 'test', 'security', 'mcp-dry-run', 'image-scan', 'build', 'docs'])(
    'every script of %s runs there',
    (id) => {
      const scripts = of(id).steps.flatMap((step) =>
        step.kind === 'run' && !elsewhere.test(step.name) ? [step] : [],
      );
      expect(scripts.length).toBeGreaterThan(0);
      expect(scripts.filter((step) => step.workingDirectory !== 'services/api')).toEqual([]);
    },
  );

  test('reports and packages are handed over from there', () => {
    for (const id of ['lint', 'test', 'security', 'build', 'image-scan'])
      expect(inputs(of(id), /^Upload reports/)).toEqual([
        expect.objectContaining({ path: 'services/api/ci-reports/' }),
      ]);
    expect(inputs(of('build'), /^Upload packages/)).toEqual([
      expect.objectContaining({ path: 'services/api/dist/' }),
    ]);
    expect(inputs(of('image-scan'), /^Trivy/)).toEqual([
      expect.objectContaining({ output: 'services/api/ci-reports/trivy.json' }),
    ]);
  });

  test('the gate knows where the paths of the reports begin', () => {
    expect(inputs(of('readiness'), /^Score/)).toEqual([
      expect.objectContaining({
        'project-directory': 'services/api',
        sources: '["services/api/src"]',
        reports: 'ci-reports',
      }),
    ]);
  });

  test('caches and Dependabot look at its files', () => {
    const { files, problems } = renderPipeline(inDirectory);
    expect(problems).toEqual([]);
    const content = (name: string): string =>
      files.find(({ path }) => path.endsWith(name))?.content ?? '';
    expect(content('ci.yml')).toContain(
      "hashFiles('services/api/pyproject.toml', 'services/api/uv.lock')",
    );
    expect(content('dependabot.yml')).toMatch(
      /package-ecosystem: uv\n\s+directory: \/services\/api\n/,
    );
    expect(content('dependabot.yml')).toContain('directory: /services/api/docker\n');
  });

  test('what is delivered to the root is reached from there', () => {
    const [step] = projectSteps(inDirectory).mcp?.steps ?? [];
    expect(step?.run).toContain('python ../../.github/gatehouse/mcp_dry_run.py');
  });

  test('the preflight goes there for each step, and scores at the root', () => {
    const text = preflightMk(inDirectory, projectSteps(inDirectory));
    expect(text).toContain('(cd services/api && UV_PYTHON=3.11 ');
    expect(text).toContain(
      'node .github/gatehouse/action/index.js gate --reports services/api/ci-reports',
    );
    const commands = text.split('\n').filter((line) => line.includes('bash --noprofile'));
    expect(commands.filter((line) => !line.includes('(cd services/api && '))).toHaveLength(1);
  });
});

describe('what the default branch lets pass', () => {
  const excusing: PipelineSettings = {
    ...inDirectory,
    gates: { ...inDirectory.gates, lint: 'new' },
    projects: { worker: { python: { directory: 'worker' }, gates: { tests: 'new' } } },
  };
  const { jobs: all } = ciWorkflow(excusing);
  const scripts = (id: string): string =>
    all
      .filter((job) => job.id === id)
      .flatMap((job) => job.steps.flatMap((step) => (step.kind === 'run' ? [step.run] : [])))
      .join('');

  test('is read to where the steps of the project look for it', () => {
    const outputs = all.flatMap((job) =>
      inputs(job, /^Read waivers/).map((given) => [job.id, (given as { output: string }).output]),
    );
    expect(Object.fromEntries(outputs)).toMatchObject({
      lint: 'services/api/ci-reports/.exceptions',
      'lint-worker': 'worker/ci-reports/.exceptions',
      'test-worker': 'worker/ci-reports/.exceptions',
    });
  });

  test('is judged there, with the directory that paths begin with', () => {
    expect(scripts('lint')).toMatch(
      /node \.\.\/\.\.\/\.github\/gatehouse\/action\/index\.js judge --tool ruff --mode new .*--project-directory services\/api/,
    );
    expect(scripts('test-worker')).toMatch(
      /node \.\.\/\.github\/gatehouse\/action\/index\.js judge --tool tests --mode new .*--project-directory worker/,
    );
  });

  test('is recorded for each project in turn', () => {
    const text = preflightMk(excusing, projectSteps(excusing));
    expect(text).toMatch(/^ci-baseline-gates:\n.* ci-preflight-lint .*ci-preflight-test-worker/m);
    expect(text).toContain('define ci-baseline-2');
    expect(text).toMatch(
      /record-baseline .*--tools '\["ruff","tests"\]' .*--project-directory worker/,
    );
  });

  test('passes GitHub’s parser and shows which project is scored', () => {
    const { files, problems } = renderPipeline(excusing);
    expect(problems).toEqual([]);
    for (const name of ['ci.yml', 'ci-comment.yml', 'update-readiness.yml'])
      expect(files.find(({ path }) => path.endsWith(name))?.content).toContain(
        `other-projects: '["worker"]'`,
      );
  });
});

test('one at the root goes nowhere', () => {
  const { files } = renderPipeline(exampleSettings);
  const text = files.map(({ content }) => content).join('');
  expect(files.map(({ path }) => path)).toContain(preflightPath);
  expect(text).not.toMatch(/working-directory|\(cd |project-directory/);
});
