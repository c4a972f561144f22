import {
  code,
  failingTest,
  type Files,
  ruffError,
  shop,
  type Shape,
  test,
  workflow,
} from '../shape';

const below = (directory: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${directory}/${path}`, text]));

const pyproject = (name: string): string => `[project]
name = "${name}"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = []

[dependency-groups]
test = ["pytest>=8"]

[tool.ruff]
line-length = 100

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
`;

/** Projects that are not at the root of their repository. */
export const inDirectories: readonly Shape[] = [
  {
    name: 'service-in-a-directory',
    files: {
      'README.md': '# A service, and what is around it\n',
      'web/package.json': '{}\n',
      ...below('services/shop', { 'pyproject.toml': pyproject('shop'), ...shop('src/') }),
      ...workflow('run: pytest\nworking-directory: services/shop'),
    },
    settings: { python: { directory: 'services/shop', manager: 'pip', groups: ['test'] } },
    packages: [/^shop-1\.0\.0.*\.whl$/, /^shop-1\.0\.0\.tar\.gz$/],
    faults: [
      failingTest('services/shop/tests/test_planted.py'),
      ruffError('services/shop/src/shop/unused.py'),
    ],
  },
  {
    name: 'two-services',
    files: {
      ...below('services/shop', { 'pyproject.toml': pyproject('shop'), ...shop('src/') }),
      ...below('services/stock', {
        'requirements.txt': 'pytest>=8\n',
        'stock.py': code,
        'tests/test_stock.py': test.replace('from shop', 'from stock'),
      }),
    },
    settings: {
      python: { directory: 'services/shop', groups: ['test'] },
      projects: { stock: { python: { directory: 'services/stock', sources: ['stock.py'] } } },
    },
    packages: [/^shop-1\.0\.0.*\.whl$/],
    faults: [
      failingTest('services/stock/tests/test_planted.py', 'test-stock: Pytest'),
      failingTest('services/shop/tests/test_planted.py'),
    ],
  },
  {
    name: 'baseline-in-directories',
    files: {
      ...below('services/shop', {
        'pyproject.toml': pyproject('shop'),
        ...shop('src/'),
        'src/shop/old.py': 'import os\n',
      }),
      ...below('services/stock', {
        'requirements.txt': 'pytest>=8\n',
        'stock.py': code,
        'old.py': 'import json\nimport os\n',
        'tests/test_stock.py': test.replace('from shop', 'from stock'),
        'tests/test_old.py': 'def test_old() -> None:\n    assert 1 + 1 == 3\n',
      }),
      '.github/gatehouse/baseline.json': JSON.stringify({
        format: 1,
        findings: {},
        projects: {
          'services/shop': { findings: { ruff: unused('src/shop/old.py', 'os') } },
          'services/stock': {
            failing: ['tests.test_old::test_old'],
            findings: { ruff: unused('old.py', 'json', 'os') },
          },
        },
      }),
    },
    settings: {
      python: { directory: 'services/shop' },
      projects: { stock: { python: { directory: 'services/stock' } } },
    },
    added: { gates: { lint: 'new', tests: 'new', coverage: 0 } },
    packages: [/^shop-1\.0\.0.*\.whl$/],
    faults: [
      ruffError('services/shop/src/shop/unused.py'),
      failingTest('services/stock/tests/test_planted.py', 'test-stock: Pytest'),
    ],
  },
];

/** Imports that a file does not use, as a baseline has them. */
function unused(file: string, ...modules: readonly string[]): object {
  return {
    [file]: {
      F401: Object.fromEntries(modules.map((name) => [`\`${name}\` imported but unused`, 1])),
    },
  };
}
