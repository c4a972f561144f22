import { managerEntries } from '../tools/managers';
import { type GuardFindingKind } from './guard-finding';
import { codeOwnersPaths } from './owners-file';

/** Files that are part of the gate whatever is in them; the first form that fits a path decides. */
const forms: readonly (readonly [GuardFindingKind, RegExp])[] = [
  ['waiver', /^\.github\/gatehouse\/(?:waivers\.ya?ml|baseline\.json)$/],
  ['gate-code', /^\.github\/gatehouse(?:\/|$)/],
  ['workflow', /^\.github\/(?:workflows|actions)(?:\/|$)/],
  // A link or a submodule in the place of the whole directory.
  ['workflow', /^\.github$/],
  ['dependabot', /^\.github\/dependabot\.ya?ml$/],
];

/** What a path is to the gate; undefined for all that is none of it. */
export const gatePath = (path: string): GuardFindingKind | undefined =>
  codeOwnersPaths.includes(path) ? 'owners' : forms.find(([, form]) => form.test(path))?.[0];

const locks: ReadonlySet<string> = new Set([
  ...managerEntries.map(([, { lockFile }]) => lockFile),
  'Pipfile.lock',
]);

export const isLock = (path: string): boolean => locks.has(nameOf(path));

export const isPython = (path: string): boolean => /\.pyi?$/.test(path);

/** The forms of pytest, unittest and Django, and whatever is in a directory of tests. */
export const isTest = (path: string): boolean =>
  /(?:^|\/)(?:test_[^/]*|[^/]*_test|tests)\.py$/.test(path) ||
  /(?:^|\/)(?:tests?|testing)\/(?:.*\/)?[^/]+\.py$/.test(path);

/** The names under which pytest, unittest and Django look for tests by themselves. */
export const isCollected = (path: string): boolean =>
  /(?:^|\/)(?:test[^/]*|[^/]*_test)\.py$/.test(path);

/** Lists of requirements or constraints for pip. */
export const isRequirements = (path: string): boolean =>
  /(?:^|\/)[^/]*(?:requirements|constraints)[^/]*\.(?:txt|in)$/.test(path) ||
  /(?:^|\/)(?:requirements|constraints)\/[^/]+\.(?:txt|in)$/.test(path);

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
