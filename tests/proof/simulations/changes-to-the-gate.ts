const pyproject = (more: string) => `[project]
name = "orders"
dependencies = ["flask==3.0.0"]

[tool.coverage.report]
fail_under = 90

[tool.ruff.lint]
select = ["E", "F"]
${more}`;

/** Texts by path; null where a file is removed. */
export type Files = Readonly<Record<string, string | null>>;

/** What the default branch has before each change. */
export const original: Readonly<Record<string, string>> = {
  'README.md': '# Orders\n',
  'pyproject.toml': pyproject(''),
  'uv.lock': 'version = 1\n',
  'requirements.txt': 'flask==3.0.0\nclick==8.1.0\n',
  'setup.cfg': '[metadata]\nname = orders\n',
  'src/orders/app.py': 'def total(a, b):\n    return a + b\n',
  'tests/test_app.py':
    'def test_total():\n    assert 1 + 1 == 2\n\n\ndef test_none():\n    assert not []\n',
  '.github/workflows/ci.yml': 'name: CI\non: [push, pull_request]\n',
  '.github/gatehouse/action/index.js': 'judge();\n',
  '.github/gatehouse/waivers.yaml': 'waivers: []\n',
  '.github/CODEOWNERS': '* @olga\n',
};
const with_ = (path: string, from: string, to: string): Readonly<Record<string, string>> => ({
  [path]: (original[path] ?? '').replace(from, to),
});

/** Changes that touch the gate, each in one of the ways that it can be written. */
export const touching: readonly Files[] = [
  with_('.github/workflows/ci.yml', 'pull_request', 'pull_request_target'),
  { '.github/workflows/ci.yml': null },
  { '.github/workflows/evil.yml': 'name: CI\non: push\n' },
  { '.github/actions/x/action.yml': 'runs: {}\n' },
  with_('.github/gatehouse/action/index.js', 'judge', 'pass'),
  with_('.github/gatehouse/waivers.yaml', '[]', '[all]'),
  { '.github/gatehouse/baseline.json': '{}\n' },
  { '.github/CODEOWNERS': '* @eve\n' },
  { CODEOWNERS: '* @eve\n' },
  with_('pyproject.toml', '90', '10'),
  with_('pyproject.toml', 'fail_under = 90', ''),
  { 'pyproject.toml': pyproject('ignore = [\n  "F401",\n]\n') },
  { 'pyproject.toml': pyproject('[tool.coverage.run]\nomit = ["src/*"]\n') },
  { 'pyproject.toml': `tool.mypy.ignore_errors = true\n${pyproject('')}` },
  { 'pyproject.toml': '[tool.coverage' },
  with_('pyproject.toml', 'flask==3.0.0', 'flask'),
  with_('requirements.txt', 'click==8.1.0', 'click>=8'),
  { 'setup.cfg': '[metadata]\nname = orders\n  [coverage:run]\n  omit = *\n' },
  { '.coveragerc': '[run]\nomit = *\n' },
  { 'src/orders/ruff.toml': 'ignore = ["ALL"]\n' },
  { 'uv.lock': null },
  with_('src/orders/app.py', 'a + b', 'a + b  # type: ignore'),
  with_('src/orders/app.py', 'a + b', 'eval(a)  # nosec'),
  { 'src/orders/new.py': '# ruff: noqa\nx = 1\n' },
  { 'src/orders/new.py': 'if 0:  # pragma: no cover\n    pass\n' },
  { 'tests/test_app.py': null },
  with_('tests/test_app.py', 'def test_none', 'def none'),
  with_('tests/test_app.py', 'def test_none', '@pytest.mark.skip\ndef test_none'),
  with_('tests/test_app.py', '    assert not []\n', '    pass\n'),
  { 'conftest.py': 'collect_ignore = ["tests"]\n' },
  { 'conftest.py': 'import pytest\n\npytest.exit("done", returncode=0)\n' },
  { 'tests/test_app.py': null, 'tests/app.py': original['tests/test_app.py'] ?? '' },
];
/** Changes that do not. */
export const harmless: readonly Files[] = [
  { 'README.md': '# Orders, again\n' },
  { 'src/orders/new.py': 'y = 1\n' },
  with_('src/orders/app.py', 'a + b', 'b + a'),
  { 'tests/test_new.py': 'def test_new():\n    assert True\n' },
  with_('pyproject.toml', 'name = "orders"', 'name = "orders"\nversion = "2"'),
  with_('pyproject.toml', 'flask==3.0.0', 'flask==3.0.1'),
  with_('uv.lock', '1', '2'),
  with_('setup.cfg', 'orders', 'order'),
  { '.github/ISSUE_TEMPLATE/bug.md': 'What?\n' },
];
