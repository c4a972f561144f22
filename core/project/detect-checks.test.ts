import * as fc from 'fast-check';
import { marker } from '../kernel/marker';
import { detectRepository } from './detect-project';
import { projectOf, treeOf } from './example-trees';

const base = {
  'setup.py': 'setup(name="shop")\n',
  'shop/__init__.py': '',
  'tests/test_shop.py': 'import pytest\n',
};
const hooks = (...ids: readonly string[]): string =>
  `repos:\n- repo: https://example.com/r\n  rev: v1.2.3\n  hooks:\n${ids.map((id) => `  - id: ${id}\n`).join('')}`;
const workflow = (steps: string, job = ''): Record<string, string> => ({
  '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n${job}    steps:\n${steps}`,
});
const run = (script: string): string => `      - run: ${script}\n`;

describe('the tools of a project', () => {
  it.each<[string, Record<string, string>, object]>([
    ['nothing said', {}, { lint: [], format: 'none', types: [], tests: { tool: 'pytest' } }],
    [
      'what runs, not what is left over in a configuration',
      {
        'setup.cfg': '[flake8]\n[mypy]\n',
        'pyproject.toml': '[tool.black]\n',
        '.pre-commit-config.yaml': hooks('ruff', 'ruff-format'),
        ...workflow(run('pyright')),
      },
      {
        lint: ['ruff'],
        format: 'ruff',
        types: ['pyright'],
        versions: { ruff: { from: 'pre-commit', version: '1.2.3' } },
      },
    ],
    [
      'several linters at once',
      { '.pre-commit-config.yaml': hooks('ruff-check'), ...workflow(run('pylint shop')) },
      { lint: ['ruff', 'pylint'] },
    ],
    [
      'configurations alone',
      { '.flake8': '', 'mypy.ini': '', 'pyproject.toml': '[tool.ruff.format]\n' },
      { lint: ['ruff', 'flake8'], format: 'ruff', types: ['mypy'], configs: { mypy: 'mypy.ini' } },
    ],
    [
      'ruff as a linter says nothing about the format',
      { 'ruff.toml': 'line-length = 90\n' },
      { lint: ['ruff'], format: 'none' },
    ],
    [
      'a target of a Makefile that a workflow starts',
      {
        Makefile:
          'lint: install\n\t@$(UV) run ty check\ninstall:\n\tpip install flake8\n\tflake8\n',
        ...workflow(run('make lint')),
      },
      { lint: ['flake8'], types: ['ty'] },
    ],
    [
      'a task of pyproject.toml and a script',
      {
        'pyproject.toml':
          '[tool.poe.tasks]\nall = ["a", "b"]\na = "mypy shop"\nb = {cmd = "black ."}\n',
        'scripts/check': 'set -e\nflake8 shop\n',
        ...workflow(run('uv run poe all') + run('./scripts/check')),
      },
      { lint: ['flake8'], format: 'black', types: ['mypy'] },
    ],
    [
      'a hook for one release of a tool that is frozen',
      {
        '.pre-commit-config.yaml': `repos:\n- repo: x\n  rev: ${'a'.repeat(40)}  # frozen: v25.1.0\n  hooks: [{id: black}]\n`,
      },
      { format: 'black', versions: { black: { from: 'pre-commit', version: '25.1.0' } } },
    ],
    [
      'the locked version before that of a hook',
      {
        'pyproject.toml': '[project]\nname = "shop"\n',
        'uv.lock': '[[package]]\nname = "ruff"\nversion = "0.9.0"\n',
        '.pre-commit-config.yaml': hooks('ruff'),
      },
      { versions: { ruff: { from: 'lock', version: '0.9.0' } } },
    ],
    [
      'a workflow that was delivered says nothing of the project',
      {
        '.github/workflows/ci.yml': `# ${marker[0]}\n${workflow(run('flake8'))['.github/workflows/ci.yml'] ?? ''}`,
      },
      { lint: [] },
    ],
    [
      "Django's runner",
      {
        'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n',
        ...workflow(run('python manage.py test --settings=site.test')),
      },
      { tests: { tool: 'django', manage: 'manage.py', settings: 'site.test' } },
    ],
    [
      "Django's runner, by manage.py alone",
      { 'manage.py': '', 'requirements.txt': 'Django\n' },
      { tests: { tool: 'django', manage: 'manage.py' } },
    ],
    [
      'unittest',
      { 'tests/test_shop.py': 'from unittest import TestCase\n' },
      { tests: { tool: 'unittest' } },
    ],
    [
      'a command',
      workflow(run('python runtests.py')),
      { tests: { tool: 'command', command: 'python runtests.py' } },
    ],
    [
      'tox of TOML',
      {
        'tox.toml':
          'env_list = ["3.12"]\n[env_run_base]\ndeps = ["pytest"]\ncommands = [["pytest", "tests"]]\n',
      },
      { tests: { tool: 'pytest', through: { tool: 'tox', names: ['3.12'] } } },
    ],
    [
      "pytest's and coverage's configuration",
      {
        'tox.ini':
          '[pytest]\ntestpaths = tests\naddopts = -n auto --cov=shop\n  --strict-markers\n[coverage:report]\nfail_under = 87.5\n[coverage:run]\nsource = shop\n',
        'requirements.txt': 'pytest-xdist\n',
      },
      {
        pytest: {
          config: 'tox.ini',
          testpaths: ['tests'],
          addopts: ['-n', 'auto', '--cov=shop', '--strict-markers'],
          parallel: 'auto',
          coverage: ['--cov=shop'],
          plugins: ['pytest-xdist'],
        },
        coverage: { config: 'tox.ini', source: ['shop'], failUnder: 87.5 },
      },
    ],
  ])('%s', async (_name, files, expected) => {
    expect((await projectOf({ ...base, ...files })).tools).toMatchObject(expected);
  });

  it('no tests', async () => {
    expect(await projectOf({ 'setup.py': '', 'shop.py': '' })).toMatchObject({
      tests: [],
      tools: { tests: { tool: 'none' } },
    });
  });
});

