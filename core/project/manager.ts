import { type Problem } from '../kernel/problem';
import {
  managerEntries,
  packageManagers,
  lockingManagers,
  type LockingManager,
} from '../tools/managers';
import { fact, type Fact } from './fact';
import { type FoundCommand } from './found-commands';
import { describesItself, presentManagers } from './lock-files';
import { type Manager } from './model';
import { type ProjectFiles } from './project-files';
import { hatchEnvironments } from './hatch-environments';
import { at, isTable } from './tables';

export interface ManagerFacts {
  readonly manager: Fact<Manager>;
  readonly lock?: Fact<string>;
  readonly problems: readonly Problem[];
}

/** Files that make a directory a project that can be installed. */
export const isInstallable = (files: ProjectFiles): boolean => {
  const pyproject = files.toml('pyproject.toml');
  return (
    files.has('setup.py') ||
    isTable(at(pyproject, 'project')) ||
    describesItself(pyproject) !== undefined ||
    isTable(at(pyproject, 'tool', 'flit', 'metadata')) ||
    isTable(at(pyproject, 'build-system')) ||
    files.ini('setup.cfg').has('metadata')
  );
};

/**
 * What manages the project: the one whose lock file is there; without one, the one whose tables are in pyproject.toml or
 * that existing workflows use; else pip.
 */
export function detectManager(
  files: ProjectFiles,
  commands: readonly FoundCommand[],
  requirements: readonly string[],
): ManagerFacts {
  const locking = presentManagers(files);
  const used = usedManagers(commands);
  const chosen = locking.find((manager) => used.has(manager)) ?? locking[0];
  const problems = [...twoLocks(locking), ...onlyOthers(files, requirements)];
  if (chosen !== undefined && !isOnlyForTools(files, requirements)) {
    const file = packageManagers[chosen].lockFile;
    return { manager: fact(chosen, file), lock: fact(file, lockReason(files, chosen)), problems };
  }
  return { manager: withoutLock(files, used, requirements), problems };
}

const lockReason = (files: ProjectFiles, manager: LockingManager): string => {
  const table = isTable(at(files.toml('pyproject.toml'), 'tool', manager));
  return table
    ? `${packageManagers[manager].lockFile} beside [tool.${manager}] in pyproject.toml`
    : `${packageManagers[manager].lockFile} beside pyproject.toml`;
};

/** A lock file without a pyproject.toml says nothing that can be installed. */
const isOnlyForTools = (files: ProjectFiles, requirements: readonly string[]): boolean =>
  !files.has('pyproject.toml') && (requirements.length > 0 || files.has('setup.py'));

function twoLocks(locking: readonly LockingManager[]): readonly Problem[] {
  const [first, second] = locking;
  if (first === undefined || second === undefined) return [];
  return [
    {
      code: 'two-lock-files',
      file: packageManagers[second].lockFile,
      message: 'there are lock files of different managers',
      found: locking.map((manager) => packageManagers[manager].lockFile).join(', '),
      allowed: 'one of them',
      remedy: 'remove the one that is no longer used, or name the manager in the configuration',
    },
  ];
}

/** Managers that nothing here can run. */
function onlyOthers(files: ProjectFiles, requirements: readonly string[]): readonly Problem[] {
  if (!files.has('Pipfile') || requirements.length > 0 || isInstallable(files)) return [];
  return [
    {
      code: 'manager-not-supported',
      file: 'Pipfile',
      message: 'the dependencies are managed by Pipenv',
      allowed: [
        ...managerEntries.map(([, { title }]) => title),
        'Hatch, pip with pyproject.toml or setup.py, requirements files',
      ].join(', '),
      remedy: 'commit a requirements file: pipenv requirements --dev > requirements.txt',
    },
  ];
}

/** A key that only users of a manager set in its table. */
const signOf = (pyproject: unknown, name: LockingManager): string | undefined =>
  packageManagers[name].signs.find((key) => at(pyproject, 'tool', name, key) !== undefined);

function usedManagers(commands: readonly FoundCommand[]): ReadonlyMap<string, string> {
  const used = new Map<string, string>();
  for (const { install, strength, reason, command } of commands) {
    if (install === undefined || strength !== 'workflow') continue;
    if (!used.has(install.manager)) used.set(install.manager, `\`${command.text}\` of ${reason}`);
  }
  return used;
}

function withoutLock(
  files: ProjectFiles,
  used: ReadonlyMap<string, string>,
  requirements: readonly string[],
): Fact<Manager> {
  const pyproject = files.toml('pyproject.toml');
  const hasProject = isTable(at(pyproject, 'project'));
  const itself = describesItself(pyproject);
  if (itself !== undefined && signOf(pyproject, itself) !== undefined)
    return fact(itself, `tool.${itself} in pyproject.toml`);
  const byUse = [...lockingManagers, 'hatch' as const].find((manager) => used.has(manager));
  if (byUse !== undefined && (hasProject || byUse === 'hatch') && files.has('pyproject.toml'))
    return fact(byUse, used.get(byUse) ?? byUse);
  for (const name of hasProject ? lockingManagers : []) {
    const sign = signOf(pyproject, name);
    if (sign !== undefined) return fact(name, `tool.${name}.${sign} in pyproject.toml`);
  }
  const [environment] = hatchEnvironments(files);
  if (environment !== undefined && hasProject && !used.has('pip'))
    return fact('hatch', `environment ${environment[0]} of hatch`);
  if (isInstallable(files) && !isOnlyMetadata(files, requirements))
    return fact('pip', `${installFile(files)}, and no lock file`);
  const [first] = requirements;
  return first === undefined
    ? fact('pip', `${installFile(files)}, and no lock file`)
    : fact('requirements', `${first}, and nothing that installs the project itself`);
}

/** A [project] table that nothing builds, beside requirements files: an application. */
const isOnlyMetadata = (files: ProjectFiles, requirements: readonly string[]): boolean =>
  requirements.length > 0 &&
  !files.has('setup.py') &&
  !isTable(at(files.toml('pyproject.toml'), 'build-system')) &&
  !files.ini('setup.cfg').has('metadata');

const installFile = (files: ProjectFiles): string =>
  ['pyproject.toml', 'setup.py', 'setup.cfg'].find((file) => files.has(file)) ?? 'no project file';
