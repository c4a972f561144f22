import { detectRepository } from './detect-project';
import { treeOf } from './example-trees';
import { proposedSettings } from './proposed-settings';

const base = {
  'pyproject.toml':
    '[project]\nname = "shop"\n[build-system]\nrequires = ["setuptools"]\n[dependency-groups]\ntest = ["pytest"]\n[tool.coverage.report]\nfail_under = 90\n',
  'shop/__init__.py': '',
  'tests/test_shop.py': 'import pytest\n',
};
const workflow = (...scripts: readonly string[]): Record<string, string> => ({
  '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n${scripts.map((script) => `      - run: ${script}\n`).join('')}`,
});

async function proposalOf(files: Readonly<Record<string, string>>) {
  const [project] = (await detectRepository(treeOf({ ...base, ...files }))).projects;
  if (project === undefined) throw new Error('no project was found');
  return proposedSettings(project);
}

describe("the project's own minimum of coverage", () => {
  it('is the floor where pytest-cov measures it', async () => {
    const { settings } = await proposalOf(workflow('pytest --cov=shop'));
    expect(settings.gates?.coverage).toBe(90);
  });

  it('is said and not required where `coverage run` does, of several runs together', async () => {
    const { settings, notes } = await proposalOf(
      workflow('coverage run -m pytest', 'coverage report'),
    );
    expect(settings.gates?.coverage).toBe(0);
    expect(notes.join('\n')).toContain('at least 90 %: set `gates.coverage`');
  });
});

describe('a project that pytest needs itself', () => {
  it('gets the plugins into its own environment, so that no release of it hides it', async () => {
    const text = base['pyproject.toml'].replace('"shop"', '"Packaging"');
    const { settings } = await proposalOf({ 'pyproject.toml': text });
    expect(settings.python).toMatchObject({
      dependencies: ['pytest-cov', 'pytest-rerunfailures'],
      tools: ['pytest', 'pytest-cov', 'pytest-rerunfailures'],
    });
    expect(settings.gates?.coverage).toBe(0);
  });
});

describe('a project whose tests start linters that lie beside the interpreter', () => {
  it('gets the plugins into its own environment', async () => {
    const text = base['pyproject.toml'].replace('"pytest"', '"pytest", "pytest-examples"');
    const { settings } = await proposalOf({ 'pyproject.toml': text });
    expect(settings.python).toMatchObject({
      dependencies: ['pytest-cov', 'pytest-rerunfailures'],
      tools: ['pytest', 'pytest-cov', 'pytest-rerunfailures'],
    });
  });
});

describe('tests of `setup.py test`, which setuptools no longer has', () => {
  it('are run by what is configured', async () => {
    const { settings } = await proposalOf({
      Makefile: 'test:\n\tpython setup.py test\n',
      'pytest.ini': '[pytest]\naddopts = --ignore=tests/test_other.py\n',
      'tests/test_shop.py': 'import unittest\n',
    });
    expect(settings.checks?.testRunner).toBeUndefined();
  });
});