describe('where the code and the tests are', () => {
  const toml = (text: string) => ({
    'pyproject.toml': `[build-system]\n[project]\nname = "my-shop"\n${text}`,
  });
  it.each<[string, Record<string, string>, object]>([
    [
      'src',
      { 'setup.py': '', 'src/a/__init__.py': '', 'src/b.py': '' },
      { sources: [{ path: 'src', imports: ['a', 'b'] }] },
    ],
    [
      'src that is a package',
      { 'setup.py': '', 'src/__init__.py': '' },
      { sources: [{ path: 'src', imports: ['src'] }] },
    ],
    [
      'a package named like the project',
      { ...toml(''), 'my_shop/a.py': '', 'x/__init__.py': '' },
      { sources: [{ path: 'my_shop', imports: ['my_shop'] }] },
    ],
    [
      'a module named like the project',
      { ...toml(''), 'my_shop.py': '' },
      { sources: [{ path: 'my_shop.py', imports: ['my_shop'] }] },
    ],
    [
      'modules next to packages of an application',
      { 'requirements.txt': '', 'app/__init__.py': '', 'main.py': '', 'conftest.py': '' },
      {
        sources: [
          { path: 'app', imports: ['app'] },
          { path: 'main.py', imports: ['main'] },
        ],
      },
    ],
    [
      'py_modules of setup.cfg',
      {
        'setup.cfg': '[metadata]\nname = m\n[options]\npy_modules = m\npackage_dir =\n    = lib\n',
        'lib/m.py': '',
      },
      { sources: [{ path: 'lib', imports: ['m'] }] },
    ],
    [
      'find_packages of setup.py',
      {
        'setup.py': 'setup(packages=find_packages("python"), package_dir={"": "python"})',
        'python/x/__init__.py': '',
      },
      { sources: [{ path: 'python', imports: ['x'] }] },
    ],
    [
      "hatch's wheel",
      { ...toml('[tool.hatch.build.targets.wheel]\npackages = ["lib/x"]\n'), 'lib/x/a.py': '' },
      { sources: [{ path: 'lib', imports: ['x'] }] },
    ],
    [
      "Poetry's packages, without the tests",
      {
        'pyproject.toml':
          '[tool.poetry]\nname = "q"\npackages = [{include = "x", from = "backend"}, {include = "tests", format = "sdist"}]\n',
        'backend/x/a.py': '',
        'tests/test_a.py': '',
      },
      { sources: [{ path: 'backend/x', imports: ['x'] }], tests: ['tests'] },
    ],
    [
      "flit's module",
      { ...toml('[tool.flit.module]\nname = "x"\n'), 'x.py': '' },
      { sources: [{ path: 'x.py', imports: ['x'] }] },
    ],
    [
      "uv's module",
      { ...toml('[tool.uv.build-backend]\nmodule-name = "x"\nmodule-root = ""\n'), 'x/a.py': '' },
      { sources: [{ path: 'x', imports: ['x'] }] },
    ],
    [
      "setuptools' folder",
      { ...toml('[tool.setuptools.packages.find]\nwhere = ["source"]\n'), 'source/x/a.py': '' },
      { sources: [{ path: 'source', imports: ['x'] }] },
    ],
    [
      'tests inside the package',
      { 'shop/__init__.py': '', 'shop/tests/test_a.py': '', 'setup.py': '' },
      { tests: ['shop/tests'] },
    ],
    [
      'tests next to the code',
      { 'shop/__init__.py': '', 'shop/a_test.py': '', 'setup.py': '' },
      { tests: ['shop'] },
    ],
    [
      'a glob of testpaths',
      {
        'pytest.ini': '[pytest]\ntestpaths = lib/*/checks\n',
        'lib/a/checks/x.py': '',
        'lib/b/checks/y.py': '',
        'setup.py': '',
      },
      { tests: ['lib/a/checks', 'lib/b/checks'] },
    ],
  ])('%s', async (_name, files, expected) => {
    expect(await projectOf(files)).toMatchObject(expected);
  });
});

