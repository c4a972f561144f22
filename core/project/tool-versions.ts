import { knownTypeTools, toolPackages } from '../tools';
import { namesIn } from '../tools/names-in';
import { type Declared } from './declared';
import { fact, type Fact } from './fact';
import { lockedPackages, type LockedPackage } from './lock-files';
import { type Hook, preCommitFile } from './pre-commit';
import { pinnedVersion } from './requirement';
import { type ReadRequirements } from './requirements-files';
import { type ToolName, type ToolVersion } from './tool-facts';

const tools: readonly ToolName[] = [
  ...toolPackages,
  ...namesIn(knownTypeTools),
  'pytest',
  'coverage',
  'tox',
  'nox',
  'pre-commit',
];

/** What names versions of tools. */
interface VersionSources {
  readonly lock: { readonly file: string; readonly text: string } | undefined;
  readonly requirements: readonly ReadRequirements[];
  readonly hooks: readonly Hook[];
  readonly declared: readonly Declared[];
}

/** Where the version of each tool comes from, of those that the project names anywhere. */
export function toolVersions({
  lock,
  requirements,
  hooks,
  declared,
}: VersionSources): Readonly<Partial<Record<ToolName, Fact<ToolVersion>>>> {
  const locked = lockedPackages(lock?.text ?? '');
  const found: Partial<Record<ToolName, Fact<ToolVersion>>> = {};
  for (const tool of tools) {
    const version =
      fromLock(locked, lock?.file, tool) ??
      fromRequirements(requirements, tool) ??
      fromPreCommit(hooks, tool) ??
      fromDeclared(requirements, declared, tool);
    if (version !== undefined) found[tool] = version;
  }
  return found;
}

function fromLock(
  locked: ReadonlyMap<string, LockedPackage>,
  file: string | undefined,
  tool: ToolName,
): Fact<ToolVersion> | undefined {
  const version = locked.get(tool)?.version;
  return version === undefined || file === undefined
    ? undefined
    : fact({ from: 'lock', version }, file);
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

function fromPreCommit(hooks: readonly Hook[], tool: ToolName): Fact<ToolVersion> | undefined {
  const hook = hooks.find(
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
