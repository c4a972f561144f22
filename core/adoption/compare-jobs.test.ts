import { jobsWork } from '../project';
import { treeOf } from '../project/example-trees';
import { compareJobs, type JobComparison } from './compare-jobs';
import { type Proposal } from '../project';

async function compared(
  job: string,
  settings: Proposal['settings'] = {},
  files: Readonly<Record<string, string>> = {},
): Promise<Omit<JobComparison, 'file' | 'id'> | undefined> {
  const workflow = `on: pull_request\njobs:\n  one:\n${job.replace(/^/gm, '    ')}\n`;
  const tree = treeOf({ '.github/workflows/a.yml': workflow, ...files });
  const [found] = compareJobs(await jobsWork(tree), settings);
  if (found === undefined) return undefined;
  const { file, id, ...rest } = found;
  expect([file, id]).toEqual(['.github/workflows/a.yml', 'one']);
  return rest;
}
const run = (...commands: readonly string[]): string =>
  ['runs-on: ubuntu-22.04', 'steps:', ...commands.map((one) => `  - run: ${one}`)].join('\n');

it.each<[string, string, Omit<JobComparison, 'file' | 'id'>]>([
  [
    'tests and lint, prepared as usual',
    `${run('sudo apt-get install -y libpq-dev', 'pip install -e .[dev]', 'ruff check .', 'black --check .', 'pytest -q')}\n  - uses: actions/cache@v4`,
    { verdict: 'replaced', by: ['Lint & Format', 'Test Suite'], others: [] },
  ],
  [
    'tests through uv',
    run('uv sync', 'uv run pytest'),
    { verdict: 'replaced', by: ['Test Suite'], others: [] },
  ],
  [
    'security and a build',
    run('bandit -r src', 'python -m build', 'coverage xml'),
    { verdict: 'replaced', by: ['Security Scan', 'Build Packages', 'Test Suite'], others: [] },
  ],
  [
    'a check of Django beside its tests',
    run('python manage.py test', 'python manage.py check --deploy'),
    { verdict: 'partly', by: ['Test Suite'], others: ['python manage.py check --deploy'] },
  ],
  [
    'JavaScript, documentation and an upload',
    `${run('npm run lint', 'mkdocs build')}\n  - uses: codecov/codecov-action@v5`,
    {
      verdict: 'kept',
      by: [],
      others: ['npm run lint', 'mkdocs build', 'uses: codecov/codecov-action@v5'],
    },
  ],
  ['another linter', run('pylint src'), { verdict: 'kept', by: [], others: ['pylint'] }],
  ['nothing', run('echo hello'), { verdict: 'kept', by: [], others: [] }],
  [
    'another runner',
    run('pytest').replace('ubuntu-22.04', 'windows-latest'),
    { verdict: 'partly', by: ['Test Suite'], others: ['runs on windows-latest'] },
  ],
])('compares a job of %s', async (_what, job, expected) => {
  expect(await compared(job)).toEqual(expected);
});

it('asks the settings what the pipeline does', async () => {
  const settings = {
    checks: { linter: 'pylint' as const, runners: ['windows-2025'] },
    gates: { tests: 'off' as const },
  };
  expect(await compared(run('pylint src'), settings)).toMatchObject({ verdict: 'replaced' });
  expect(await compared(run('pytest'), settings)).toMatchObject({ verdict: 'kept' });
  const onWindows = run('pylint src').replace('ubuntu-22.04', 'windows-latest');
  expect(await compared(onWindows, settings)).toMatchObject({ verdict: 'replaced' });
});

it('looks into what a job starts', async () => {
  const files = {
    'tox.ini':
      '[tox]\nenvlist = py, docs\n[testenv]\ncommands = pytest\n[testenv:docs]\ncommands = sphinx-build docs out\n',
  };
  expect(await compared(run('tox'), {}, files)).toMatchObject({
    verdict: 'partly',
    by: ['Test Suite'],
    others: ['sphinx-build docs out'],
  });
});

it('keeps a job that no change starts, whatever it does', async () => {
  const text = `on: { schedule: [{ cron: '0 0 * * *' }] }\njobs:\n  one:\n${run('pytest').replace(/^/gm, '    ')}\n`;
  const [found] = compareJobs(await jobsWork(treeOf({ '.github/workflows/a.yml': text })), {});
  expect(found).toMatchObject({ verdict: 'kept', by: [] });
});