describe('what is around a project', () => {
  it('is read from the jobs that run its tests', async () => {
    const job = `    env:\n      LEVEL: high\n      CI: "1"\n    strategy:\n      matrix:\n        python-version: ["3.12", "3.14t", "3.15"]\n        pg: ["16", "17"]\n    services:\n      db:\n        image: postgres:\${{ matrix.pg }}\n        ports: ["5432:5432"]\n        env:\n          POSTGRES_PASSWORD: pw\n        options: >-\n          --health-cmd pg_isready\n          --health-retries 5\n`;
    const steps = `      - uses: actions/setup-python@v5\n        with:\n          python-version: \${{ matrix.python-version }}\n${run('sudo apt-get update && sudo apt-get install -y --no-install-recommends libxml2-dev ffmpeg')}      - run: pytest\n        env:\n          KEY: \${{ secrets.SHOP_KEY }}\n          TOKEN: \${{ secrets.GITHUB_TOKEN }}\n`;
    expect(
      await projectOf({
        ...base,
        Dockerfile: '',
        '.gitattributes': '*.bin filter=lfs diff=lfs\n',
        ...workflow(steps, job),
      }),
    ).toMatchObject({
      python: { versions: ['3.12', '3.14', '3.15'], freeThreaded: ['3.14t'], primary: '3.12' },
      surroundings: {
        services: [
          {
            name: 'db',
            image: 'postgres:17',
            ports: ['5432:5432'],
            environment: { POSTGRES_PASSWORD: 'pw' },
            options: '--health-cmd pg_isready --health-retries 5',
          },
        ],
        systemPackages: ['libxml2-dev', 'ffmpeg'],
        environment: [{ name: 'LEVEL', value: 'high' }],
        secrets: ['SHOP_KEY'],
        runners: ['ubuntu-24.04'],
        lfs: true,
        dockerfile: 'Dockerfile',
      },
    });
    const { projects } = await detectRepository(treeOf(base, ['vendor/x']));
    expect(projects[0]?.surroundings.submodules.map(({ value }) => value)).toEqual(['vendor/x']);
  });

  it.each<[string, string, string]>([
    ['.python-version', '3.13.2\n', '3.13'],
    ['.tool-versions', 'nodejs 20\npython 3.12.1\n', '3.12'],
    ['runtime.txt', 'python-3.10.4\n', '3.10'],
    ['setup.cfg', '[options]\npython_requires = >=3.13\n', '3.13'],
    [
      'pyproject.toml',
      '[project]\nclassifiers = ["Programming Language :: Python :: 3.10"]\n',
      '3.10',
    ],
  ])('the primary Python of %s', async (file, text, version) => {
    expect((await projectOf({ ...base, [file]: text })).python.primary).toBe(version);
  });

  it.each<[string, Record<string, string>, string | undefined]>([
    [
      'setuptools_scm',
      {
        'pyproject.toml':
          '[build-system]\nrequires = ["setuptools-scm>=8"]\n[project]\nname = "x"\ndynamic = ["version"]\n',
      },
      'setuptools_scm',
    ],
    [
      'setuptools_scm that only finds files',
      {
        'pyproject.toml':
          '[build-system]\nrequires = ["setuptools_scm"]\n[project]\nname = "x"\nversion = "1"\n',
      },
      undefined,
    ],
    ['use_scm_version', { 'setup.py': 'setup(use_scm_version=True)' }, 'setuptools_scm'],
    [
      'hatch-vcs',
      {
        'pyproject.toml':
          '[build-system]\nrequires = ["hatchling", "hatch-vcs"]\n[tool.hatch.version]\nsource = "vcs"\n',
      },
      'hatch-vcs',
    ],
    [
      'uv-dynamic-versioning',
      {
        'pyproject.toml':
          '[build-system]\nrequires = ["uv-dynamic-versioning"]\n[tool.hatch.version]\nsource = "uv-dynamic-versioning"\n',
      },
      'uv-dynamic-versioning',
    ],
    [
      'versioningit',
      { 'pyproject.toml': '[build-system]\nrequires = ["versioningit"]\n[tool.versioningit]\n' },
      'versioningit',
    ],
    [
      'poetry-dynamic-versioning',
      {
        'pyproject.toml':
          '[build-system]\nrequires = ["poetry-dynamic-versioning"]\n[tool.poetry-dynamic-versioning]\nenable = true\n',
      },
      'poetry-dynamic-versioning',
    ],
    ["PDM's scm", { 'pyproject.toml': '[tool.pdm.version]\nsource = "scm"\n' }, 'pdm'],
    ['pbr', { 'setup.py': 'setup(setup_requires=["pbr"], pbr=True)' }, 'pbr'],
    ['versioneer', { 'setup.cfg': '[versioneer]\nVCS = git\n' }, 'versioneer'],
    ['a plain version', {}, undefined],
  ])('a version from git: %s', async (_name, files, tool) => {
    expect((await projectOf({ ...base, ...files })).versionFromGit?.tool).toBe(tool);
  });

  it.each<[string, Record<string, string>, object]>([
    [
      "uv's",
      {
        'pyproject.toml':
          '[project]\nname = "x"\n[[tool.uv.index]]\nname = "my-corp"\nurl = "https://u:p@pypi.corp.example/simple"\n',
        'uv.lock': '',
      },
      {
        name: 'my-corp',
        url: 'https://pypi.corp.example/simple',
        credentials: ['UV_INDEX_MY_CORP_USERNAME', 'UV_INDEX_MY_CORP_PASSWORD'],
      },
    ],
    [
      "Poetry's",
      {
        'pyproject.toml':
          '[tool.poetry]\nname = "x"\n[[tool.poetry.source]]\nname = "corp"\nurl = "https://pypi.corp.example/simple"\n',
      },
      { credentials: ['POETRY_HTTP_BASIC_CORP_USERNAME', 'POETRY_HTTP_BASIC_CORP_PASSWORD'] },
    ],
    [
      "a requirements file's",
      {
        'requirements.txt':
          '--extra-index-url https://${USER}:${TOKEN}@pypi.corp.example/simple\nx\n',
      },
      { url: 'https://${USER}:${TOKEN}@pypi.corp.example/simple', credentials: ['USER', 'TOKEN'] },
    ],
    [
      'a public one',
      { 'requirements.txt': '--extra-index-url https://download.pytorch.org/whl/cpu\ntorch\n' },
      { credentials: [] },
    ],
  ])('an index: %s', async (_name, files, index) => {
    expect((await projectOf({ ...base, ...files })).indexes).toEqual([
      expect.objectContaining(index),
    ]);
  });

  it('dependencies from git', async () => {
    const files = {
      'pyproject.toml':
        '[project]\nname = "x"\ndependencies = ["a @ git+https://example.com/a@v1"]\n[tool.uv.sources]\nb = {git = "https://example.com/b"}\n',
      'uv.lock': '',
    };
    expect((await projectOf({ ...base, ...files })).gitDependencies).toEqual([
      { name: 'a', url: 'https://example.com/a@v1' },
      { name: 'b', url: 'https://example.com/b' },
    ]);
  });
});

