import { failingTest, type Files, type Shape, shop, workflow } from '../shape';

const pyproject = (environments: string): Files => ({
  'pyproject.toml': `[project]
name = "shop"
version = "1.0.0"
requires-python = ">=3.11"

${environments}
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
`,
});

const wheel = /^shop-1\.0\.0.*\.whl$/;

/** Projects whose tests hatch runs: with pytest in an environment, and by a program that only its script knows. */
export const byHatch: readonly Shape[] = [
  {
    name: 'hatch-test',
    files: {
      ...shop('src/'),
      ...pyproject(`[tool.hatch.envs.hatch-test]
extra-dependencies = ["idna>=3.7"]

[tool.hatch.envs.hatch-test.env-vars]
SHOP_CURRENCY = "EUR"
`),
      'tests/test_needs.py': `import os

import idna


def test_needs(mocker) -> None:
    assert idna.__version__
    assert os.environ["SHOP_CURRENCY"] == "EUR"
    mocker.stopall()
`,
      ...workflow('run: pipx install hatch', 'run: hatch test --cover'),
    },
    settings: {
      python: { manager: 'pip', dependencies: ['idna>=3.7', 'pytest-mock'] },
      surroundings: { env: { SHOP_CURRENCY: 'EUR' } },
    },
    packages: [wheel],
    faults: [failingTest()],
  },
  {
    name: 'hatch-script',
    files: {
      ...shop('src/'),
      ...pyproject(`[tool.hatch.envs.base]
dependencies = ["idna>=3.7"]

[tool.hatch.envs.base.scripts]
all = "python scenarios/start.py {args}"

[tool.hatch.envs.scenarios]
template = "base"

[tool.hatch.envs.scenarios.env-vars]
SHOP_SCENARIOS = "scenarios/expected.txt"
`),
      'scenarios/expected.txt': '3\n',
      'scenarios/start.py': `import os
import pathlib

import idna
from shop import total

assert idna.__version__
expected = int(pathlib.Path(os.environ["SHOP_SCENARIOS"]).read_text())
if total([1, 2]) != expected:
    raise SystemExit(f"expected {expected}")
`,
      ...workflow('run: pipx install hatch', 'run: hatch run scenarios:all'),
    },
    settings: {
      python: { manager: 'pip' },
      checks: { testRunner: 'command' },
    },
    packages: [wheel],
    faults: [
      {
        name: 'a scenario that fails',
        fails: 'test: Tests',
        says: /expected 4/,
        change: { 'scenarios/expected.txt': '4\n' },
      },
    ],
  },
];
