import { parse as parseToml } from 'smol-toml';
import { at, readToml, textsIn, type ProjectTree } from './project-tree';

/** Where `pip install -r` starts: the usual name first, then the usual others, shortest first. */
export function requirementsFiles(tree: ProjectTree): readonly string[] {
  const files = tree.paths.filter((path) =>
    /^(?:requirements[^/]*|[^/]*[-_]requirements|requirements\/[^/]+)\.txt$/i.test(path),
  );
  const rank = (path: string): number => (path === 'requirements.txt' ? 0 : path.length);
  return [...files].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** A package name as indexes compare it. https://packaging.python.org/en/latest/specifications/name-normalization/ */
const normalName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

/**
 * Normalised names of the packages the project asks for, for itself or for its development: from pyproject.toml (PEP 621,
 * dependency groups, Poetry, uv), uv.lock, setup.cfg, setup.py and requirements files.
 */
export async function dependencyNames(tree: ProjectTree): Promise<ReadonlySet<string>> {
  const pyproject = await readToml(tree, 'pyproject.toml');
  const requirements = [
    ...textsIn(at(pyproject, 'project', 'dependencies')),
    ...groups(at(pyproject, 'project', 'optional-dependencies')).flatMap(textsIn),
    ...groups(at(pyproject, 'dependency-groups')).flatMap(textsIn),
    ...textsIn(at(pyproject, 'tool', 'uv', 'dev-dependencies')),
    ...(await lines(tree, requirementsFiles(tree))),
    ...(await lines(tree, ['setup.cfg'])),
    ...quoted((await tree.read('setup.py')) ?? ''),
  ];
  const poetry = at(pyproject, 'tool', 'poetry');
  const poetryTables = [
    at(poetry, 'dependencies'),
    at(poetry, 'dev-dependencies'),
    ...groups(at(poetry, 'group')).map((group) => at(group, 'dependencies')),
  ];
  const names = [
    ...requirements.map((line) => /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(line)?.[1] ?? ''),
    ...poetryTables.flatMap((table) => Object.keys(table ?? {})),
    ...locked(await tree.read('uv.lock')),
  ];
  return new Set(names.filter((name) => name !== '').map(normalName));
}

const groups = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : [];

async function lines(tree: ProjectTree, paths: readonly string[]): Promise<readonly string[]> {
  const texts = await Promise.all(paths.map((path) => tree.read(path)));
  return texts.flatMap((text) => (text ?? '').split('\n'));
}

/** Strings of a setup.py; only its requirements look like requirements. */
const quoted = (python: string): readonly string[] =>
  [...python.matchAll(/(['"])([^'"\n]+)\1/g)].map((match) => match[2] ?? '');

function locked(lock: string | undefined): readonly string[] {
  if (lock === undefined) return [];
  try {
    const packages = at(parseToml(lock), 'package');
    return (Array.isArray(packages) ? packages : [])
      .map((one) => at(one, 'name'))
      .filter((name): name is string => typeof name === 'string');
  } catch {
    // uv itself says what is wrong with its lock file; the declared names are enough here.
    return [];
  }
}