describe('what a linter and a type checker are run with', () => {
  const hooks = (text: string): Record<string, string> => ({
    '.pre-commit-config.yaml': `repos:\n- repo: https://github.com/pycqa/flake8\n  rev: 7.1.0\n  hooks:\n  - ${text}\n`,
  });
  const flake8 = { '.flake8': '[flake8]\nselect = B\n' };

  it.each<[string, Record<string, string>, readonly string[] | undefined]>([
    [
      'plugins in its environment of tox, with the linter itself',
      {
        'tox.ini':
          '[tox]\nenvlist = py, lint\n[testenv]\ndeps = pytest\ncommands = pytest\n[testenv:lint]\nskip_install = true\ndeps =\n  flake8>=7\n  flake8-bugbear\n  pep8-naming==0.14.1\n  check-manifest\ncommands = flake8\n',
      },
      ['flake8>=7', 'flake8-bugbear', 'pep8-naming==0.14.1'],
    ],
    [
      'plugins in the job that runs it',
      workflow('pip install flake8-bugbear', 'flake8 shop', 'pytest'),
      ['flake8-bugbear', 'flake8'],
    ],
    [
      'plugins in the requirements that are installed for it',
      {
        'requirements/test.txt': 'pytest\n',
        'requirements/lint.txt': 'flake8==7.0.0\nflake8-bugbear\nblack\n',
        'tox.ini':
          '[tox]\nenvlist = py, lint\n[testenv]\ndeps = -rrequirements/test.txt\ncommands = pytest\n[testenv:lint]\ndeps = -rrequirements/lint.txt\ncommands = flake8\n',
      },
      ['flake8==7.0.0', 'flake8-bugbear'],
    ],
    [
      'plugins of a hook, with the release of the hook',
      { ...flake8, ...hooks('{id: flake8, additional_dependencies: [flake8-bugbear==24.1, "."]}') },
      ['flake8==7.1.0', 'flake8-bugbear==24.1'],
    ],
    [
      'no plugin, and no linter beside it',
      workflow('pip install flake8', 'flake8 shop'),
      undefined,
    ],
    [
      'plugins of a linter that is not the one that runs',
      {
        ...hooks('{id: flake8, stages: [manual], additional_dependencies: [flake8-bugbear]}'),
        ...workflow('ruff check'),
      },
      undefined,
    ],
    [
      'stubs of a hook that are not installed anyhow',
      hooks('{id: mypy, additional_dependencies: [types-requests, pytest]}'),
      ['types-requests'],
    ],
  ])('is found: %s', async (_name, files, expected) => {
    const { settings } = await proposalOf(files);
    expect(settings.python?.dependencies).toEqual(expected);
    const own = (expected ?? []).some((one) => one.startsWith('flake8'));
    expect(settings.python?.tools?.includes('flake8') ?? false).toBe(own);
  });
});

describe('what an environment of tox installs', () => {
  const deps = 'deps =\n  pytest\n  py34: typing\n  py310,py311: tomli\n  py312: tomli-w';
  it.each<[string, string, readonly string[]]>([
    ['for its own Python', 'py27, py311', ['tomli']],
    ['for any Python that the pipeline has, where its name says none', 'py', ['tomli', 'tomli-w']],
    ['for the Python of a name with more factors', 'py312-django', ['tomli-w']],
  ])('is what it has %s', async (_name, list, expected) => {
    const { settings } = await proposalOf({
      'tox.ini': `[tox]\nenvlist = ${list}\n[testenv]\n${deps}\ncommands = pytest\n`,
    });
    expect(settings.python?.dependencies).toEqual(expected);
  });
});

describe('a linter', () => {
  const tox = {
    'tox.ini': '[tox]\nenvlist = flake8\n[testenv:flake8]\ndeps = flake8\ncommands = flake8 shop\n',
  };
  const step = (text: string) => ({
    '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: pytest\n      - ${text}\n`,
  });

  it.each<[string, Record<string, string>, string | undefined]>([
    ['blocks where a workflow runs it', { ...tox, ...workflow('pytest', 'flake8') }, undefined],
    [
      'blocks where a hook runs it',
      {
        ...workflow('pytest'),
        '.pre-commit-config.yaml':
          'repos:\n- repo: https://github.com/pycqa/flake8\n  rev: 7.0.0\n  hooks:\n  - id: flake8\n',
      },
      undefined,
    ],
    [
      'blocks where a hook runs it by make',
      {
        ...workflow('pytest'),
        Makefile: 'lint:\n\tuv run flake8\n',
        '.pre-commit-config.yaml':
          'repos:\n- repo: local\n  hooks:\n  - id: lint\n    entry: make lint\n    language: system\n',
      },
      undefined,
    ],
    ['blocks where nothing is known of what runs', tox, undefined],
    ['warns where workflows run something else', { ...tox, ...workflow('pytest') }, 'warn'],
    [
      'warns where tox runs another environment, by a variable',
      { ...tox, ...step('{run: python -m tox, env: {TOXENV: py}}') },
      'warn',
    ],
    ['blocks where tox runs its environment', { ...tox, ...workflow('python -m tox') }, undefined],
    ['warns where its step may fail', step('{run: flake8, continue-on-error: true}'), 'warn'],
    ['warns where its command may fail', step('run: flake8 || true'), 'warn'],
  ])('%s', async (_name, files, expected) => {
    const { settings, notes } = await proposalOf(files);
    expect(settings.checks?.linter).toBe('flake8');
    expect(settings.gates?.lint).toBe(expected);
    expect(notes.some((note) => note.startsWith('No workflow or hook fails by flake8'))).toBe(
      expected === 'warn',
    );
  });
});

