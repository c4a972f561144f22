import { writeHatchConfiguration } from '../hatch-run';
import { diagnose } from './diagnose';
import { type Failure, failureOf, failureText, type Tried } from './failure';

/** What the tools really print, shortened. */
const tried: Tried = {
  python: {
    sources: ['src/shop', 'prices.py'],
    tests: ['tests'],
    groups: ['test', 'lint'],
    extras: ['cli'],
    requirements: ['requirements.txt', 'requirements-dev.txt'],
    dependencies: ['types-requests'],
  },
  gates: { coverage: 80 },
  surroundings: { systemPackages: ['git-lfs', 'pandoc'], setup: ['make data'] },
};

const code = (what: string, command: string, count?: number): Failure => ({
  cause: 'code',
  what,
  command,
  ...(count === undefined ? {} : { count }),
});
const setting = (path: string, value?: unknown) => ({
  cause: 'setting',
  setting: path,
  ...(value === undefined ? {} : { value }),
});

describe('the code', () => {
  it.each<[string, string, string, Failure]>([
    [
      'ruff',
      'lint',
      'Found 3 errors.\n[*] 2 fixable with `--fix`.\n',
      code('3 violations', 'ruff check --fix .', 3),
    ],
    [
      'ruff format',
      'lint',
      '-x  =  1\n+x = 1\n\n1 file would be reformatted, 7 files already formatted\n',
      code('1 file is not formatted', 'ruff format .', 1),
    ],
    [
      'black',
      'lint',
      'would reformat b.py\n\nOh no! 💥 💔 💥\n12 files would be reformatted, 7 files would be left unchanged.\n',
      code('12 files are not formatted', 'black .', 12),
    ],
    [
      'flake8',
      'lint',
      "a.py:1:1: F401 'os' imported but unused\nb.py:1:2: E221 multiple spaces before operator\n",
      code('2 violations', 'flake8', 2),
    ],
    [
      'mypy',
      'lint',
      'c.py:1: error: Incompatible types in assignment  [assignment]\nFound 441 errors in 52 files (checked 60 source files)\n',
      code('441 type errors', 'mypy', 441),
    ],
    [
      'pyright',
      'lint',
      '/x/c.py:1:10 - error: Type "str" is not assignable\n1 error, 0 warnings, 0 informations\n',
      code('1 type error', 'pyright', 1),
    ],
    [
      'a stale lock file',
      'lint',
      'uv.lock does not match pyproject.toml or cannot be checked: run uv lock and commit the result\n',
      code('the lock file does not match pyproject.toml', 'uv lock'),
    ],
    [
      'tests',
      'test',
      'FAILED tests/test_a.py::test_one - assert 1 == 2\n============ 2 failed, 10 passed in 0.08s ============\n',
      code('2 tests fail, such as tests/test_a.py::test_one', 'pytest --last-failed', 2),
    ],
    [
      'tests that fail, with the coverage that follows from it',
      'test',
      'FAIL Required test coverage of 80% not reached. Total coverage: 50.00%\n===== 1 failed in 0.1s =====\n',
      code('1 test fails', 'pytest --last-failed', 1),
    ],
    [
      'unittest',
      'test',
      'Ran 3 tests in 0.000s\n\nFAILED (failures=1)\n',
      code('1 test fails', 'make ci-preflight-test', 1),
    ],
    [
      'a test whose process ends',
      'test',
      "worker 'gw3' crashed while running 'tests/test_crash.py::test_crash'\nFAIL Required test coverage of 80% not reached. Total coverage: 50.00%\n===== 1 failed, 2 rerun in 14.02s =====\n",
      code(
        'the process that ran tests/test_crash.py::test_crash crashed',
        "pytest -p no:xdist 'tests/test_crash.py::test_crash'",
      ),
    ],
    [
      'bandit',
      'security',
      'Run metrics:\n\tTotal issues (by severity):\n\t\tUndefined: 0\n\t\tLow: 4\n\t\tMedium: 2\n\t\tHigh: 1\n\tTotal issues (by confidence):\n\t\tHigh: 25\n',
      code('3 findings of Bandit', 'bandit -r .', 3),
    ],
    [
      'two packages at the root',
      'install',
      "error: Multiple top-level packages discovered in a flat-layout: ['shop', 'data'].\n",
      code(
        "setuptools finds several packages ['shop', 'data'] and builds none",
        'name them in pyproject.toml: [tool.setuptools] packages = [...]',
      ),
    ],
    [
      'a lock file of Poetry',
      'install',
      'pyproject.toml changed significantly since poetry.lock was last generated. Run `poetry lock` to fix the lock file.\n',
      code('poetry.lock does not match pyproject.toml', 'poetry lock'),
    ],
    [
      'a locked file that is gone',
      'install',
      'error: Failed to download and build `x==0.4.0`\n  cause: HTTP status client error (404 Not Found) for url (https://files.example.com/packages/81/94/x-0.4.0.tar.gz)\n',
      code(
        'https://files.example.com has no x-0.4.0.tar.gz, which is locked or asked for',
        'lock another release of it',
      ),
    ],
    [
      'the score',
      'readiness',
      'the release readiness score is below the threshold; found 61.5 %; allowed: 90 % or more; see above\n',
      code(
        'the score of this change is 61.5 %, and 90 % is the least',
        'see above what to fix first',
      ),
    ],
    [
      'what nothing here knows',
      'test',
      'Segmentation fault\n',
      code('Tests fails', 'make ci-preflight-test'),
    ],
  ])('%s', (_name, gate, output, expected) => {
    expect(diagnose({ gate, step: 'Tests', output }, tried)).toEqual(expected);
  });
});

