import { detectRepository } from './detect-project';
import { treeOf } from './example-trees';
import { proposedRepository } from './proposed-repository';

const pyproject = (name: string, rest = ''): string =>
  `[project]\nname = "${name}"\nrequires-python = ">=3.11"\n[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[dependency-groups]\ntest = ["pytest"]\n${rest}`;

async function proposalOf(files: Readonly<Record<string, string>>) {
  const [first, ...others] = (await detectRepository(treeOf(files))).projects;
  if (first === undefined) throw new Error('no project was found');
  return proposedRepository([first, ...others]);
}

const api = {
  'api/pyproject.toml': pyproject('api', '[tool.ruff.format]\nquote-style = "double"\n'),
  'api/src/api/__init__.py': '',
  'api/tests/test_api.py': 'import pytest\n',
  'api/.python-version': '3.12\n',
};

it('one project in a directory is that of the repository', async () => {
  const { settings } = await proposalOf({ ...api, 'README.md': '' });
  expect(settings.python).toMatchObject({ directory: 'api', versions: ['3.12'] });
  expect(settings).not.toHaveProperty('projects');
});

it('of several each says only what differs from the first', async () => {
  const { settings, notes } = await proposalOf({
    ...api,
    'jobs/requirements.txt': 'flask\n',
    'jobs/app.py': '',
    'old/jobs/pyproject.toml': pyproject(
      'jobs',
      '[tool.setuptools_scm]\n[tool.hatch.version]\nsource = "vcs"\n',
    ).replace('["hatchling"]', '["hatchling", "hatch-vcs"]'),
    'old/jobs/src/jobs.py': '',
    'old/jobs/tests/test_jobs.py': '',
    'old/jobs/.python-version': '3.12\n',
  });
  expect(settings).toMatchObject({
    python: { directory: 'api', manager: 'pip', groups: ['test'] },
    checks: { formatter: 'ruff' },
    // One checkout is for all.
    checkout: { history: true },
  });
  expect(settings.projects).toEqual({
    jobs: {
      python: {
        directory: 'jobs',
        versions: ['3.11'],
        requirements: ['requirements.txt'],
        groups: [],
        sources: ['app.py'],
        tools: 'gatehouse',
      },
      checks: { formatter: 'black' },
      gates: { lint: 'warn', format: 'warn', tests: 'off' },
    },
    'old-jobs': {
      python: { directory: 'old/jobs' },
      checks: { formatter: 'black' },
      gates: { lint: 'warn', format: 'warn' },
    },
  });
  expect(notes.filter((note) => note.startsWith('No readiness score'))).toHaveLength(1);
  expect(notes.join('\n')).toContain('jobs: No tests were found');
  expect(notes.join('\n')).toContain('those of api, the first of 3 projects');
});

it('beside a project at the root others are named only', async () => {
  const { settings, notes } = await proposalOf({
    'pyproject.toml': pyproject('shop'),
    'src/shop/__init__.py': '',
    ...api,
  });
  expect(settings).not.toHaveProperty('projects');
  expect(notes.join('\n')).toContain('add those in api as `projects`');
});
