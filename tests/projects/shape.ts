import { type LockingManager } from '../../core/tools/managers';

export type Files = Readonly<Record<string, string>>;

/** One thing wrong with a project, that one step finds. */
export interface PlantedFault {
  readonly name: string;
  /** Text by path, over what is there. */
  readonly change: Files;
  /** The step that fails, as `job: step`; `install` for the installation, before any gate. */
  readonly fails: string;
  /** What that step says of it. */
  readonly says: RegExp;
}

/** A server that the project's workflow starts as a container, and that runs here as a program. */
export interface Server {
  readonly program: 'postgres' | 'redis';
  readonly port: number;
}

/** A small project of one shape: what its repository holds, what is read out of it, and what can be wrong with it. */
export interface Shape {
  /** Name of its repository. */
  readonly name: string;
  readonly files: Files;
  /** Whose lock file is written before the first commit, by the manager itself. */
  readonly lock?: LockingManager;
  /** Tag on the first commit. */
  readonly tag?: string;
  /** Another repository, mounted at a path. */
  readonly submodule?: { readonly path: string; readonly files: Files };
  readonly servers?: readonly Server[];
  /** A part of the settings that detection proposes. */
  readonly settings: object;
  /** Settings that a person adds to that. */
  readonly added?: Readonly<Record<string, object>>;
  /** Files that the job that builds hands over, each as a pattern. */
  readonly packages: readonly RegExp[];
  readonly faults: readonly PlantedFault[];
}

/** The code that most shapes have: one function, and its test. */
export const code = `"""Prices."""


def total(prices: list[int]) -> int:
    """Add prices up."""
    return sum(prices)
`;

export const test = `from shop import total


def test_total() -> None:
    assert total([1, 2]) == 3
`;

/** The package `shop` below a directory, and a test of it. */
export const shop = (directory = ''): Files => ({
  [`${directory}shop/__init__.py`]: code,
  'tests/test_shop.py': test,
});

/** A workflow of the project's own, with one job. */
export const workflow = (...steps: readonly string[]): Files => ({
  '.github/workflows/tests.yml': [
    'on: [push, pull_request]',
    'jobs:',
    '  tests:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    '      - uses: actions/checkout@v4',
    ...steps.flatMap((step) =>
      step.split('\n').map((line, at) => `      ${at === 0 ? '- ' : '  '}${line}`),
    ),
    '',
  ].join('\n'),
});

const planted = (name: string, fails: string, says: RegExp, change: Files): PlantedFault => ({
  name,
  fails,
  says,
  change,
});

/** A test that fails. */
export const failingTest = (path = 'tests/test_planted.py', fails = 'test: Pytest'): PlantedFault =>
  planted('a failing test', fails, /test_planted/, {
    [path]: 'def test_planted() -> None:\n    assert 1 + 1 == 3\n',
  });

/** A test that imports what is not there. */
export const missingImport = (path = 'tests/test_import.py'): PlantedFault =>
  planted('an import of what is not there', 'test: Pytest', /No module named 'nowhere'/, {
    [path]: 'import nowhere\n\n\ndef test_import() -> None:\n    assert nowhere\n',
  });

const unusedImport = 'import os\n';

export const ruffError = (path = 'shop/unused.py'): PlantedFault =>
  planted('an unused import', 'lint: Ruff', /F401/, { [path]: unusedImport });

export const flake8Error = (path = 'shop/unused.py'): PlantedFault =>
  planted('an unused import', 'lint: Flake8', /F401/, { [path]: unusedImport });

export const unformatted = (
  formatter: 'Black' | 'Ruff format',
  path = 'shop/crooked.py',
): PlantedFault =>
  planted('a file that is not formatted', `lint: ${formatter}`, /would (?:be )?reformat/, {
    // Nothing that a linter minds.
    [path]: "NAME = 'shop'\n",
  });

/** A dependency that the lock file does not have: found by the check of it, or already by the installation. */
export const staleLock = (
  files: Files,
  [from, to]: readonly [string, string],
  [fails, says]: readonly [string, RegExp] = ['lint: Lock file', /does not match/],
): PlantedFault => {
  const text = files['pyproject.toml'] ?? '';
  if (!text.includes(from)) throw new Error(`pyproject.toml does not hold ${from}`);
  return planted('a lock file that is not up to date', fails, says, {
    'pyproject.toml': text.replace(from, to),
  });
};
