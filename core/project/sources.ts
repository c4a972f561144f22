import { fact, type Fact } from './fact';
import { type Build, type Source } from './model';
import { packagePlaces } from './package-places';
import { type ProjectFiles } from './project-files';
import { directoryOf, fileName, resolvePath } from './project-tree';
import { isTestFile } from './test-directories';
import { distinct, textOf, at } from './tables';

/** Directories at the root that hold Python files without being the project's code. */
const notCode =
  /^(?:\..*|tests?|testing|tests?[-_].*|.*[-_]tests?|docs?|documentation|examples?|samples?|demos?|scripts?|tools?|benchmarks?|bench|build|dist|node_modules|venv|env|site|notebooks?|migrations|alembic|vendor|third_party|ci|bin|docker|packaging|contrib|changelog\.d|news|template.*|assets|data|hooks)$/i;

/** What a build configuration may list beside the code, to have it in the source distribution. */
const notPackage = /^(?:tests?|testing|docs?|examples?|test_.*\.py|conftest\.py)$/;

/** Files at the root that only build or automate. */
const notModules =
  /^(?:setup|conftest|noxfile|tasks|fabfile|versioneer|dodo|manage|test_.*|.*_test|tests|runtests|run_tests|conf|build|hatch_build|_build|pavement|ez_setup|bootstrap|gunicorn.*|release)\.py$/;

/** Names of directories that only hold packages. */
const sourceRoot = /(?:^|\/)(?:src|lib|python|source|py)$/;

/**
 * The project's own code: where its build configuration says; else `src`; else packages and modules at the root, those
 * named like the project first.
 */
export function detectSources(files: ProjectFiles, build: Build): Fact<readonly Source[]> {
  const python = files.paths.filter((path) => path.endsWith('.py') || path.endsWith('.pyx'));
  for (const { reason, roots, paths } of packagePlaces(files)) {
    const sources = [
      ...roots.flatMap((root) => below(python, resolvePath('.', root))),
      ...paths.flatMap((path) => named(python, resolvePath('.', path))),
    ];
    if (sources.length > 0) return fact(merged(sources), reason);
  }
  const src = below(python, 'src');
  if (src.length > 0) return fact(merged(src), 'the directory src holds Python code');
  const own = projectName(files)?.value.toLowerCase().replace(/[-.]+/g, '_');
  const byName = [own ?? '', `${own ?? ''}.py`].flatMap((path) =>
    path === '' || path === '.py'
      ? []
      : named(
          python,
          python.find((one) => one.toLowerCase().startsWith(`${path}/`))?.split('/')[0] ?? path,
        ),
  );
  if (byName.length > 0 && build.kind === 'backend')
    return fact(merged(byName), `named like the project, ${own ?? ''}`);
  return atRoot(files, python, build);
}

function atRoot(
  files: ProjectFiles,
  python: readonly string[],
  build: Build,
): Fact<readonly Source[]> {
  const directories = distinct(
    python.flatMap((path) => (path.includes('/') ? [path.split('/')[0] ?? ''] : [])),
  ).filter((directory) => !notCode.test(directory));
  const packages = directories.filter((directory) => files.has(`${directory}/__init__.py`));
  const holding = directories.filter(
    (directory) =>
      python.some((path) => path.startsWith(`${directory}/`) && !isTestFile(path)) &&
      // A directory of other projects is theirs.
      !files.paths.some(
        (path) => path.startsWith(`${directory}/`) && /\/(?:pyproject\.toml|setup\.py)$/.test(path),
      ),
  );
  const modules = python.filter((path) => !path.includes('/') && !notModules.test(path));
  const chosen =
    build.kind === 'none'
      ? distinct([...packages, ...holding])
      : packages.length > 0
        ? packages
        : holding;
  const isApplication = build.kind === 'none' || chosen.length === 0;
  const sources = [
    ...chosen.map((path): Source => ({ path, imports: [path] })),
    ...(isApplication ? modules : []).map(moduleSource),
  ];
  if (sources.length === 0) return fact([], 'no Python code was found outside of tests and tools');
  return fact(sources, chosen.length > 0 ? 'packages at the root' : 'modules at the root');
}

const moduleSource = (path: string): Source => ({
  path,
  imports: [fileName(path).replace(/\.pyx?$/, '')],
});

/** What lies in a directory of packages. */
function below(python: readonly string[], root: string | undefined): readonly Source[] {
  if (root === undefined) return [];
  if (root === '.') return [];
  const prefix = `${root}/`;
  const inside = python.filter((path) => path.startsWith(prefix));
  if (inside.length === 0) return [];
  if (inside.includes(`${prefix}__init__.py`)) return [{ path: root, imports: [fileName(root)] }];
  const imports = distinct(
    inside
      .map((path) => (path.slice(prefix.length).split('/')[0] ?? '').replace(/\.pyx?$/, ''))
      .filter((name) => /^[A-Za-z_]\w*$/.test(name) && !/^(?:tests?|conftest|setup)$/.test(name)),
  );
  return imports.length === 0 ? [] : [{ path: root, imports }];
}

/** A package or module by its path; nothing when there is no such code. */
function named(python: readonly string[], path: string | undefined): readonly Source[] {
  if (path === undefined || path === '.' || notPackage.test(fileName(path))) return [];
  if (python.includes(path)) {
    const directory = directoryOf(path);
    return sourceRoot.test(directory)
      ? [{ path: directory, imports: moduleSource(path).imports }]
      : [moduleSource(path)];
  }
  if (!python.some((one) => one.startsWith(`${path}/`))) return [];
  if (sourceRoot.test(path)) return below(python, path);
  const root = directoryOf(path);
  return [{ path: sourceRoot.test(root) ? root : path, imports: [fileName(path)] }];
}

/** Each path once, with all that is imported from it. */
const merged = (sources: readonly Source[]): readonly Source[] =>
  distinct(sources.map(({ path }) => path)).map((path) => ({
    path,
    imports: distinct(sources.filter((one) => one.path === path).flatMap(({ imports }) => imports)),
  }));

/** The name of the distribution. */
export function projectName(files: ProjectFiles): Fact<string> | undefined {
  const pyproject = files.toml('pyproject.toml');
  const setup = /\bname\s*=\s*(['"])([\w.-]+)\1/.exec(files.text('setup.py'))?.[2];
  const names: readonly (readonly [unknown, string])[] = [
    [at(pyproject, 'project', 'name'), 'project.name in pyproject.toml'],
    [at(pyproject, 'tool', 'poetry', 'name'), 'tool.poetry.name in pyproject.toml'],
    [files.ini('setup.cfg').get('metadata')?.get('name'), 'metadata.name in setup.cfg'],
    [setup, 'name in setup.py'],
  ];
  for (const [value, reason] of names) {
    const name = textOf(value);
    if (name !== undefined) return fact(name, reason);
  }
  return undefined;
}
