import { detectRepository } from './detect-project';
import { projectOf, treeOf } from './example-trees';
import { proposedSettings } from './proposed-settings';

const base = {
  'setup.py': 'setup(name="shop")\n',
  'shop/__init__.py': '',
  'tests/test_shop.py': 'import pytest\n',
};
const workflow = (steps: string, job = ''): Record<string, string> => ({
  '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    runs-on: \${{ matrix.os || 'ubuntu-24.04' }}\n${job}    steps:\n${steps}`,
});
const run = (script: string): string => `      - run: ${script}\n`;
const matrix = (...lines: readonly string[]): string =>
  `    strategy:\n      matrix:\n${lines.map((line) => `        ${line}\n`).join('')}`;

async function settingsOf(files: Readonly<Record<string, string>>) {
  const [project] = (await detectRepository(treeOf(files))).projects;
  if (project === undefined) throw new Error('no project was found');
  return proposedSettings(project);
}

describe("requirements in tox's deps", () => {
  it.each([
    ['hypothesis >= 6.148.0', 'hypothesis>=6.148.0'],
    ['Django >= 5.2, < 6', 'Django>=5.2,<6'],
    ['pytest !=3.1.1, !=3.1.2  # broken', 'pytest!=3.1.1,!=3.1.2'],
    ['moto[s3] ; python_version > "3.8"', 'moto[s3]'],
  ])('%s is one requirement', async (line, expected) => {
    const files = { ...base, 'tox.ini': `[testenv]\ndeps =\n    ${line}\ncommands = pytest\n` };
    expect((await projectOf(files)).extraRequirements).toEqual([expected]);
  });

  it('options of pip stay options', async () => {
    const files = {
      ...base,
      'needs.txt': 'respx\n',
      'tox.ini': '[testenv]\ndeps = -r {toxinidir}/needs.txt\ncommands = pytest\n',
    };
    expect(await projectOf(files)).toMatchObject({
      requirements: [{ path: 'needs.txt' }],
      extraRequirements: [],
    });
  });
});

describe('Python versions of a matrix', () => {
  const tox =
    '[tox]\nenvlist = lint, py312\n[testenv]\ncommands = pytest\n[testenv:lint]\ncommands = flake8\n';
  it.each<[string, Record<string, string>]>([
    [
      'lists of version and environment',
      workflow(
        `      - uses: actions/setup-python@v5\n        with:\n          python-version: \${{ matrix.config[0] }}\n${run('tox -e ${{ matrix.config[1] }}')}`,
        matrix('config:', '- ["3.11", "lint"]', '- ["3.12", "py312"]', '- ["3.13", "py313"]'),
      ),
    ],
    [
      'tables',
      workflow(
        `      - uses: actions/setup-python@v5\n        with:\n          python-version: \${{ matrix.py.version }}\n${run('tox -e ${{ matrix.py.env }}')}`,
        matrix(
          'py:',
          '- {version: "3.11", env: lint}',
          '- {version: "3.12", env: py312}',
          '- {version: "3.13", env: py313}',
        ),
      ),
    ],
  ])('%s', async (_name, files) => {
    expect(await projectOf({ ...base, 'tox.ini': tox, ...files })).toMatchObject({
      python: { tested: ['3.11', '3.12', '3.13'] },
      tools: { lint: ['flake8'], tests: { tool: 'pytest', through: { tool: 'tox' } } },
    });
  });

  it.each([
    ['a list in JSON', `env: '["py311", "lint", "py312"]'`],
    ['a list by system', 'envs: |\n        - linux: py311\n        - macos: py312-cov'],
  ])('are those that a shared workflow is given: %s', async (_name, given) => {
    const files = {
      '.github/workflows/ci.yml': `on: push\njobs:\n  main:\n    uses: asottile/workflows/.github/workflows/tox.yml@v1\n    with:\n      ${given}\n`,
    };
    expect(await projectOf({ ...base, 'tox.ini': tox, ...files })).toMatchObject({
      python: { tested: ['3.11', '3.12'] },
      tools: { tests: { tool: 'pytest', through: { tool: 'tox' } } },
    });
  });

  it('are those of the environments of tox, where the workflow names nothing else', async () => {
    const files = workflow(
      run('uvx --with tox-uv tox -e "${{ matrix.env }}"'),
      matrix('env: [py311, py313-django, lint]'),
    );
    expect(await projectOf({ ...base, 'tox.ini': tox, ...files })).toMatchObject({
      python: { tested: ['3.11', '3.13'] },
    });
  });
});

