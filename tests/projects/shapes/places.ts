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
];
