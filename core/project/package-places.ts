import { iniList, iniLines, iniValue } from './ini-file';
import { type ProjectFiles } from './project-files';
import { isCall, keywordValue, type Literal } from './setup-py';
import { at, entriesOf, isTable, listOf, oneOrMore, textOf, textsIn } from './tables';

/** Where a build configuration says that packages and modules are. */
export interface PackagePlaces {
  readonly reason: string;
  /** Directories whose packages and modules are all meant, such as `src`. */
  readonly roots: readonly string[];
  /** Packages (directories) and modules (files), relative to the project. */
  readonly paths: readonly string[];
}

/** What the configurations of the build backends say, those that say something. */
export function packagePlaces(files: ProjectFiles): readonly PackagePlaces[] {
  return [
    setuptoolsToml(files),
    setupCfg(files),
    setupPy(files),
    hatch(files),
    ...otherBackends(files),
  ].filter(({ roots, paths }) => roots.length > 0 || paths.length > 0);
}

const packagePath = (root: string, name: string): string => {
  const path = name.split('.')[0] ?? '';
  return root === '' || root === '.' ? path : `${root}/${path}`;
};

const modulePath = (root: string, name: string): string =>
  `${root === '' || root === '.' ? '' : `${root}/`}${name.replaceAll('.', '/')}.py`;

/** A root of `.` is the project itself, where convention finds more. */
const isBelow = (root: string): boolean => root !== '' && root !== '.';

function setuptoolsToml(files: ProjectFiles): PackagePlaces {
  const table = at(files.toml('pyproject.toml'), 'tool', 'setuptools');
  const base = textOf(at(table, 'package-dir', '')) ?? '';
  const packages = at(table, 'packages');
  return {
    reason: 'tool.setuptools in pyproject.toml',
    roots: [...oneOrMore(at(packages, 'find', 'where')), base].filter(isBelow),
    paths: [
      ...textsIn(packages).map((name) => packagePath(base, name)),
      ...textsIn(at(table, 'py-modules')).map((name) => modulePath(base, name)),
    ],
  };
}

function setupCfg(files: ProjectFiles): PackagePlaces {
  const config = files.ini('setup.cfg');
  const option = (key: string): string | undefined => iniValue(config, 'options', key);
  const base =
    iniLines(option('package_dir'))
      .map((line) => /^=\s*(.*)$/.exec(line)?.[1])
      .find((root) => root !== undefined) ?? '';
  const packages = iniList(option('packages'));
  const where = iniValue(config, 'options.packages.find', 'where');
  return {
    reason: 'options in setup.cfg',
    roots: [where ?? '', base].filter(isBelow),
    paths: [
      ...packages.filter((name) => !name.startsWith('find')).map((name) => packagePath(base, name)),
      ...iniList(option('py_modules')).map((name) => modulePath(base, name)),
    ],
  };
}

function setupPy(files: ProjectFiles): PackagePlaces {
  const python = files.text('setup.py');
  const packages = keywordValue(python, 'packages');
  const directories = keywordValue(python, 'package_dir');
  const base =
    (isTable(directories) ? textOf(at(directories, '')) : undefined) ??
    (isCall(packages) ? textOf(packages.named.get('where') ?? packages.arguments[0]) : undefined) ??
    '';
  const texts = (value: Literal | undefined): readonly string[] => textsIn(value);
  return {
    reason: 'setup() in setup.py',
    roots: [base].filter(isBelow),
    paths: [
      ...texts(packages).map((name) => packagePath(base, name)),
      ...texts(keywordValue(python, 'py_modules')).map((name) => modulePath(base, name)),
    ],
  };
}

function hatch(files: ProjectFiles): PackagePlaces {
  const builds = [
    at(files.toml('pyproject.toml'), 'tool', 'hatch', 'build'),
    at(files.toml('hatch.toml'), 'build'),
  ];
  const keys = ['packages', 'only-include'];
  return {
    reason: 'the wheel target of hatch',
    roots: [],
    paths: builds.flatMap((build) =>
      keys.flatMap((key) => [
        ...textsIn(at(build, 'targets', 'wheel', key)),
        ...textsIn(at(build, key)),
      ]),
    ),
  };
}

function otherBackends(files: ProjectFiles): readonly PackagePlaces[] {
  const tool = at(files.toml('pyproject.toml'), 'tool');
  const poetry = listOf(at(tool, 'poetry', 'packages')).flatMap((one) => {
    const include = textOf(at(one, 'include'));
    const from = textOf(at(one, 'from'));
    if (include === undefined) return [];
    return [from === undefined ? include : `${from}/${include}`];
  });
  const flit =
    textOf(at(tool, 'flit', 'module', 'name')) ?? textOf(at(tool, 'flit', 'metadata', 'module'));
  const uv = at(tool, 'uv', 'build-backend');
  const uvRoot = textOf(at(uv, 'module-root')) ?? (at(uv, 'module-root') === '' ? '' : 'src');
  const scikit = at(tool, 'scikit-build', 'wheel', 'packages');
  const one = (reason: string, paths: readonly string[], roots: readonly string[] = []) => ({
    reason,
    paths: paths.map((path) => path.replace(/\/\*\*?.*$/, '')),
    roots: roots.filter(isBelow),
  });
  return [
    one('tool.poetry.packages in pyproject.toml', poetry),
    one(
      'tool.flit.module in pyproject.toml',
      flit === undefined ? [] : [flit, `src/${flit}`, `${flit}.py`, `src/${flit}.py`],
    ),
    one(
      'tool.uv.build-backend in pyproject.toml',
      oneOrMore(at(uv, 'module-name')).map((name) => packagePath(uvRoot, name)),
      isTable(uv) ? [uvRoot] : [],
    ),
    one(
      'tool.pdm.build in pyproject.toml',
      textsIn(at(tool, 'pdm', 'build', 'includes')).filter(
        (path) => !/^(?:tests?|docs)(?:\/|$)/.test(path),
      ),
      [textOf(at(tool, 'pdm', 'build', 'package-dir')) ?? ''],
    ),
    one('tool.maturin in pyproject.toml', [], [textOf(at(tool, 'maturin', 'python-source')) ?? '']),
    one(
      'tool.scikit-build.wheel.packages in pyproject.toml',
      [
        ...textsIn(scikit),
        ...(Array.isArray(scikit) ? [] : entriesOf(scikit).map(([, path]) => textOf(path) ?? '')),
      ].filter((path) => path !== ''),
    ),
  ];
}
