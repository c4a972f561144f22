import { formatTools, lintTools, toolPackages, toolsOnPaths, typeTools } from '../tools';
import { lockingManagers } from '../tools/managers';
import { namesIn } from '../tools/names-in';

/** What installs a project: `pip` for everything that has no lock file of another. */
export const packageManagers = [...lockingManagers, 'pip'] as const;
export type PackageManager = (typeof packageManagers)[number];

/** What carries out `pip` installations. */
export const installers = ['uv', 'pip'] as const;

export const linters = namesIn(lintTools);

/** `ruff` is `ruff format`. */
export const formatters = namesIn(formatTools);

export const typeCheckers = namesIn(typeTools);

/** `django` is `manage.py test`; `command` is any other. */
export const testRunners = ['pytest', 'unittest', 'django', 'command'] as const;
export type TestRunner = (typeof testRunners)[number];

/** Tools that are run on paths, by what they are for: `ruff` is the linter, `ruff-format` the formatter. */
export const pathTools = namesIn(toolsOnPaths);

/** Packages that checks run, or that a tool of a check loads. */
export const checkPackages = [
  ...toolPackages,
  'coverage',
  'pytest',
  'pytest-cov',
  'pytest-xdist',
  'pytest-rerunfailures',
  'pytest-benchmark',
  'bandit',
  'pip-audit',
] as const;
export type CheckPackage = (typeof checkPackages)[number];
