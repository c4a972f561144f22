import { type Problem } from '../kernel/problem';
import { fact, type Fact } from './fact';
import { iniLines, iniValue } from './ini-file';
import { type ProjectFiles } from './project-files';
import { keywordValue } from './setup-py';
import { at, distinct, textOf, textsIn } from './tables';
import { meets, namedReleases, parseSpecifier, type Specifier } from './version-specifier';

/** Python versions that checks can run on, oldest first. */
const pythonVersions = ['3.10', '3.11', '3.12', '3.13', '3.14', '3.15'] as const;

export type PythonVersion = (typeof pythonVersions)[number];

/** The version that is taken when the project allows it and says nothing else. */
const preferredVersion: PythonVersion = '3.11';

export interface PythonFacts {
  /** The project's own words on what it runs on. */
  readonly requires?: Fact<string>;
  /** What it runs on and is tested with, or, where nothing says so, may run on; oldest first. */
  readonly versions: Fact<readonly PythonVersion[]>;
  /** What jobs of existing workflows run its tests with, of those that it may run on; oldest first. */
  readonly tested: Fact<readonly PythonVersion[]>;
  /** Free-threaded builds that existing checks use, such as `3.14t`. */
  readonly freeThreaded: Fact<readonly string[]>;
  /** The version of all checks that need only one. */
  readonly primary: Fact<PythonVersion>;
}

/** A version that existing checks run on, and where that is said. */
export type TestedVersion = Fact<string>;

export function pythonFacts(
  files: ProjectFiles,
  tested: readonly TestedVersion[],
  inJobs: readonly TestedVersion[],
): { readonly facts: PythonFacts; readonly problems: readonly Problem[] } {
  const requires = requiresPython(files);
  const { allowed, problems } = allowedBy(requires);
  const claimed = claimedVersions(files, tested);
  const both = allowed.filter((version) => claimed?.value.includes(version));
  const versions =
    claimed !== undefined && both.length > 0
      ? fact(both, claimed.reason)
      : fact(allowed, requires?.fact.reason ?? 'nothing says which versions of Python it needs');
  const free = tested.filter(({ value }) => /^3\.\d+t$/.test(value));
  return {
    facts: {
      ...(requires === undefined ? {} : { requires: requires.fact }),
      versions,
      tested: fact(
        allowed.filter((version) => inJobs.some(({ value }) => value === version)),
        inJobs[0]?.reason ?? 'no job of a workflow names one',
      ),
      freeThreaded: fact(
        distinct(free.map(({ value }) => value)),
        free[0]?.reason ?? 'no existing check uses one',
      ),
      primary: primaryVersion(files, allowed, versions),
    },
    problems,
  };
}

interface Requires {
  readonly fact: Fact<string>;
  readonly file: string;
  readonly path: string;
}

function requiresPython(files: ProjectFiles): Requires | undefined {
  const pyproject = files.toml('pyproject.toml');
  const candidates: readonly (readonly [unknown, string, string])[] = [
    [at(pyproject, 'project', 'requires-python'), 'pyproject.toml', 'project.requires-python'],
    [poetryPython(pyproject), 'pyproject.toml', 'tool.poetry.dependencies.python'],
    [
      iniValue(files.ini('setup.cfg'), 'options', 'python_requires'),
      'setup.cfg',
      'options.python_requires',
    ],
    [keywordValue(files.text('setup.py'), 'python_requires'), 'setup.py', 'python_requires'],
    [
      at(pyproject, 'tool', 'flit', 'metadata', 'requires-python'),
      'pyproject.toml',
      'tool.flit.metadata.requires-python',
    ],
  ];
  for (const [value, file, path] of candidates) {
    const text = textOf(value);
    if (text !== undefined) return { fact: fact(text, `${path} in ${file}`), file, path };
  }
  return undefined;
}

function poetryPython(pyproject: unknown): unknown {
  const python = at(pyproject, 'tool', 'poetry', 'dependencies', 'python');
  return at(python, 'version') ?? python;
}

function allowedBy(requires: Requires | undefined): {
  readonly allowed: readonly PythonVersion[];
  readonly problems: readonly Problem[];
} {
  if (requires === undefined) return { allowed: pythonVersions, problems: [] };
  const text = requires.fact.value;
  const specifier = parseSpecifier(text);
  const place = { file: requires.file, path: requires.path, found: `"${text}"` };
  if (specifier === undefined)
    return {
      allowed: pythonVersions,
      problems: [
        {
          code: 'version-specifier',
          ...place,
          message: 'is not a valid version specifier',
          allowed: 'conditions such as ">=3.10,<3.15"',
        },
      ],
    };
  const allowed = allowedVersions(specifier);
  if (allowed.length > 0) return { allowed, problems: [] };
  return {
    allowed: pythonVersions,
    problems: [
      {
        code: 'python-not-supported',
        ...place,
        message: 'no Python version that checks can run on meets it',
        allowed: pythonVersions.join(', '),
        remedy: 'allow one of them',
      },
    ],
  };
}

