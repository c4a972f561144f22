import { code, failingTest, type Files, type Shape, shop, test, workflow } from '../shape';

const project = (name: string, more: string, system: string): string => `[project]
name = "shop"
${name}
requires-python = ">=3.11"
${more}
[build-system]
${system}
`;

const setuptools = 'requires = ["setuptools>=75"]\nbuild-backend = "setuptools.build_meta"';
const fixed = (more: string): string => project('version = "1.0.0"', more, setuptools);
const testExtra = (...names: readonly string[]): string =>
  `\n[project.optional-dependencies]\ntest = [${names.map((name) => `"${name}"`).join(', ')}]\n`;

/** The version is that of the next release after the tag; without history it would be 0. */
const versionTest = `from importlib.metadata import version

from shop import total


def test_total() -> None:
    assert total([1, 2]) == 3


def test_version() -> None:
    assert version("shop").startswith("7.6.")
`;

const scm: Files = {
  'pyproject.toml': `${project(
    'dynamic = ["version"]',
    testExtra('pytest>=8'),
    'requires = ["setuptools>=75", "setuptools-scm>=8"]\nbuild-backend = "setuptools.build_meta"',
  )}
[tool.setuptools_scm]
`,
  'src/shop/__init__.py': code,
  'tests/test_shop.py': versionTest,
};

const hatchVcs: Files = {
  '.gitignore': '__pycache__/\nsrc/shop/_version.py\n',
  'pyproject.toml': `${project(
    'dynamic = ["version"]',
    testExtra('pytest>=8', 'ruff'),
    'requires = ["hatchling", "hatch-vcs"]\nbuild-backend = "hatchling.build"',
  )}
[tool.hatch.version]
source = "vcs"

[tool.hatch.build.hooks.vcs]
version-file = "src/shop/_version.py"

[tool.ruff]
line-length = 100
`,
  'src/shop/__init__.py': code,
  'tests/test_shop.py': versionTest,
};

const withService = (service: string, env: string, install: string): Files => ({
  '.github/workflows/tests.yml': `on: push
jobs:
  tests:
    runs-on: ubuntu-latest
    services:
${service}
    steps:
      - uses: actions/checkout@v4
      - run: pip install -e .[test] ${install}
      - run: pytest
        env:
          ${env}
`,
});

const postgresPort = 54329;
const postgres: Files = {
  'pyproject.toml': fixed(testExtra('pytest>=8', 'psycopg[binary]>=3.2')),
  'src/shop/__init__.py': code,
  'tests/test_shop.py': `import os

import psycopg

from shop import total


def test_total() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        row = connection.execute("SELECT 3").fetchone()
    assert row == (total([1, 2]),)
`,
  ...withService(
    `      db:
        image: postgres:17
        env:
          POSTGRES_PASSWORD: test
        ports:
          - ${String(postgresPort)}:5432
        options: >-
          --health-cmd pg_isready
          --health-interval 10s`,
    `DATABASE_URL: postgresql://postgres:test@localhost:${String(postgresPort)}/postgres`,
    '',
  ),
};

const redisPort = 56379;
const redis: Files = {
  'pyproject.toml': fixed(testExtra('pytest>=8', 'redis>=5')),
  'src/shop/__init__.py': code,
  'tests/test_shop.py': `import os

import redis

from shop import total


def test_total() -> None:
    client = redis.Redis.from_url(os.environ["REDIS_URL"])
    client.set("total", total([1, 2]))
    assert client.get("total") == b"3"
`,
  ...withService(
    `      redis:
        image: redis:7
        ports: ["${String(redisPort)}:6379"]`,
    `REDIS_URL: redis://localhost:${String(redisPort)}/0`,
    '',
  ),
};

const submodule: Files = {
  'pyproject.toml': fixed(testExtra('pytest>=8')),
  'src/shop/__init__.py': code,
  'tests/test_shop.py': `from pathlib import Path

from shop import total


def test_total() -> None:
    prices = Path("vendored/prices.txt").read_text(encoding="utf-8").split()
    assert total([int(price) for price in prices]) == 3
`,
};

const environment: Files = {
  'pyproject.toml': fixed(testExtra('pytest>=8')),
  'src/shop/__init__.py': code,
  'tests/test_shop.py': `import os

from shop import total


def test_total() -> None:
    assert total([1, 2]) == int(os.environ["SHOP_TOTAL"])
`,
  ...workflow(
    'run: sudo apt-get update && sudo apt-get install -y --no-install-recommends libxml2-dev',
    'run: pip install -e .[test]',
    'run: pytest\nenv:\n  SHOP_TOTAL: "3"',
  ),
};

