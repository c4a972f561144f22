import { parse as parseToml, TomlError } from 'smol-toml';
import { parseRequirements, pinnedVersion, type Requirement } from '../project/requirement';
import { parseRequirementsText } from '../project/requirements-text';
import { isTable } from '../project/tables';
import { guardFinding, type GuardFinding } from './guard-finding';
import { isRequirements, nameOf } from './gate-paths';
import { type FileTexts } from './tool-settings';

/** Whether a file may pin dependencies, so that its text before and after has to be known. */
export const mayPin = (path: string): boolean =>
  isRequirements(path) || nameOf(path) === 'pyproject.toml';

/** What a file says of dependencies. */
interface Pins {
  /** Packages with one version or one address each. */
  readonly pinned: ReadonlySet<string>;
  readonly named: ReadonlySet<string>;
  readonly hasHashes: boolean;
  /** Whether a package that is not named is free: a list of all that is installed, or of constraints. */
  readonly isWhole: boolean;
}

/** Dependencies that had one version before a change and may have any after it; the hashes of a file that has none any more. */
export function pinChanges(path: string, { before, after }: FileTexts): readonly GuardFinding[] {
  if (before === undefined) return [];
  const [old, present] = [pinsIn(path, before), pinsIn(path, after ?? '')];
  if (old === undefined || present === undefined) return [guardFinding('not-shown', path)];
  const free = [...old.pinned].filter(
    (name) => !present.pinned.has(name) && (present.named.has(name) || old.isWhole),
  );
  const names = [...free, ...(old.hasHashes && !present.hasHashes ? ['--hash'] : [])];
  return names.length === 0 ? [] : [guardFinding('unpinned', path, { names })];
}

function pinsIn(path: string, text: string): Pins | undefined {
  if (!isRequirements(path)) {
    const requirements = requirementsOfToml(text);
    return requirements && { ...pinsOf(requirements), hasHashes: false, isWhole: false };
  }
  const { requirements, hasHashes, compiledWith } = parseRequirementsText(text);
  const isWhole = hasHashes || compiledWith !== undefined || nameOf(path).includes('constraints');
  return { ...pinsOf(requirements), hasHashes, isWhole };
}

function pinsOf(requirements: readonly Requirement[]): Pick<Pins, 'pinned' | 'named'> {
  const isFree = (one: Requirement) => pinnedVersion(one) === undefined && one.url === undefined;
  const named = new Set(requirements.map(({ name }) => name));
  // Listed once more without a version: a marker may leave the other one out.
  const free = new Set(requirements.filter(isFree).map(({ name }) => name));
  return { pinned: new Set([...named].filter((name) => !free.has(name))), named };
}

/** All texts in lists that read as requirements: those of the project, its extras, its groups, its build. */
function requirementsOfToml(text: string): readonly Requirement[] | undefined {
  try {
    return parseRequirements(textsOf(parseToml(text), false));
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}

function textsOf(value: unknown, isListed: boolean): readonly string[] {
  if (typeof value === 'string') return isListed ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((one) => textsOf(one, true));
  return isTable(value) ? Object.values(value).flatMap((one) => textsOf(one, false)) : [];
}
