import { code, failingTest, missingImport, type Shape, test, workflow } from '../shape';

const files = {
  'pyproject.toml': `[project]
name = "shop"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = ["idna>=3.7"]

[project.optional-dependencies]
test = ["pytest>=8"]
`,
  'src/shop/__init__.py': `import idna  # noqa: F401\n\n${code}`,
  'tests/test_shop.py': test,
  ...workflow('run: pip install -e ".[test]"', 'run: pytest'),
};

/** A project that pip builds with setuptools, since nothing names a backend. */
export const withoutBackend: Shape = {
  name: 'without-backend',
  files,
  settings: { python: { manager: 'pip', requirements: [], extras: ['test'] } },
  packages: [/^source\.tar\.gz$/],
  faults: [failingTest(), missingImport()],
};
