import { type Problem } from '../kernel/problem';
import { type LockingManager } from '../tools/managers';
import { type Fact } from './fact';
import { type PythonFacts } from './python-versions';
import { type Surroundings } from './surroundings-facts';
import { type ToolFacts } from './tool-facts';

/** What installs the project and its dependencies. `requirements`: files for pip, and nothing that is installed itself. */
export type Manager = LockingManager | 'hatch' | 'pip' | 'requirements';

/** What holds versions still. */
export type Pinning =
  | { readonly kind: 'lock'; readonly file: string }
  /** Requirements files of which each line names one version; with hashes, the files' contents too. */
  | { readonly kind: 'requirements'; readonly hashes: boolean }
  | { readonly kind: 'constraints'; readonly files: readonly string[] }
  /** Some requirements are pinned and others are not. */
  | { readonly kind: 'partly' }
  | { readonly kind: 'none' };

/** A file that `pip install --requirement` takes. */
export interface RequirementsFile {
  readonly path: string;
  /** `run`: what the project needs to work; `checks`: what its tests and tools need. */
  readonly purpose: 'run' | 'checks';
  /** The file it was compiled from, by pip-tools or `uv pip compile`. */
  readonly compiledFrom?: string;
  readonly compiledWith?: 'pip-compile' | 'uv';
}

/** A named set of dependencies. */
export interface DependencyGroup {
  readonly kind: 'group' | 'extra' | 'environment';
  readonly name: string;
  /** Whether checks need it; the reason says why or why not. */
  readonly needed: boolean;
}

export interface WorkspaceMember {
  readonly directory: string;
  readonly name: string;
}

/** An index of packages beside or instead of PyPI. */
export interface PackageIndex {
  readonly name?: string;
  readonly url: string;
  /** Variables that the manager reads its credentials from; none where nothing says that it needs any. */
  readonly credentials: readonly string[];
}

export type Build =
  | { readonly kind: 'backend'; readonly backend: string }
  /** An application: its dependencies are installed, it is not. */
  | { readonly kind: 'none' };

/** A place with code of the project. */
export interface Source {
  /** Directory or module, relative to the project's directory. */
  readonly path: string;
  /** What Python imports from it. */
  readonly imports: readonly string[];
}

/** A tool by which the version comes from git, so that a clone needs its history and tags. */
export interface VersionFromGit {
  readonly tool: string;
}

/** What the model says of one project; paths are relative to its directory. */
export interface Project {
  /** Relative to the root of the repository, `.` at the root itself. */
  readonly directory: string;
  readonly name?: Fact<string>;
  /** pyproject.toml, setup.py, setup.cfg: those that are there. */
  readonly files: Fact<readonly string[]>;
  readonly manager: Fact<Manager>;
  readonly lock?: Fact<string>;
  readonly pinning: Fact<Pinning>;
  readonly build: Fact<Build>;
  readonly requirements: readonly Fact<RequirementsFile>[];
  readonly constraints: readonly Fact<string>[];
  readonly groups: readonly Fact<DependencyGroup>[];
  /** Requirements that checks need and that neither a group nor a file has: of tox, nox, hatch or a workflow's `pip install`. */
  readonly extraRequirements: readonly Fact<string>[];
  readonly workspace: readonly Fact<WorkspaceMember>[];
  readonly indexes: readonly Fact<PackageIndex>[];
  /** Dependencies that come from git, by name; the value is the address. */
  readonly gitDependencies: readonly Fact<{ readonly name: string; readonly url: string }>[];
  readonly versionFromGit?: Fact<VersionFromGit>;
  readonly python: PythonFacts;
  readonly tools: ToolFacts;
  readonly sources: Fact<readonly Source[]>;
  readonly tests: Fact<readonly string[]>;
  readonly surroundings: Surroundings;
  /** Command that starts the project's Model Context Protocol server on standard input and output. */
  readonly mcp?: Fact<readonly [string, ...string[]]>;
  /** Normalised names of everything that the project asks for or has locked. */
  readonly dependencies: ReadonlySet<string>;
  /** Of what it asks for, that which is installed for checks: not what groups and files hold that they do not need. */
  readonly installed: ReadonlySet<string>;
}

/** A repository with one project or several. */
export interface DetectedRepository {
  /** The project at the root first, then the others by directory. */
  readonly projects: readonly Project[];
  /** What keeps the repository from being used as it is; all of it at once. */
  readonly problems: readonly Problem[];
}