describe('a setting', () => {
  it.each<[string, string, string, object]>([
    [
      'a dependency of tests',
      'test',
      "E   ModuleNotFoundError: No module named 'yaml'\nERROR tests/test_import.py\n1 error in 0.14s\n",
      setting('python.dependencies', ['types-requests', 'pyyaml']),
    ],
    [
      "hatch's configuration",
      'test',
      "E       FileNotFoundError: [Errno 2] No such file or directory: '/srv/ci/.config/hatch/config.toml'\n87 errors in 9s\n",
      setting('surroundings.setup', ['make data', writeHatchConfiguration]),
    ],
    [
      'a plugin for an older pytest',
      'test',
      "pluggy._manager.PluginValidationError: Plugin 'flake8' for hook 'pytest_collect_file'\nhookimpl definition: pytest_collect_file(file_path, path, parent)\nArgument(s) {'path'} are declared in the hookimpl but can not be found in the hookspec\n",
      setting('python.dependencies', ['types-requests', 'pytest<9']),
    ],
    [
      'a program that tests look for beside the interpreter',
      'test',
      'tests/test_docs.py:15 test_docs - FileNotFoundError: /srv/ci/.cache/uv/builds-v0/.tmpww/bin/ru…\nE       FileNotFoundError: /srv/ci/.cache/uv/builds-v0/.tmpww/bin/ruff\n61 failed in 9s\n',
      setting('python.dependencies', [
        'types-requests',
        'pytest',
        'pytest-cov',
        'pytest-rerunfailures',
      ]),
    ],
    [
      "the project's own module",
      'test',
      "E   ModuleNotFoundError: No module named 'prices'\n",
      setting('surroundings.env.PYTHONPATH', '.'),
    ],
    [
      'a fixture of a plugin',
      'test',
      "E       fixture 'mocker' not found\n",
      setting('python.dependencies', ['types-requests', 'pytest-mock']),
    ],
    [
      'a variable',
      'test',
      '>       assert os.environ["SHOP_URL"]\n\nE   KeyError: \'SHOP_URL\'\n1 failed in 0.08s\n',
      setting('surroundings.env.SHOP_URL'),
    ],
    [
      'a server',
      'test',
      '>   socket.create_connection(("localhost", 5432))\nE   ConnectionRefusedError: [Errno 111] Connection refused\n1 failed in 0.1s\n',
      setting('surroundings.services'),
    ],
    [
      'coverage, where all tests pass',
      'test',
      'FAIL Required test coverage of 80% not reached. Total coverage: 61.84%\n===== 10 passed in 0.1s =====\n',
      setting('gates.coverage', 61),
    ],
    [
      'a wrong place of tests',
      'test',
      'ERROR: file or directory not found: nowhere\n',
      setting('python.tests'),
    ],
    [
      'no tests',
      'test',
      'collected 0 items\n\n==== no tests ran in 0.03s ====\n',
      setting('gates.tests', 'off'),
    ],
    [
      'a pytest without its plugins',
      'test',
      'pytest: error: unrecognized arguments: --reruns 2\n',
      setting('python.tools', 'gatehouse'),
    ],
    [
      'a configuration of another release',
      'lint',
      'ruff failed\n  Cause: Required version `==0.9.1` does not match the running version `0.17.6`\n',
      setting('checks.versions.ruff', '0.9.1'),
    ],
    [
      'another Python',
      'install',
      'Because the current Python version (3.11.7) does not satisfy Python>=3.12 and your project depends on shop\n',
      setting('python.versions', ['3.12']),
    ],
    [
      'a file that is not there',
      'install',
      'error: File not found: `requirements-dev.txt`\n',
      setting('python.requirements', ['requirements.txt']),
    ],
    [
      'a group that is not there',
      'install',
      "error: Group `lint` is not defined in the project's `dependency-groups` table\n",
      setting('python.groups', ['test']),
    ],
    [
      'an extra that is not there',
      'install',
      "error: Extra `cli` is not defined in the project's `optional-dependencies` table\n",
      setting('python.extras', []),
    ],
    [
      'a library of the system',
      'install',
      'Error: pg_config executable not found.\n',
      setting('surroundings.systemPackages', ['git-lfs', 'pandoc', 'libpq-dev']),
    ],
    [
      'an index with a password',
      'install',
      'error: Failed to fetch: `https://packages.example.com/simple/shop/`\n  Caused by: HTTP status client error (401 Unauthorized) for url (https://packages.example.com/simple/shop/)\n',
      setting('python.credentials'),
    ],
  ])('%s', (_name, gate, output, expected) => {
    expect(diagnose({ gate, step: 'Step', output }, tried)).toMatchObject(expected);
  });
});

