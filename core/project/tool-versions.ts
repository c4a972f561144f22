import { type Declared } from './declared';
import { fact, type Fact } from './fact';
import { lockedPackages, type LockedPackage } from './lock-files';
import { preCommitFile, preCommitHooks } from './pre-commit';
import { type ProjectFiles } from './project-files';
import { pinnedVersion } from './requirement';
import { type ReadRequirements } from './requirements-files';
import { type ToolName, type ToolVersion } from './tool-facts';

const tools: readonly ToolName[] = [
  'ruff',
  'black',
  'flake8',
  'pylint',
  'mypy',
  'pyright',
  'basedpyright',
  'ty',
  'pytest',
  'coverage',
  'tox',
  'nox',
  'pre-commit',
];

/** Where the version of each tool comes from, of those that the project names anywhere. */
export function toolVersions(
  files: ProjectFiles,
  lock: string | undefined,
  requirements: readonly ReadRequirements[],
  declared: readonly Declared[],
): Readonly<Partial<Record<ToolName, Fact<ToolVersion>>>> {
  const locked =
    lock === undefined ? new Map<string, LockedPackage>() : lockedPackages(files.text(lock));
  const found: Partial<Record<ToolName, Fact<ToolVersion>>> = {};
  for (const tool of tools) {
    const version =
      fromLock(locked, lock, tool) ??
      fromRequirements(requirements, tool) ??
      fromPreCommit(files, tool) ??
      fromDeclared(requirements, declared, tool);
    if (version !== undefined) found[tool] = version;
  }
  return found;
}

function fromLock(
  locked: ReadonlyMap<string, LockedPackage>,
  lock: string | undefined,
  tool: ToolName,
): Fact<ToolVersion> | undefined {
  const version = locked.get(tool)?.version;
  return version === undefined || lock === undefined
    ? undefined
    : fact({ from: 'lock', version }, lock);
}

function fromRequirements(
  requirements: readonly ReadRequirements[],
  tool: ToolName,
): Fact<ToolVersion> | undefined {
  for (const { path, text } of requirements) {
    const pinned = text.requirements
      .filter(({ name }) => name === tool)
      .map(pinnedVersion)
      .find((version) => version !== undefined);
    if (pinned !== undefined) return fact({ from: 'requirements', version: pinned }, path);
  }
  return undefined;
}

function fromPreCommit(files: ProjectFiles, tool: ToolName): Fact<ToolVersion> | undefined {
  const hook = preCommitHooks(files).find(
    ({ checks, revision }) =>
      /^v?\d+(?:\.\d+)+/.test(revision) && checks.some((check) => check.tool === tool),
  );
  return hook === undefined
    ? undefined
    : fact(
        { from: 'pre-commit', version: hook.revision.replace(/^v/, '') },
        `hook ${hook.id} of ${preCommitFile}`,
      );
}

function fromDeclared(
  requirements: readonly ReadRequirements[],
  declared: readonly Declared[],
  tool: ToolName,
): Fact<ToolVersion> | undefined {
  const all = [
    ...declared,
    ...requirements.map(({ path, text }) => ({ reason: path, requirements: text.requirements })),
  ];
  for (const one of all) {
    const requirement = one.requirements.find(({ name }) => name === tool);
    if (requirement === undefined) continue;
    const pinned = pinnedVersion(requirement);
    return pinned === undefined
      ? fact({ from: 'declared', specifier: requirement.specifier }, one.reason)
      : fact({ from: 'requirements', version: pinned }, one.reason);
  }
  return undefined;
}
