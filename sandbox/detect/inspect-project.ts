import { BareRepository } from '../github/bare-repository';
import { dependencyNames, requirementsFiles } from './dependencies';
import { sourceDirectories, testDirectory } from './directories';
import { mcpCommand, usesMcp } from './mcp-server';
import { at, openTree, ProjectFileError, readToml, type ProjectTree } from './project-tree';
import {
  allowedVersions,
  preferredVersion,
  supportedVersions,
  type PythonVersion,
} from './python-version';

export { ProjectFileError } from './project-tree';

/** What a repository's entry in `gatehouse:repositories` must say beyond the defaults for this project. */
interface DetectedSettings {
  readonly defaultBranch?: string;
  readonly branches?: readonly string[];
  readonly python?: {
    readonly versions?: readonly [PythonVersion];
    readonly layout?: 'requirements';
    readonly tools?: 'gatehouse';
    readonly sources?: readonly string[];
    readonly tests?: string;
    readonly requirements?: string;
  };
  readonly mcp?: { readonly command: readonly [string, ...string[]] };
  readonly build?: { readonly dockerfile: string };
}

export interface DetectedProject {
  readonly settings: DetectedSettings;
  /** What the pipeline will find missing, for the person who delivers it; one sentence each. */
  readonly notes: readonly string[];
}

/** Files of which one makes a repository a Python project. */
const projectFiles = ['pyproject.toml', 'setup.py', 'setup.cfg'];

/** Tools that the pipeline runs; all must be the project's own for its versions to be used. */
const tools = ['ruff', 'black', 'mypy', 'pytest', 'pytest-cov', 'bandit', 'pip-audit'];

/** A path the configuration takes: no spaces, no quotes. */
const plainPath = /^[A-Za-z0-9_.][A-Za-z0-9_./-]*$/;

/**
 * Looks at the files of a branch and says which settings the project needs beyond the defaults. Reads only, checks out
 * nothing.
 *
 * @throws {ProjectFileError} when the branch holds no Python project, or one that no supported version can run.
 */
export async function inspectProject(
  gitDirectory: string,
  branch: string,
): Promise<DetectedProject> {
  const commit = await new BareRepository(gitDirectory).resolve(`refs/heads/${branch}^{commit}`);
  if (commit === undefined) throw new ProjectFileError(`${gitDirectory} has no branch ${branch}`);
  const tree = await openTree(gitDirectory, commit);
  requireProject(tree, branch);
  const notes: string[] = [];
  const dependencies = await dependencyNames(tree);
  const sources = (await sourceDirectories(tree)).filter((path) => plainPath.test(path));
  const tests = await testDirectory(tree);
  if (sources.length === 0) notes.push('No Python code was found: set `python.sources`.');
  if (tests === undefined)
    notes.push('No tests were found: the Test Suite fails until `python.tests` has some.');
  const version = await pythonVersion(tree);
  const missing = tools.filter((tool) => !dependencies.has(tool));
  if (missing.length > 0 && missing.length < tools.length)
    notes.push(
      `The project does not declare ${missing.join(', ')}: Gatehouse's own versions of all tools run.`,
    );
  const python = {
    ...(version === preferredVersion ? {} : { versions: [version] as const }),
    ...layout(tree, notes),
    ...(missing.length === 0 ? {} : { tools: 'gatehouse' as const }),
    ...(sources.length === 0 || sources.join() === 'src' ? {} : { sources }),
    ...(tests === undefined || tests === 'tests' || !plainPath.test(tests) ? {} : { tests }),
  };
  const mcp = usesMcp(dependencies) ? await mcpCommand(tree, sources) : undefined;
  if (mcp === undefined && usesMcp(dependencies))
    notes.push(
      'An MCP library is used, but no module that starts a server was found: set `mcp.command`.',
    );
  return {
    settings: {
      ...(branch === 'main' ? {} : { defaultBranch: branch }),
      ...(branch === 'develop' ? { branches: [] } : {}),
      ...(Object.keys(python).length === 0 ? {} : { python }),
      ...(mcp === undefined ? {} : { mcp: { command: mcp } }),
      ...(tree.has('Dockerfile') ? { build: { dockerfile: 'Dockerfile' } } : {}),
    },
    notes,
  };
}

function requireProject(tree: ProjectTree, branch: string): void {
  if (projectFiles.some((file) => tree.has(file)) || requirementsFiles(tree).length > 0) return;
  const nested = tree.paths.find((path) => projectFiles.includes(path.split('/').at(-1) ?? ''));
  const found =
    nested === undefined
      ? `the root holds ${
          tree.paths
            .filter((path) => !path.includes('/'))
            .slice(0, 5)
            .join(', ') || 'no files'
        }`
      : `there is one in ${nested.split('/').slice(0, -1).join('/')}, but only the root is looked at`;
  throw new ProjectFileError(
    `branch ${branch} holds no Python project: ${found}; it needs ${projectFiles.join(', ')} or requirements.txt at its root`,
  );
}

/**
 * uv's lock file makes a uv project. Everything else is installed by `uv pip install --requirement FILE`, which takes a
 * requirements file and, where there is none, pyproject.toml, setup.py or setup.cfg themselves.
 * https://docs.astral.sh/uv/pip/packages/#installing-packages-from-files
 */
function layout(
  tree: ProjectTree,
  notes: string[],
): { layout?: 'requirements'; requirements?: string } {
  if (tree.has('pyproject.toml') && tree.has('uv.lock')) return {};
  const [file] = requirementsFiles(tree).filter((path) => plainPath.test(path));
  const requirements = file ?? projectFiles.find((one) => tree.has(one)) ?? 'requirements.txt';
  if (file === undefined)
    notes.push(`${requirements} pins no versions: \`uv lock\` makes installations repeatable.`);
  return {
    layout: 'requirements',
    ...(requirements === 'requirements.txt' ? {} : { requirements }),
  };
}

/** The version developers use (`.python-version`), else the preferred one if allowed, else the oldest allowed one. */
async function pythonVersion(tree: ProjectTree): Promise<PythonVersion> {
  const pinned = /^(?:cpython-)?(3\.\d+)(?:\.\d+)?\s*$/m.exec(
    (await tree.read('.python-version')) ?? '',
  )?.[1];
  const supported = supportedVersions.find((version) => version === pinned);
  if (supported !== undefined) return supported;
  const { file, specifier } = await requiresPython(tree);
  if (specifier === undefined) return preferredVersion;
  const allowed = allowedVersions(specifier);
  const [oldest] = allowed;
  if (oldest === undefined)
    throw new ProjectFileError(
      `${file}: requires Python "${specifier}"; the pipeline runs on ${supportedVersions.join(', ')}`,
    );
  return allowed.includes(preferredVersion) ? preferredVersion : oldest;
}

async function requiresPython(
  tree: ProjectTree,
): Promise<{ readonly file: string; readonly specifier: string | undefined }> {
  const pyproject = await readToml(tree, 'pyproject.toml');
  const declared =
    at(pyproject, 'project', 'requires-python') ??
    at(pyproject, 'tool', 'poetry', 'dependencies', 'python');
  if (typeof declared === 'string') return { file: 'pyproject.toml', specifier: declared };
  const config = /^python_requires\s*=\s*(.+)$/m.exec((await tree.read('setup.cfg')) ?? '')?.[1];
  if (config !== undefined) return { file: 'setup.cfg', specifier: config };
  const setup = /python_requires\s*=\s*(['"])([^'"]+)\1/.exec((await tree.read('setup.py')) ?? '');
  return { file: 'setup.py', specifier: setup?.[2] };
}