it('tests that ask a server which cannot be reached are neither', () => {
  const output =
    'E   aiohttp.client_exceptions.ClientConnectorDNSError: Cannot connect to host bugs.example.org:443 ssl:default [Name or service not known]\n==== 4 failed, 199 passed in 1.0s ====\n';
  expect(diagnose({ gate: 'test', step: 'Pytest', output }, tried)).toEqual({
    cause: 'machine',
    what: 'tests ask bugs.example.org on the network, which could not be reached (4 tests fail)',
  });
});

it('a dependency in git on a server which cannot be reached is neither', () => {
  const output =
    "error: Git operation failed\n  cause: failed to clone into: /srv/cache/git-v2/db/67f2\n         fatal: unable to access 'https://git.example.org/shop/needs/': Could not resolve host: git.example.org\n";
  expect(diagnose({ gate: 'install', step: 'Install', output }, tried)).toMatchObject({
    cause: 'machine',
  });
});

it('a compiler that is not installed is neither', () => {
  const output = 'error: rustup could not choose a version of cargo to run\n';
  expect(diagnose({ gate: 'install', step: 'Install', output }, tried)).toMatchObject({
    cause: 'machine',
  });
});

it('a package of the system that the settings have, and this machine has not, is neither', () => {
  const output = "E   FileNotFoundError: [Errno 2] No such file or directory: 'pandoc'\n";
  expect(diagnose({ gate: 'test', step: 'Pytest', output }, tried)).toEqual({
    cause: 'machine',
    what: 'the program pandoc is not there; install it here: sudo apt-get install pandoc',
  });
});

it('a Python that could not be downloaded is neither, and is named', () => {
  const output =
    'error: Request failed after 3 retries in 9.1s\n  cause: Failed to download `https://github.com/astral-sh/python-build-standalone/releases/download/20261009/cpython-3.10.22%2B20261009-x86_64-unknown-linux-gnu-install_only_stripped.tar.gz`\n  cause: dns error\n';
  expect(diagnose({ gate: 'install', step: 'Install', output }, tried)).toEqual({
    cause: 'machine',
    what: 'Python 3.10 is not installed here and could not be downloaded',
  });
});

it.each([
  'error: Failed to fetch: `https://pypi.org/simple/shop/`\n  Caused by: dns error\n',
  // What a build backend asks for.
  '         urllib.error.URLError: <urlopen error [Errno -2] Name or service not known>\n\nhint: Build failures usually indicate a problem with the package or the build environment\n',
])('a network that does not answer is neither', (output) => {
  expect(diagnose({ gate: 'install', step: 'Install', output }, tried)).toEqual({
    cause: 'machine',
    what: 'a server on the network did not answer',
  });
});

it('colours of a terminal are looked through', () => {
  const output = '\u001b[31mFound \u001b[1m3 errors.\u001b[0m\n'.replace(
    'Found \u001b[1m3',
    'Found 3',
  );
  expect(diagnose({ gate: 'lint', step: 'Ruff', output }, tried)).toMatchObject({ count: 3 });
});

it.each<[Failure, string]>([
  [code('3 violations', 'ruff check --fix .', 3), '3 violations; ruff check --fix .'],
  [
    { cause: 'setting', what: 'no tests', setting: 'gates.tests', value: 'off' },
    'no tests; set `projects.api.gates.tests` to "off"',
  ],
  [
    { cause: 'setting', what: 'a server is needed', setting: 'surroundings.services' },
    'a server is needed; set `projects.api.surroundings.services`',
  ],
  [{ cause: 'machine', what: 'no network' }, 'no network'],
])('a failure in one line, in a further project: %j', (failure, expected) => {
  expect(failureText(failureOf('projects.api.', failure))).toBe(expected);
});
