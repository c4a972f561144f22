import { managerEntries } from '../tools/managers';
import { fact, type Fact } from './fact';
import { type Build, type Manager, type VersionFromGit } from './model';
import { type ProjectFiles } from './project-files';
import { normalName } from '../kernel/package-name';
import { parseRequirements } from './requirement';
import { keywordValue } from './setup-py';
import { at, isTable, textOf, textsIn } from './tables';

/** What builds the project, if anything does. */
export function detectBuild(files: ProjectFiles, manager: Manager): Fact<Build> {
  const pyproject = files.toml('pyproject.toml');
  const none = (reason: string): Fact<Build> => fact({ kind: 'none' }, reason);
  for (const [manager, { packageKey }] of managerEntries)
    if (at(pyproject, 'tool', manager, packageKey) === false)
      return none(`tool.${manager}.${packageKey} = false in pyproject.toml`);
  const system = at(pyproject, 'build-system');
  if (isTable(system)) {
    const backend = textOf(at(system, 'build-backend')) ?? 'setuptools.build_meta';
    const describes =
      isTable(at(pyproject, 'project')) ||
      isTable(at(pyproject, 'tool', 'poetry')) ||
      isTable(at(pyproject, 'tool', 'flit')) ||
      files.has('setup.py') ||
      files.has('setup.cfg');
    if (describes) return fact({ kind: 'backend', backend }, 'build-system in pyproject.toml');
  }
  const legacy = ['setup.py', 'setup.cfg'].find(
    (file) => files.has(file) && (file === 'setup.py' || files.ini(file).has('metadata')),
  );
  if (legacy !== undefined)
    return fact({ kind: 'backend', backend: 'setuptools.build_meta:__legacy__' }, legacy);
  if (manager === 'poetry' && textOf(at(pyproject, 'tool', 'poetry', 'name')) !== undefined)
    return none('tool.poetry without build-system in pyproject.toml');
  return none(
    files.has('pyproject.toml')
      ? 'no build-system in pyproject.toml'
      : 'neither pyproject.toml nor setup.py',
  );
}

/** Plugins that take a version from git whenever they are asked for when building. */
const buildPlugins: Readonly<Record<string, (pyproject: unknown) => boolean>> = {
  'hatch-vcs': (table) => at(table, 'tool', 'hatch', 'version', 'source') === 'vcs',
  'uv-dynamic-versioning': (table) =>
    at(table, 'tool', 'hatch', 'version', 'source') === 'uv-dynamic-versioning' ||
    isTable(at(table, 'tool', 'uv-dynamic-versioning')),
  versioningit: (table) =>
    at(table, 'tool', 'hatch', 'version', 'source') === 'versioningit' ||
    isTable(at(table, 'tool', 'versioningit')),
  'poetry-dynamic-versioning': (table) =>
    String(at(table, 'tool', 'poetry-dynamic-versioning', 'enable')) === 'true',
  'setuptools-git-versioning': () => true,
  'flit-scm': () => true,
  'vcs-versioning': () => true,
  dunamai: () => true,
};

/** Whether the version is taken from git's tags when the project is built, and by what. */
export function versionFromGit(files: ProjectFiles): Fact<VersionFromGit> | undefined {
  const pyproject = files.toml('pyproject.toml');
  const setup = files.text('setup.py');
  const config = files.ini('setup.cfg');
  const found = (tool: string, reason: string): Fact<VersionFromGit> => fact({ tool }, reason);
  const requires = new Set(
    parseRequirements([
      ...textsIn(at(pyproject, 'build-system', 'requires')),
      ...textsIn(keywordValue(setup, 'setup_requires')),
    ]).map(({ name }) => name),
  );
  for (const [tool, isUsed] of Object.entries(buildPlugins))
    if (requires.has(tool) && isUsed(pyproject))
      return found(tool, `build-system.requires in pyproject.toml names ${tool}`);
  const scm = setuptoolsScm(files, requires);
  if (scm !== undefined) return scm;
  const pdm = at(pyproject, 'tool', 'pdm', 'version', 'source');
  if (pdm === 'scm') return found('pdm', 'tool.pdm.version.source = "scm" in pyproject.toml');
  if (requires.has('pbr') || keywordValue(setup, 'pbr') === true) {
    const version = at(pyproject, 'project', 'version') ?? config.get('metadata')?.get('version');
    if (version === undefined) return found('pbr', 'pbr, and no version of its own');
  }
  if (isTable(at(pyproject, 'tool', 'versioneer')) || config.has('versioneer'))
    return found('versioneer', 'the section of versioneer');
  if (files.has('versioneer.py') && /\bversioneer\.get_version\(/.test(setup))
    return found('versioneer', 'versioneer.get_version() in setup.py');
  const provider = textOf(at(pyproject, 'tool', 'scikit-build', 'metadata', 'version', 'provider'));
  if (provider === 'scikit_build_core.metadata.setuptools_scm')
    return found('setuptools_scm', 'tool.scikit-build.metadata.version.provider in pyproject.toml');
  return undefined;
}

/** setuptools_scm may also be there to find files only; then the version stands somewhere else. */
function setuptoolsScm(
  files: ProjectFiles,
  requires: ReadonlySet<string>,
): Fact<VersionFromGit> | undefined {
  const pyproject = files.toml('pyproject.toml');
  const tool = 'setuptools_scm';
  const isDynamic = textsIn(at(pyproject, 'project', 'dynamic')).includes('version');
  const isFixed =
    at(pyproject, 'project', 'version') !== undefined ||
    at(pyproject, 'tool', 'setuptools', 'dynamic', 'version') !== undefined;
  if (isTable(at(pyproject, 'tool', 'setuptools_scm')) && !isFixed)
    return fact({ tool }, 'tool.setuptools_scm in pyproject.toml');
  if (/\buse_scm_version\s*[=:"']/.test(files.text('setup.py')))
    return fact({ tool }, 'use_scm_version in setup.py');
  if (requires.has(normalName(tool)) && isDynamic && !isFixed)
    return fact({ tool }, 'build-system.requires in pyproject.toml names setuptools_scm');
  return undefined;
}