describe('variables of the jobs with tests', () => {
  it('are left out where they steer that job alone', async () => {
    const files = workflow(
      `      - run: pytest\n        env:\n          SETUPTOOLS_SCM_PRETEND_VERSION: "1.0"\n          SETUPTOOLS_SCM_PRETEND_VERSION_FOR_SHOP: "1.0"\n          CPPFLAGS: --coverage\n          CFLAGS: -DDEBUG\n          os: \${{ matrix.os }}\n          LEVEL: high\n          LDFLAGS: -L/opt/lib\n`,
      matrix('os: [macos-15, ubuntu-24.04]'),
    );
    const text = files['.github/workflows/ci.yml'] ?? '';
    const { surroundings } = await projectOf({
      ...base,
      '.github/workflows/ci.yml': text.replace(/runs-on: .*/, 'runs-on: ${{ matrix.os }}'),
    });
    expect(surroundings.environment).toEqual([
      { name: 'LEVEL', value: 'high' },
      { name: 'LDFLAGS', value: '-L/opt/lib' },
    ]);
  });
});

it('containers that a job with tests starts itself are named', async () => {
  const { settings, notes } = await settingsOf({
    ...base,
    ...workflow(run('docker compose up -d db mailpit') + run('pytest')),
  });
  expect(settings).not.toHaveProperty('surroundings');
  expect(notes.join('\n')).toContain(
    '`docker compose up -d db mailpit` of job test of .github/workflows/ci.yml starts containers',
  );
});

describe('tests', () => {
  it.each<[string, string, readonly string[]]>([
    ['a module beside the directory', 'pytest test_app.py tests', ['test_app.py', 'tests']],
    ['a package without tests', 'pytest --doctest-modules shop tests', ['tests']],
    ['a part of the directory', 'pytest tests/test_shop.py', ['tests']],
  ])('where a command names %s', async (_name, command, expected) => {
    const files = { ...base, 'test_app.py': '', ...workflow(run(command)) };
    expect((await projectOf(files)).tests).toEqual(expected);
  });

  it.each<[string, string, string]>([
    ['what tox does, where a script hides it', 'coverage run -m pytest', 'pytest'],
    ['a script that tox runs too', 'python test_runner.py', 'command'],
  ])('are run by %s', async (_name, command, tool) => {
    const files = {
      ...base,
      'tox.ini': `[testenv]\ncommands = ${command}\n`,
      ...workflow(run('python test_runner.py')),
    };
    expect((await projectOf(files)).tools.tests.tool).toBe(tool);
  });
});

it('a workspace has what its members ask for, and the checks that run in their directories', async () => {
  const files = {
    'pyproject.toml':
      '[dependency-groups]\ndev = ["prek"]\n[tool.uv.workspace]\nmembers = ["backend"]\n',
    'uv.lock': '',
    'hooks/post_gen_project.py': '',
    'backend/pyproject.toml':
      '[project]\nname = "app"\n[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[dependency-groups]\ndev = ["pytest"]\ntyping = ["mypy"]\n',
    'backend/app/__init__.py': '',
    'backend/tests/test_app.py': 'import unittest\n',
    'backend/scripts/test.sh': 'pytest tests\n',
    ...workflow(`${run('bash scripts/test.sh')}        working-directory: backend\n`),
  };
  const { settings } = await settingsOf(files);
  expect(settings).toMatchObject({
    python: {
      allMembers: true,
      groups: ['typing'],
      sources: ['backend/app'],
      tests: ['backend/tests'],
      tools: ['mypy', 'pytest'],
    },
  });
  expect(settings.checks).not.toHaveProperty('testRunner');
});

it('a package that is compiled is looked at by its tests, and holds to no coverage', async () => {
  const { settings, notes } = await settingsOf({
    'pyproject.toml':
      '[project]\nname = "shop"\n[build-system]\nrequires = ["maturin"]\nbuild-backend = "maturin"\n[tool.coverage.report]\nfail_under = 100\n',
    'src/lib.rs': '',
    'tests/test_shop.py': 'import pytest\n',
  });
  expect(settings).toMatchObject({ python: { sources: ['tests'] }, gates: { coverage: 0 } });
  expect(notes.join('\n')).toContain('the checks run on them');
});