/** Larger than any patch number. */
const newestPatch = 99;

/**
 * The versions whose newest patch release meets a specifier, as that is what is installed, and those of which it names a
 * patch release (`==3.12.4`).
 */
export function allowedVersions(specifier: Specifier): readonly PythonVersion[] {
  const named = namedReleases(specifier);
  return pythonVersions.filter((version) => {
    const own = version.split('.').map(Number);
    return (
      meets(specifier, [...own, newestPatch]) ||
      named.some((release) => release[0] === own[0] && release[1] === own[1])
    );
  });
}

/** What existing checks run on, else what the classifiers say. */
function claimedVersions(
  files: ProjectFiles,
  tested: readonly TestedVersion[],
): Fact<readonly PythonVersion[]> | undefined {
  const inChecks = tested.map(({ value }) => value.replace(/t$/, ''));
  const fromChecks = pythonVersions.filter((version) => inChecks.includes(version));
  const [first] = tested;
  if (fromChecks.length > 0 && first !== undefined) return fact(fromChecks, first.reason);
  const classified: readonly (readonly [string, readonly string[]])[] = [
    ['project.classifiers in pyproject.toml', projectClassifiers(files)],
    [
      'metadata.classifiers in setup.cfg',
      iniLines(iniValue(files.ini('setup.cfg'), 'metadata', 'classifiers')),
    ],
    ['classifiers in setup.py', textsIn(keywordValue(files.text('setup.py'), 'classifiers'))],
  ];
  for (const [reason, classifiers] of classified) {
    const named = pythonVersions.filter((version) =>
      classifiers.includes(`Programming Language :: Python :: ${version}`),
    );
    if (named.length > 0) return fact(named, reason);
  }
  return undefined;
}

const projectClassifiers = (files: ProjectFiles): readonly string[] => {
  const pyproject = files.toml('pyproject.toml');
  return [
    ...textsIn(at(pyproject, 'project', 'classifiers')),
    ...textsIn(at(pyproject, 'tool', 'poetry', 'classifiers')),
  ];
};

/** What developers use, else the preferred version or the one nearest to it among those that the project runs on. */
function primaryVersion(
  files: ProjectFiles,
  allowed: readonly PythonVersion[],
  versions: Fact<readonly PythonVersion[]>,
): Fact<PythonVersion> {
  const pins: readonly (readonly [string, RegExp])[] = [
    ['.python-version', /^(?:cpython-)?(3\.\d+)(?:\.\d+)?\s*$/m],
    ['.tool-versions', /^python\s+(3\.\d+)(?:\.\d+)?\b/m],
    ['runtime.txt', /^python-(3\.\d+)(?:\.\d+)?\b/m],
  ];
  for (const [file, pattern] of pins) {
    const pinned = pattern.exec(files.text(file))?.[1];
    const version = allowed.find((one) => one === pinned);
    if (version !== undefined) return fact(version, file);
  }
  if (versions.value.includes(preferredVersion))
    return fact(preferredVersion, `it is among the versions of ${versions.reason}`);
  const newer = versions.value.find(
    (version) => pythonVersions.indexOf(version) > pythonVersions.indexOf(preferredVersion),
  );
  const nearest = newer ?? versions.value.at(-1) ?? preferredVersion;
  return fact(nearest, `of the versions of ${versions.reason}, nearest to ${preferredVersion}`);
}

/** Versions in a list of environments such as `py{310,311}-django42, py313t`. */
export function versionsOfEnvironments(names: readonly string[]): readonly string[] {
  return distinct(
    names.flatMap((name) =>
      [...name.matchAll(/(?:^|-)(?:py|python)?(?:3\.?)(1[0-9])(t?)(?=$|-)/g)].map(
        ([, minor = '', t = '']) => `3.${minor}${t}`,
      ),
    ),
  );
}

/** Versions in the words of a list such as `["3.10", "3.14t", "pypy3.10"]`. */
export const versionsOfWords = (words: readonly unknown[]): readonly string[] =>
  distinct(
    words.flatMap((word) => {
      // One of a release that is not out yet is allowed to fail.
      const found = /^(?:cpython-|python)?(3\.\d+)(?:\.\d+|\.x)?(t|-freethreaded)?$/.exec(
        String(word).trim(),
      );
      return found === null ? [] : [`${found[1] ?? ''}${found[2] === undefined ? '' : 't'}`];
    }),
  );
