import { at, readToml, textsIn, type ProjectTree } from './project-tree';

const isPython = (path: string): boolean => path.endsWith('.py');
const isTest = (path: string): boolean => /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(path);

/** Directories at the root that hold Python files without being the project's code. */
const notCode =
  /^(?:\..*|tests?|testing|docs?|examples?|samples?|scripts?|tools?|benchmarks?|bench|build|dist|node_modules|venv|env|site|notebooks?|migrations)$/i;

/** Files at the root that only build or automate. */
const notModules = /^(?:setup|conftest|noxfile|tasks|fabfile|versioneer|dodo|test_.*|.*_test)\.py$/;

/** Directories (or, failing those, modules at the root) with the project's own code; none when there is no code. */
export async function sourceDirectories(tree: ProjectTree): Promise<readonly string[]> {
  const python = tree.paths.filter(isPython);
  if (python.some((path) => path.startsWith('src/'))) return ['src'];
  const pyproject = await readToml(tree, 'pyproject.toml');
  const named = textsIn(at(pyproject, 'tool', 'hatch', 'build', 'targets', 'wheel', 'packages'))
    .concat(
      textsIn(at(pyproject, 'tool', 'setuptools', 'packages')).map((name) =>
        name.replace(/\..*/, ''),
      ),
    )
    .filter((directory) => python.some((path) => path.startsWith(`${directory}/`)));
  if (named.length > 0) return [...new Set(named)];
  const roots = [...new Set(python.map((path) => path.split('/')))]
    .filter((parts) => parts.length > 1)
    .map(([root = '']) => root)
    .filter((root) => !notCode.test(root));
  const directories = [...new Set(roots)];
  const packages = directories.filter((directory) => tree.has(`${directory}/__init__.py`));
  if (packages.length > 0) return packages;
  const holding = directories.filter((directory) =>
    python.some((path) => path.startsWith(`${directory}/`) && !isTest(path)),
  );
  if (holding.length > 0) return holding;
  return python.filter((path) => !path.includes('/') && !notModules.test(path));
}

/** The directory with the tests: where pytest is told to look, else by name, else where the test files are. */
export async function testDirectory(tree: ProjectTree): Promise<string | undefined> {
  const tests = tree.paths.filter(isTest);
  const holds = (directory: string): boolean =>
    tree.paths.some((path) => isPython(path) && path.startsWith(`${directory}/`));
  const told = (await toldPaths(tree)).map((path) => path.replace(/^\.\//, '').replace(/\/+$/, ''));
  const known = [...told, 'tests', 'test'].find(holds);
  if (known !== undefined) return known;
  const [first] = tests;
  if (first === undefined) return undefined;
  const folders = tests.map((path) => path.split('/').slice(0, -1));
  const [shortest = []] = [...folders].sort((a, b) => a.length - b.length);
  const common = shortest.filter((part, index) => folders.every((one) => one[index] === part));
  return common.length === 0 ? '.' : common.join('/');
}

/** pytest's `testpaths`, from whichever of its configuration files has them. */
async function toldPaths(tree: ProjectTree): Promise<readonly string[]> {
  const options = at(await readToml(tree, 'pyproject.toml'), 'tool', 'pytest', 'ini_options');
  const value = at(options, 'testpaths');
  if (typeof value === 'string') return value.split(/\s+/);
  if (Array.isArray(value)) return textsIn(value);
  for (const file of ['pytest.ini', 'tox.ini', 'setup.cfg']) {
    const text = (await tree.read(file)) ?? '';
    const found = /^testpaths\s*=\s*((?:.*\n)(?:[ \t]+\S.*\n)*)/m.exec(`${text}\n`)?.[1];
    if (found !== undefined) return found.split(/\s+/).filter((path) => path !== '');
  }
  return [];
}
