import { pythonVersion } from '../../core/config/formats';
import { detectRepository, type Project, usesMcp } from '../../core/project';
import { formatProblem } from '../../core/kernel/problem';
import { BareRepository } from '../github/bare-repository';
import { gitProjectTree } from './git-project-tree';

/** A project that cannot be used as it is: all that is wrong, one line each. */
export class ProjectFileError extends Error {
  override readonly name = 'ProjectFileError';
}

type PythonVersion = (typeof pythonVersion.options)[number];

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

/** Tools that the pipeline runs; all must be the project's own for its versions to be used. */
const tools = ['ruff', 'black', 'mypy', 'pytest', 'pytest-cov', 'bandit', 'pip-audit'];

/** A path the configuration takes: no spaces, no quotes. */
const plainPath = /^[A-Za-z0-9_.][A-Za-z0-9_./-]*$/;

/** The version of the configuration's defaults. */
const defaultVersion: PythonVersion = '3.11';

/**
 * Looks at the files of a branch and says which settings the project needs beyond the defaults. Reads only, checks out
 * nothing.
 *
 * @throws {ProjectFileError} when the branch holds no Python project, or one that cannot be used as it is.
 */
export async function inspectProject(
  gitDirectory: string,
  branch: string,
): Promise<DetectedProject> {
  const commit = await new BareRepository(gitDirectory).resolve(`refs/heads/${branch}^{commit}`);
  if (commit === undefined) throw new ProjectFileError(`${gitDirectory} has no branch ${branch}`);
  const { projects, problems } = await detectRepository(await gitProjectTree(gitDirectory, commit));
  if (problems.length > 0)
    throw new ProjectFileError([`branch ${branch}:`, ...problems.map(formatProblem)].join('\n'));
  const project = projects.find(({ directory }) => directory === '.');
  if (project === undefined)
    throw new ProjectFileError(
      `branch ${branch} holds no Python project at its root: there is one in ${projects.map(({ directory }) => directory).join(', ')}, but only the root is looked at`,
    );
  return settingsFor(project, branch);
}

function settingsFor(project: Project, branch: string): DetectedProject {
  const notes: string[] = [];
  const { dependencies, mcp, surroundings } = project;
  const sources = project.sources.value
    .map(({ path }) => path)
    .filter((path) => plainPath.test(path));
  const [tests] = project.tests.value;
  if (sources.length === 0) notes.push('No Python code was found: set `python.sources`.');
  if (tests === undefined)
    notes.push('No tests were found: the Test Suite fails until `python.tests` has some.');
  const version = deliveredVersion(project);
  const missing = tools.filter((tool) => !dependencies.has(tool));
  if (missing.length > 0 && missing.length < tools.length)
    notes.push(
      `The project does not declare ${missing.join(', ')}: Gatehouse's own versions of all tools run.`,
    );
  const python = {
    ...(version === defaultVersion ? {} : { versions: [version] as const }),
    ...layout(project, notes),
    ...(missing.length === 0 ? {} : { tools: 'gatehouse' as const }),
    ...(sources.length === 0 || sources.join() === 'src' ? {} : { sources }),
    ...(tests === undefined || tests === 'tests' || !plainPath.test(tests) ? {} : { tests }),
  };
  if (mcp === undefined && usesMcp(dependencies))
    notes.push(
      'An MCP library is used, but no module that starts a server was found: set `mcp.command`.',
    );
  const dockerfile = surroundings.dockerfile?.value;
  return {
    settings: {
      ...(branch === 'main' ? {} : { defaultBranch: branch }),
      ...(branch === 'develop' ? { branches: [] } : {}),
      ...(Object.keys(python).length === 0 ? {} : { python }),
      ...(mcp === undefined ? {} : { mcp: { command: mcp.value } }),
      ...(dockerfile === 'Dockerfile' ? { build: { dockerfile } } : {}),
    },
    notes,
  };
}

/**
 * uv's lock file makes a uv project. Everything else is installed by `uv pip install --requirement FILE`, which takes a
 * requirements file and, where there is none, pyproject.toml, setup.py or setup.cfg themselves.
 * https://docs.astral.sh/uv/pip/packages/#installing-packages-from-files
 */
function layout(
  { manager, lock, pinning, requirements, files }: Project,
  notes: string[],
): { layout?: 'requirements'; requirements?: string } {
  if (manager.value === 'uv' && lock !== undefined) return {};
  const usable = requirements.map(({ value }) => value).filter(({ path }) => plainPath.test(path));
  const found = usable.find(({ purpose }) => purpose === 'run') ?? usable[0];
  const file = found?.path ?? files.value[0] ?? 'requirements.txt';
  if (pinning.value.kind === 'none')
    notes.push(`${file} pins no versions: \`uv lock\` makes installations repeatable.`);
  if (lock !== undefined)
    notes.push(
      `${lock.value} is not used yet: versions are resolved anew from ${file} in each run.`,
    );
  return {
    layout: 'requirements',
    ...(file === 'requirements.txt' ? {} : { requirements: file }),
  };
}

/** The primary version, or the newest one that the configuration takes of those that the project runs on. */
function deliveredVersion({ python }: Project): PythonVersion {
  const known = (version: string): PythonVersion | undefined =>
    pythonVersion.options.find((one) => one === version);
  const version =
    known(python.primary.value) ??
    python.versions.value.map(known).findLast((one) => one !== undefined);
  if (version === undefined)
    throw new ProjectFileError(
      `${python.primary.reason}: runs on Python ${python.versions.value.join(', ')}; the pipeline runs on ${pythonVersion.options.join(', ')}`,
    );
  return version;
}