const matrix: Files = {
  'pyproject.toml': fixed(testExtra('pytest>=8', 'pytest-xdist')),
  ...shop('src/'),
  '.github/workflows/tests.yml': `on: push
jobs:
  tests:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        python-version: ["3.11", "3.12"]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: \${{ matrix.python-version }}
      - run: pip install -e .[test]
      - run: pytest -n auto
`,
};

const scripts: Files = {
  'requirements.txt': 'idna\n',
  'fetch-prices.py': `"""A script that nobody imports."""

import idna

print(idna.encode("shop.example"))
`,
  'prices.py': code,
  'tests/test_prices.py': test.replace('from shop', 'from prices'),
};

const wheel = /^shop-1\.0\.0.*\.whl$/;
const newer = [/^shop-7\.6\.3\.dev\d+.*\.whl$/, /^shop-7\.6\.3\.dev\d+.*\.tar\.gz$/];

/** Projects by what their checks need around them. */
export const bySurroundings: readonly Shape[] = [
  {
    name: 'version-from-git',
    files: scm,
    tag: 'v7.6.2',
    settings: { checkout: { history: true } },
    packages: newer,
    faults: [failingTest()],
  },
  {
    name: 'version-file-from-git',
    files: hatchVcs,
    tag: 'v7.6.2',
    settings: { checkout: { history: true } },
    packages: newer,
    faults: [failingTest()],
  },
  {
    name: 'postgres',
    files: postgres,
    servers: [{ program: 'postgres', port: postgresPort }],
    settings: {
      surroundings: {
        env: {
          DATABASE_URL: `postgresql://postgres:test@localhost:${String(postgresPort)}/postgres`,
        },
        services: {
          db: {
            image: 'postgres:17',
            ports: [`${String(postgresPort)}:5432`],
            env: { POSTGRES_PASSWORD: 'test' },
            healthCommand: 'pg_isready',
          },
        },
      },
    },
    packages: [wheel],
    faults: [failingTest()],
  },
  {
    name: 'redis',
    files: redis,
    servers: [{ program: 'redis', port: redisPort }],
    settings: { surroundings: { services: { redis: { image: 'redis:7' } } } },
    packages: [wheel],
    faults: [failingTest()],
  },
  {
    name: 'submodule',
    files: submodule,
    submodule: { path: 'vendored', files: { 'prices.txt': '1\n2\n' } },
    settings: { checkout: { submodules: true } },
    packages: [wheel],
    faults: [failingTest()],
  },
  {
    name: 'environment',
    files: environment,
    settings: {
      surroundings: { env: { SHOP_TOTAL: '3' }, systemPackages: ['libxml2-dev'] },
    },
    packages: [wheel],
    faults: [failingTest()],
  },
  {
    name: 'python-versions',
    files: matrix,
    settings: { python: { versions: ['3.11', '3.12'] } },
    packages: [wheel],
    faults: [
      {
        name: 'a test that ends its process',
        fails: 'test: Pytest',
        says: /worker 'gw\d+' crashed while running 'tests\/test_crash\.py::test_crash'; the coverage/,
        change: {
          'tests/test_crash.py': 'import os\n\n\ndef test_crash() -> None:\n    os._exit(3)\n',
        },
      },
    ],
  },
  {
    name: 'own-jobs',
    files: { ...submodule, 'vendored/prices.txt': '1\n2\n', 'docs/index.md': '# Shop\n' },
    settings: { python: { extras: ['test'] } },
    added: {
      steps: {
        lint: { after: [{ name: 'Prices', run: ['grep -q 2 vendored/prices.txt'] }] },
        test: { before: [{ name: 'Seed', run: ['test "$SEED" = 7'], env: { SEED: '7' } }] },
      },
      jobs: {
        docs: {
          title: 'Documentation',
          steps: [
            {
              name: 'Headings',
              run: ['uv run --no-project python -c "import shop"', 'grep -q "^# " docs/index.md'],
            },
          ],
        },
      },
    },
    packages: [wheel],
    faults: [
      {
        name: 'a job of its own that fails',
        fails: 'docs: Headings',
        says: /Headings/,
        change: { 'docs/index.md': 'Shop\n' },
      },
      {
        name: 'a step of its own that fails',
        fails: 'lint: Prices',
        says: /Prices/,
        change: { 'vendored/prices.txt': '3\n' },
      },
    ],
  },
  {
    name: 'scripts',
    files: scripts,
    settings: { python: { manager: 'pip', sources: ['fetch-prices.py', 'prices.py'] } },
    packages: [/^source\.tar\.gz$/],
    faults: [failingTest()],
  },
];