describe('hatch', () => {
  const hatch = (environments: string): Record<string, string> => ({
    ...base,
    'pyproject.toml': `[project]\nname = "shop"\n[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n${environments}`,
  });
  const environment = (name: string, rest: string): string =>
    `[tool.hatch.envs.${name}]\n${rest}\n`;
  const pytest = environment('test', 'scripts.unit = "pytest -x {args:tests}"');

  it.each([
    ['hatch run test:unit', pytest],
    ['hatch -e test run unit', pytest],
    ['hatch env run --env test -- unit', pytest],
    ['hatch run +py=3.11 test:unit', pytest],
    ['hatch run test.py3.11:unit', pytest],
    ['hatch run other:unit', pytest + environment('other', 'template = "test"')],
    ['hatch run test:pytest -x -m fast', pytest],
    ['hatch test --cover', ''],
  ])('%s is pytest', async (command, environments) => {
    const { settings } = await settingsOf({ ...hatch(environments), ...workflow(run(command)) });
    expect(settings.checks?.testRunner).toBeUndefined();
  });

  it.each([
    ['hatch run test:all', 'test:all', environment('test', 'scripts.all = "python checks.py"')],
    ['hatch run test', 'test', environment('default', 'scripts.test = "python checks.py"')],
    [
      'hatch run bdd:behave features',
      'bdd:behave features',
      environment('bdd', 'dependencies = ["behave"]'),
    ],
    [
      'hatch run +py=3.12 test:all',
      '+py=3.12 test:all',
      environment('test', 'scripts.all = "python checks.py"'),
    ],
  ])(
    '%s, by a program that nothing knows, is left to hatch',
    async (command, args, environments) => {
      const { settings } = await settingsOf({ ...hatch(environments), ...workflow(run(command)) });
      const [, , , program, ...rest] = settings.checks?.testCommand ?? [];
      expect(settings.checks?.testRunner).toBe('command');
      expect([program?.replace(/@.*/, ''), ...rest].join(' ')).toBe(`hatch run ${args}`);
      const [project] = (
        await detectRepository(treeOf({ ...hatch(environments), ...workflow(run(command)) }))
      ).projects;
      expect(project?.tools.tests.reason).toContain('job test of .github/workflows/ci.yml');
    },
  );

  it.each([
    ['hatch run lint:all', environment('lint', 'scripts.all = "python style.py"')],
    ['hatch run docs:build', environment('docs', 'scripts.build = "mkdocs build"')],
  ])('%s is no run of tests', async (command, environments) => {
    const { settings } = await settingsOf({ ...hatch(environments), ...workflow(run(command)) });
    expect(settings.checks?.testRunner).toBeUndefined();
  });
});

it('tests of what works with hatch, and that hatch starts, find its configuration', async () => {
  const files = {
    ...base,
    'pyproject.toml':
      '[project]\nname = "shop"\ndependencies = ["hatch>=1.7"]\n[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n',
  };
  const [byHatch, alone] = await Promise.all(
    ['hatch run pytest', 'pytest'].map(async (command) =>
      settingsOf({ ...files, ...workflow(run(command)) }),
    ),
  );
  expect(byHatch?.settings.surroundings?.setup).toEqual([
    expect.stringMatching(/^\[ -f .* \|\| uv tool run hatch config restore$/),
  ]);
  expect(alone?.settings.surroundings?.setup).toBeUndefined();
});

describe('variables that are set for the tests', () => {
  it.each<[string, Record<string, string>, Record<string, string> | undefined]>([
    [
      'tox',
      {
        'tox.ini':
          '[testenv]\nset_env =\n    SHOP = open\n    HOME = {env_tmp_dir}\n    PYTHONDEVMODE = 1\ncommands = pytest\n',
        ...workflow(run('tox')),
      },
      { SHOP: 'open' },
    ],
    [
      'tox, for something else',
      {
        'tox.ini': '[testenv:docs]\nsetenv =\n    SHOP = open\ncommands = mkdocs build\n',
        ...workflow(run('pytest')),
      },
      undefined,
    ],
    [
      'tox in TOML',
      {
        'tox.toml': '[env_run_base]\nset_env = { SHOP = "open" }\ncommands = [["pytest"]]\n',
        ...workflow(run('tox')),
      },
      { SHOP: 'open' },
    ],
    [
      'hatch',
      {
        'hatch.toml':
          '[envs.default.env-vars]\nSHOP = "open"\nPLACE = "{root}/data"\n[envs.test]\nscripts.unit = "pytest"\n',
        'pyproject.toml': '[project]\nname = "shop"\n',
        ...workflow(run('hatch run test:unit')),
      },
      { SHOP: 'open' },
    ],
  ])('%s', async (_name, files, expected) => {
    const { settings } = await settingsOf({ ...base, ...files });
    expect(settings.surroundings?.env).toEqual(expected);
  });
});

describe('tests on a display that xvfb-run makes', () => {
  const files = (dependency: string): Record<string, string> => ({
    ...base,
    'requirements.txt': `${dependency}\npytest\n`,
    ...workflow(run('xvfb-run -a pytest'), '    env:\n      QT_QPA_PLATFORM: xcb\n'),
  });
  it('draw without one where they use Qt', async () => {
    const { settings, notes } = await settingsOf(files('PySide6'));
    expect(settings.surroundings?.env).toEqual({ QT_QPA_PLATFORM: 'offscreen' });
    expect(notes.join()).not.toContain('makes a display');
  });
  it('need one where they use something else', async () => {
    const { notes } = await settingsOf(files('pystray'));
    expect(notes.join('\n')).toContain(
      '`xvfb-run -a pytest` of job test of .github/workflows/ci.yml makes a display for the tests',
    );
  });
});
