/** What installs a project: `pip` for everything that has no lock file of uv, Poetry or PDM. */
export const packageManagers = ['uv', 'poetry', 'pdm', 'pip'] as const;
export type PackageManager = (typeof packageManagers)[number];

/** What carries out `pip` installations. */
export const installers = ['uv', 'pip'] as const;

export const linters = ['ruff', 'flake8', 'pylint'] as const;
export type Linter = (typeof linters)[number];

/** `ruff` is `ruff format`. */
export const formatters = ['black', 'ruff'] as const;
export type Formatter = (typeof formatters)[number];

export const typeCheckers = ['mypy', 'pyright', 'ty'] as const;
export type TypeChecker = (typeof typeCheckers)[number];

/** `django` is `manage.py test`; `command` is any other. */
export const testRunners = ['pytest', 'unittest', 'django', 'command'] as const;
export type TestRunner = (typeof testRunners)[number];

/** Tools that are run on paths, by what they are for: `ruff` is the linter, `ruff-format` the formatter. */
export const pathTools = [...linters, 'black', 'ruff-format', ...typeCheckers] as const;
export type PathTool = (typeof pathTools)[number];

/** Packages that checks run, or that a tool of a check loads. */
export const checkPackages = [
  'ruff',
  'flake8',
  'pylint',
  'black',
  'mypy',
  'pyright',
  'ty',
  'coverage',
  'pytest',
  'pytest-cov',
  'pytest-xdist',
  'pytest-rerunfailures',
  'bandit',
  'pip-audit',
] as const;
export type CheckPackage = (typeof checkPackages)[number];
