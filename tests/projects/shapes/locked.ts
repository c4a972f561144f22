import {
  failingTest,
  missingImport,
  ruffError,
  shop,
  type Shape,
  staleLock,
  unformatted,
} from '../shape';

const hatchling = `[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
`;

const uvGroups = {
  'pyproject.toml': `[project]
name = "shop"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = []

[dependency-groups]
dev = [{ include-group = "test" }]
test = ["pytest>=8"]
lint = ["ruff>=0.9"]

[tool.ruff.format]
quote-style = "double"

${hatchling}
[tool.hatch.build.targets.wheel]
packages = ["src/shop"]
`,
  ...shop('src/'),
};

const uvWorkspace = {
  'pyproject.toml': `[project]
name = "market"
version = "0"
requires-python = ">=3.11"
dependencies = ["shop", "stock"]

[dependency-groups]
dev = ["pytest>=8", "ruff>=0.9"]

[tool.uv]
package = false

[tool.uv.workspace]
members = ["packages/*"]

[tool.uv.sources]
shop = { workspace = true }
stock = { workspace = true }

[tool.pytest.ini_options]
addopts = "--import-mode=importlib"
`,
  'packages/shop/pyproject.toml': `[project]
name = "shop"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = ["stock"]

[tool.uv.sources]
stock = { workspace = true }

${hatchling}`,
  'packages/shop/src/shop/__init__.py': `"""Prices."""

from stock import left


def total(prices: list[int]) -> int:
    """Add up the prices of what is left."""
    return sum(prices[: left(len(prices))])
`,
  'packages/shop/tests/test_shop.py': `from shop import total


def test_total() -> None:
    assert total([1, 2]) == 3
`,
  'packages/stock/pyproject.toml': `[project]
name = "stock"
version = "1.0.0"
requires-python = ">=3.11"

${hatchling}`,
  'packages/stock/src/stock/__init__.py': `"""What is in stock."""


def left(wanted: int) -> int:
    """How many can be had."""
    return min(wanted, 10)
`,
  'packages/stock/tests/test_stock.py': `from stock import left


def test_left() -> None:
    assert left(20) == 10
`,
};

const uvApplication = {
  'pyproject.toml': `[project]
name = "price-list"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["idna>=3"]

[dependency-groups]
dev = ["pytest>=8"]
`,
  'main.py': `"""Prints the prices."""

import idna

from prices import total


def main() -> None:
    """Print them."""
    print(idna.encode("shop.example"), total([1, 2]))


if __name__ == "__main__":
    main()
`,
  'prices.py': `"""Prices."""


def total(prices: list[int]) -> int:
    """Add prices up."""
    return sum(prices)
`,
  'tests/test_main.py': `import main
from prices import total


def test_main() -> None:
    main.main()
    assert total([1, 2]) == 3
`,
};

const poetry = {
  'pyproject.toml': `[tool.poetry]
name = "shop"
version = "1.0.0"
description = "Prices"
authors = ["Somebody <somebody@example.com>"]

[tool.poetry.dependencies]
python = "^3.11"
idna = "^3.7"

[tool.poetry.group.test]
optional = true

[tool.poetry.group.test.dependencies]
pytest = "^8.0"
pytest-cov = "^6.0"

[tool.poetry.group.docs]
optional = true

[tool.poetry.group.docs.dependencies]
markdown = "^3.7"

[[tool.poetry.source]]
name = "packages"
url = "https://pypi.org/simple/"
priority = "primary"

[tool.black]
line-length = 88

[build-system]
requires = ["poetry-core>=1.9"]
build-backend = "poetry.core.masonry.api"
`,
  ...shop(),
};

const pdm = {
  'pyproject.toml': `[project]
name = "shop"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = []

[dependency-groups]
test = ["pytest>=8"]
lint = ["ruff>=0.9"]

[tool.pdm]
distribution = true

[build-system]
requires = ["pdm-backend"]
build-backend = "pdm.backend"
`,
  ...shop('src/'),
};

/** Projects with a lock file. */
export const locked: readonly Shape[] = [
  {
    name: 'uv-groups',
    files: uvGroups,
    lock: 'uv',
    settings: { python: { groups: ['test', 'lint'] }, checks: { formatter: 'ruff' } },
    packages: [/^shop-1\.0\.0.*\.whl$/, /^shop-1\.0\.0\.tar\.gz$/],
    faults: [
      failingTest(),
      missingImport(),
      ruffError('src/shop/unused.py'),
      unformatted('Ruff format', 'src/shop/crooked.py'),
      staleLock(uvGroups, ['dependencies = []', 'dependencies = ["idna"]']),
    ],
  },
  {
    name: 'uv-workspace',
    files: uvWorkspace,
    lock: 'uv',
    settings: {
      python: {
        allMembers: true,
        sources: ['packages/shop/src', 'packages/stock/src'],
        tests: ['packages/shop/tests', 'packages/stock/tests'],
      },
    },
    packages: [/^shop-1\.0\.0.*\.whl$/, /^stock-1\.0\.0.*\.whl$/],
    faults: [failingTest('packages/stock/tests/test_planted.py')],
  },
  {
    name: 'uv-application',
    files: uvApplication,
    lock: 'uv',
    settings: { python: { sources: ['main.py', 'prices.py'] } },
    packages: [/^source\.tar\.gz$/],
    faults: [failingTest(), missingImport()],
  },
  {
    name: 'poetry-groups',
    files: poetry,
    lock: 'poetry',
    settings: { python: { manager: 'poetry', groups: ['test'], sources: ['shop'] } },
    packages: [/^shop-1\.0\.0.*\.whl$/],
    faults: [
      failingTest(),
      unformatted('Black'),
      staleLock(
        poetry,
        ['idna = "^3.7"', 'idna = "^3.8"'],
        ['install', /poetry\.lock|poetry lock/],
      ),
    ],
  },
  {
    name: 'pdm',
    files: pdm,
    lock: 'pdm',
    settings: { python: { manager: 'pdm', groups: ['test', 'lint'] } },
    packages: [/^shop-1\.0\.0.*\.whl$/],
    faults: [
      failingTest(),
      ruffError('src/shop/unused.py'),
      staleLock(pdm, ['dependencies = []', 'dependencies = ["idna"]']),
    ],
  },
];
