import { openTestWorld, type TestWorld } from './test-world';
import { sampleRepository, seedSampleProject } from '../../sandbox/world';
import { inspectProject } from '../../sandbox/detect/inspect-project';

const tools =
  'ruff\nblack\nmypy\npytest\npytest-cov\npytest-xdist\npytest-rerunfailures\nbandit\npip-audit\n';
const group = `[dependency-groups]\ndev = [${tools
  .trim()
  .split('\n')
  .map((tool) => `"${tool}"`)
  .join(', ')}]\n`;

describe('what a project needs beyond the defaults', () => {
  let world: TestWorld;
  let count = 0;
  beforeAll(async () => {
    world = await openTestWorld();
  });
  afterAll(async () => {
    await world.dispose();
  });

  async function place(files: Readonly<Record<string, string>>): Promise<string> {
    count += 1;
    await world.make(`project-${String(count)}`, files);
    return world.repository(`project-${String(count)}`)?.gitDirectory ?? '';
  }
  const detect = async (files: Readonly<Record<string, string>>) =>
    (await inspectProject(await place(files), 'main')).settings;
  const notes = async (files: Readonly<Record<string, string>>) =>
    (await inspectProject(await place(files), 'main')).notes.join('\n');

  const uv = {
    'pyproject.toml': `[project]\nname = "shop"\nrequires-python = ">=3.10"\n${group}`,
    'uv.lock': 'version = 1\n',
    'src/shop/__init__.py': '',
    'tests/test_shop.py': '',
  };

  /** No minimum is set in these projects, and none is required before it was measured. */
  const unmeasured = { gates: { coverage: 0, readiness: 0 } };

  it('needs nothing for a uv project with a src directory', async () => {
    expect(await detect(uv)).toEqual(unmeasured);
    const floor = { ...uv, '.coveragerc': '[report]\nfail_under = 80\n' };
    expect(await inspectProject(await place(floor), 'main')).toEqual({
      settings: { gates: { readiness: 0 } },
      notes: [expect.stringContaining('No readiness score was measured')],
    });
  });

  it('layers only what the project lacks', async () => {
    const few = uv['pyproject.toml'].replace(', "bandit"', '').replace(', "pytest-xdist"', '');
    expect(await detect({ ...uv, 'pyproject.toml': few })).toEqual({
      ...unmeasured,
      checks: { parallelTests: false },
      python: {
        tools: [
          'ruff',
          'black',
          'mypy',
          'pytest',
          'pytest-cov',
          'pytest-rerunfailures',
          'pip-audit',
        ],
      },
    });
  });

  it('needs only the MCP command for the sample project', async () => {
    await seedSampleProject(world);
    const directory = world.repository(sampleRepository)?.gitDirectory ?? '';
    expect(await inspectProject(directory, 'main')).toEqual({
      settings: { ...unmeasured, mcp: { command: ['python', '-m', 'orders.mcp_server'] } },
      notes: [
        expect.stringContaining('No readiness score was measured'),
        expect.stringContaining('No minimum coverage is set in the project'),
      ],
    });
  });

  it('finds the package of a flat layout and its test directory', async () => {
    const flat = {
      'requirements.txt': `flask==3.1.0\n${tools}`,
      'shop/__init__.py': '',
      'shop/app.py': '',
      'docs/conf.py': '',
      'test/test_app.py': '',
      Dockerfile: 'FROM scratch\n',
    };
    expect(await detect(flat)).toEqual({
      ...unmeasured,
      python: { manager: 'pip', sources: ['shop'], tests: ['test'] },
      build: { dockerfile: 'Dockerfile' },
    });
  });

  it('installs a setup.py-only project from setup.py, and reads its Python version', async () => {
    const setup = {
      'setup.py': 'setup(name="shop", python_requires=">=3.12", install_requires=["flask"])\n',
      'shop/__init__.py': '',
      'shop/tests/test_app.py': '',
    };
    expect(await detect(setup)).toEqual({
      python: {
        versions: ['3.12'],
        manager: 'pip',
        requirements: [],
        tools: 'gatehouse',
        sources: ['shop'],
        tests: ['shop/tests'],
      },
      checks: { parallelTests: false },
      gates: { ...unmeasured.gates, lint: 'warn', format: 'warn', types: 'off' },
    });
  });

  it('takes scripts at the root when there is no package, and says that tests are missing', async () => {
    const scripts = { 'requirements/base.txt': 'requests\n', 'fetch.py': '', 'setup.cfg': '' };
    expect(await detect(scripts)).toEqual({
      python: {
        manager: 'pip',
        requirements: ['requirements/base.txt'],
        tools: 'gatehouse',
        sources: ['fetch.py'],
      },
      checks: { parallelTests: false },
      gates: { ...unmeasured.gates, lint: 'warn', format: 'warn', types: 'off', tests: 'off' },
    });
    expect(await notes(scripts)).toContain('No tests were found');
  });

  it('installs a Poetry project from pyproject.toml and notes that nothing is locked', async () => {
    const poetry = {
      'pyproject.toml':
        '[tool.poetry]\nname = "shop"\n[tool.poetry.dependencies]\npython = "^3.13"\n',
      'shop/__init__.py': '',
      'tests/test_shop.py': '',
    };
    expect((await detect(poetry)).python).toMatchObject({
      versions: ['3.13'],
      manager: 'pip',
      requirements: [],
    });
    expect(await notes(poetry)).toContain('Nothing pins the versions');
  });

  it('follows .python-version, pytest.ini and another default branch', async () => {
    const directory = await place({
      ...uv,
      '.python-version': '3.12.4\n',
      'pytest.ini': '[pytest]\ntestpaths =\n    checks\n',
      'checks/test_a.py': '',
    });
    expect((await inspectProject(directory, 'main')).settings).toEqual({
      ...unmeasured,
      python: { versions: ['3.12'], tests: ['checks'] },
    });
    await world.push(`project-${String(count)}`, 'develop', { 'x.txt': 'x' });
    expect((await inspectProject(directory, 'develop')).settings).toMatchObject({
      defaultBranch: 'develop',
      branches: [],
    });
  });

  it.each<[string, string, readonly string[], object]>([
    ['main alone', 'main', [], {}],
    ['main and develop, which runs CI by default', 'main', ['develop'], {}],
    ['main and dev', 'main', ['dev'], { branches: ['dev'] }],
    ['main and development', 'main', ['development'], { branches: ['development'] }],
    ['main, develop and devel', 'main', ['develop', 'devel'], { branches: ['develop', 'devel'] }],
    ['main and a branch of one change', 'main', ['develop-new-api'], {}],
    [
      'develop, into which all is merged',
      'develop',
      [],
      { defaultBranch: 'develop', branches: [] },
    ],
    ['develop and dev', 'develop', ['dev'], { defaultBranch: 'develop', branches: ['dev'] }],
    ['dev alone', 'dev', [], { defaultBranch: 'dev' }],
    ['dev and develop', 'dev', ['develop'], { defaultBranch: 'dev' }],
  ])('runs CI on the long-lived branches: %s', async (_name, branch, others, expected) => {
    const directory = await place(uv);
    for (const name of [branch, ...others]) {
      if (name !== 'main') await world.push(`project-${String(count)}`, name, { 'x.txt': 'x' });
    }
    expect((await inspectProject(directory, branch)).settings).toEqual({
      ...unmeasured,
      ...expected,
    });
  });

  it('starts an MCP server by its script when its module cannot be run', async () => {
    const server = {
      ...uv,
      'pyproject.toml': `[project]\nname = "shop"\ndependencies = ["fastmcp>=2"]\n[project.scripts]\nshop-mcp = "shop.server:main"\n${group}`,
      'src/shop/server.py': 'from fastmcp import FastMCP\n',
    };
    expect(await detect(server)).toEqual({ ...unmeasured, mcp: { command: ['shop-mcp'] } });
  });

  it('notes an MCP library without a server', async () => {
    const client = {
      ...uv,
      'pyproject.toml': `[project]\nname = "shop"\ndependencies = ["mcp"]\n${group}`,
    };
    expect(await detect(client)).toEqual(unmeasured);
    expect(await notes(client)).toContain('set `mcp.command`');
  });

  it('finds a project in a directory, and others beside it', async () => {
    const below = (directory: string) =>
      Object.fromEntries(Object.entries(uv).map(([path, text]) => [`${directory}/${path}`, text]));
    expect(await detect(below('api'))).toEqual({ ...unmeasured, python: { directory: 'api' } });
    expect(await detect({ ...below('api'), ...below('web') })).toEqual({
      ...unmeasured,
      python: { directory: 'api' },
      projects: { web: { python: { directory: 'web' } } },
    });
  });

  it.each([
    ['no Python project', { 'package.json': '{}' }, /holds no Python project.*package\.json/],
    ['broken TOML', { 'pyproject.toml': 'name = [' }, /pyproject\.toml:1:\d+: is not valid TOML/],
    [
      'an old Python',
      { 'pyproject.toml': '[project]\nrequires-python = "<3.9"\n', 'a.py': '' },
      /project\.requires-python: no Python version .* meets it; found "<3\.9"; allowed: 3\.10/,
    ],
  ])('refuses %s', async (_what, files, message) => {
    await expect(detect(files)).rejects.toMatchObject({
      name: 'ProjectFileError',
      message: expect.stringMatching(message) as unknown,
    });
  });
});