describe("what a workflow's matrix installs", () => {
  const matrix = (values: string, script: string): Record<string, string> => ({
    '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    strategy:\n      matrix:\n        django: [${values}]\n    steps:\n      - run: ${script}\n      - run: pytest\n`,
  });

  it('is the last that is released', async () => {
    const { settings } = await proposalOf(
      matrix(
        '"Django>=4.2", "Django>=5.2", "git+https://example.com/django.git"',
        'pip install -e . "${{ matrix.django }}"',
      ),
    );
    expect(settings.python?.dependencies).toEqual(['Django>=5.2']);
  });
});

describe('names of groups', () => {
  it('are no packages: nox installs the group, not what an index has by that name', async () => {
    const { settings } = await proposalOf({
      'noxfile.py':
        'import nox\nPYPROJECT = nox.project.load_toml("pyproject.toml")\nONLY = ("--only-binary", "x")\n\n@nox.session\ndef tests(session):\n    session.install(\n        *ONLY, *nox.project.dependency_groups(PYPROJECT, "test")\n    )\n    session.install("-e.")\n    session.run("pytest")\n',
    });
    expect(settings.python).toMatchObject({ groups: ['test'] });
    expect(settings.python).not.toHaveProperty('dependencies');
  });
});

describe('services', () => {
  const service = (ports: string, url: string): Record<string, string> => ({
    '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    services:\n      db:\n        image: postgres:17\n        ports: [${ports}]\n    steps:\n      - run: pytest\n        env:\n          DATABASE_URL: ${url}\n`,
  });

  it.each<[string, string, string, readonly unknown[], string]>([
    [
      'the same port',
      '"5432:5432"',
      'postgres://localhost:5432/x',
      [5432],
      'postgres://localhost:5432/x',
    ],
    [
      'another port on localhost',
      '"5433:5432/tcp"',
      'postgres://localhost:5433/x',
      ['5433:5432'],
      'postgres://localhost:5433/x',
    ],
    [
      'a port that GitHub chooses',
      '5432',
      'postgres://localhost:${{ job.services.db.ports[5432] }}/x',
      [5432],
      'postgres://localhost:5432/x',
    ],
  ])('%s', async (_name, ports, url, expected, variable) => {
    const { settings, notes } = await proposalOf(service(ports, url));
    expect(settings.surroundings?.services?.['db']?.ports).toEqual(expected);
    expect(settings.surroundings?.env).toEqual({ DATABASE_URL: variable });
    expect(notes.join('\n')).toContain('pin postgres:17 by its digest');
  });

  it('one without a port is named, and left out', async () => {
    const { settings, notes } = await proposalOf(service('', 'x'));
    expect(settings.surroundings).not.toHaveProperty('services');
    expect(notes.join('\n')).toContain(
      'The service db is used by a workflow of the project, but has no port',
    );
  });
});

describe('private indexes', () => {
  const index = (url: string): Readonly<Record<string, string>> => ({
    'uv.lock': 'version = 1\n',
    'pyproject.toml': `${base['pyproject.toml']}[[tool.uv.index]]\nname = "my corp"\nurl = "${url}"\n`,
  });

  it('are registries of Dependabot, with secrets that are called like the variables', async () => {
    const { settings, notes } = await proposalOf(index('https://pypi.corp.example/simple'));
    expect(settings.dependabot).toEqual({
      registries: {
        'my-corp': {
          url: 'https://pypi.corp.example/simple',
          usernameSecret: 'UV_INDEX_MY_CORP_USERNAME',
          passwordSecret: 'UV_INDEX_MY_CORP_PASSWORD',
          replacesBase: false,
        },
      },
    });
    expect(notes.join('\n')).toContain('Dependabot reads my-corp with secrets of its own');
  });

  it('are none where the address is public or not encrypted', async () => {
    for (const url of ['https://download.pytorch.org/whl/cpu', 'http://pypi.corp.example/simple'])
      expect((await proposalOf(index(url))).settings.dependabot).toBeUndefined();
  });
});