describe('whatever the files hold', () => {
  const names = [
    'pyproject.toml',
    'setup.cfg',
    'setup.py',
    'tox.ini',
    'tox.toml',
    'noxfile.py',
    'uv.lock',
    'poetry.lock',
    'requirements.txt',
    'requirements-dev.in',
    '.pre-commit-config.yaml',
    '.github/workflows/ci.yml',
    'Makefile',
    '.python-version',
    'hatch.toml',
    'scripts/test.sh',
    'api/pyproject.toml',
    'pytest.ini',
    '.coveragerc',
    'pip.conf',
    '.gitattributes',
    'tests/test_a.py',
    'a.py',
  ];
  const words = [
    '[tool.uv.workspace]\n',
    'members = ["../*", "[", "**"]\n',
    '[project]\n',
    'dependencies = [1, "a", {}]\n',
    'name = 3\n',
    '[tool.poetry]\n',
    '[[tool.uv.index]]\n',
    '[dependency-groups]\na = [{include-group = "a"}]\n',
    'requires-python = "~=3"\n',
    '[testenv]\n',
    'deps = {[testenv]deps}\n',
    'envlist = py{1-99999,{}}\n',
    'jobs:\n',
    '  a: &a\n',
    '    steps: [{run: make all}, {uses: ./x}]\n',
    '    strategy: {matrix: {a: "${{ matrix.a }}"}}\n',
    '    runs-on: ${{ matrix.a }}\n',
    'on: push\n',
    'all: all\n\tmake all\n',
    'setup(packages=find_packages(',
    '-r requirements.txt\n',
    '-r ../../x\n',
    '@nox.session\ndef t(session):\n    session.run("nox", "-s", "t")\n',
    'addopts = "-n\n',
    '"',
    "'",
    '{',
    '[',
    '\\\n',
    '\u0000',
    '__proto__ = 1\n',
    '[constructor]\n',
    'x = x\n',
  ];
  const text = fc
    .array(fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 8 })), {
      maxLength: 12,
    })
    .map((parts) => parts.join(''));
  const trees = fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 10 });

  it('detection ends with facts and problems, each fact with a reason', async () => {
    await fc.assert(
      fc.asyncProperty(trees, async (files) => {
        const { projects, problems } = await detectRepository(treeOf({ ...files }));
        expect(projects.length + problems.length).toBeGreaterThan(0);
        for (const one of projects) {
          expect(one.manager.reason).not.toBe('');
          expect(one.python.primary.reason).not.toBe('');
          expect(one.tools.tests.reason).not.toBe('');
          expect(one.sources.value.every(({ imports }) => imports.length > 0)).toBe(true);
        }
        for (const problem of problems) expect(problem.message).not.toBe('');
      }),
      { numRuns: 300 },
    );
  });
});
