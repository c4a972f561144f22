import { type ChangeKind, changeKinds } from '../../core/kernel/change-kinds';
import { isMergeable } from '../../core/merged-files';
import { blockMarks, readMarked, withBlock } from '../../core/kernel/marked-block';
import { defaultPullRequestBranch } from '../../core/kernel/delivered-names';
import { type CheckFailure } from '../protocol/provider';
import { text } from '../resource-kind';
import { AssetValue, isList, isMap, unknown, type Value, type ValueMap } from '../protocol/values';
import { blobSha, contentOf, type DesiredFile } from './blob';
import { checkFiles, pathProblem } from './check-files';
import { checkReplacesJobs, replacesJobsOf, type ReplacesJobs } from './replaces-jobs';
import { checkKeepCommits, checkPin, pinnedFiles } from './pinned-files';

/** What is to be delivered, with nothing unknown. */
export interface WorkflowCommitInputs {
  readonly repository: string;
  readonly branch: string;
  readonly files: ReadonlyMap<string, DesiredFile>;
  /** Git blob hash of each asset among the files by the engine's hash of it. */
  readonly assetBlobs: Readonly<Record<string, string>>;
  readonly message: string;
  readonly adopt: boolean;
  /** Paths of files of others that the files replace: overwritten where one of the files goes, removed elsewhere. */
  readonly replaces: readonly string[];
  /** Jobs of workflows of others that the files replace: they are taken out of these. */
  readonly replacesJobs: ReplacesJobs;
  /** Absent: the files go straight to the branch. */
  readonly pullRequest: PullRequestInputs | undefined;
  /** Groups of paths of which at least one must be in the repository. */
  readonly requireOneOf: readonly (readonly string[])[];
  /** Names of the checks that the workflows among the files report. */
  readonly checks: readonly string[];
  /** Path of the workflow whose checks count once they have succeeded. Absent: once its file is there. */
  readonly provenBy: string | undefined;
  /** Kinds of pull requests that may stay unmergeable. */
  readonly acceptBlocked: readonly ChangeKind[];
  /** Paths out of the files of which only some entries are ours. */
  readonly merged: readonly string[];
  /** A file that is partly ours. */
  readonly shared: SharedInputs | undefined;
  /** Absent: the repository is not marked. */
  readonly owner: OwnerInputs | undefined;
  /** Whether the state keeps, by path, the commit that each file came by. */
  readonly keepCommits: boolean;
}

/** A file of the repository in which some lines are ours, between two marks. */
export interface SharedInputs {
  /** Where it may be: the first of these that is there, otherwise the first of all. */
  readonly paths: readonly string[];
  /** Our lines. */
  readonly block: string;
}

/** The stack that manages the repository, and where the repository says so. */
export interface OwnerInputs {
  /** `organization/project/stack`. */
  readonly stack: string;
  /** The branch that holds the mark. */
  readonly branch: string;
}

export interface PullRequestInputs {
  readonly branch: string;
  readonly title: string;
  readonly body: string;
}

const defaultMessage = 'Update managed files';

/** Everything that is wrong with the inputs. Unknown values are judged once they are known. */
export function checkInputs(news: ValueMap): readonly CheckFailure[] {
  return [
    ...required(news, 'repository', /^[A-Za-z0-9_.-]{1,100}$/, 'the bare name of a repository'),
    ...required(news, 'branch', branchPattern, 'the name of a branch'),
    ...checkFiles(news['files']),
    ...checkExecutables(news),
    ...checkDelivery(news),
    ...checkRequireOneOf(news['requireOneOf']),
    ...checkChecks(news['checks']),
    ...checkReplaces(news),
    ...checkReplacesJobs(news),
    ...checkAccepted(news['acceptBlocked']),
    ...checkOwner(news),
    ...checkMerged(news),
    ...checkShared(news),
    ...checkPin(news),
    ...checkKeepCommits(news),
    ...['message', 'provenBy'].flatMap((key) => optional(news, key, 'string')),
    ...['adopt'].flatMap((key) => optional(news, key, 'boolean')),
  ];
}

/** Reads inputs that {@link checkInputs} accepted. @returns undefined while any of them is unknown. */
export function readInputs(news: ValueMap): WorkflowCommitInputs | undefined {
  if (hasUnknown(news)) return undefined;
  const executables = new Set(strings(news['executables']));
  const pullRequest = isMap(news['pullRequest']) ? news['pullRequest'] : {};
  const message = text(news['message']) ?? defaultMessage;
  const given = pinnedFiles(news);
  const files = desiredFiles(given, executables);
  return {
    // Stryker disable next-line StringLiteral: checkInputs refuses what has none.
    repository: text(news['repository']) ?? '',
    // Stryker disable next-line StringLiteral: checkInputs refuses what has none.
    branch: text(news['branch']) ?? '',
    files,
    assetBlobs: assetBlobs(given, files),
    message,
    adopt: news['adopt'] === true,
    replaces: strings(news['replaces']),
    replacesJobs: replacesJobsOf(news['replacesJobs']),
    pullRequest:
      news['delivery'] === 'pullRequest'
        ? {
            branch: text(pullRequest['branch']) ?? defaultPullRequestBranch,
            title: text(pullRequest['title']) ?? message,
            body: text(pullRequest['body']) ?? '',
          }
        : undefined,
    requireOneOf: isList(news['requireOneOf']) ? news['requireOneOf'].map(strings) : [],
    checks: strings(news['checks']),
    provenBy: text(news['provenBy']),
    acceptBlocked: changeKinds.filter((kind) => strings(news['acceptBlocked']).includes(kind)),
    merged: strings(news['merged']),
    shared: sharedOf(news['shared']),
    owner: ownerOf(news['owner']),
    keepCommits: news['keepCommits'] === true,
  };
}

/** The shared file among inputs or outputs. */
export function sharedOf(value: Value | undefined): SharedInputs | undefined {
  if (!isMap(value)) return undefined;
  const [paths, block] = [strings(value['paths']), text(value['block'])];
  return paths.length === 0 || block === undefined ? undefined : { paths, block };
}

/** The owner among inputs or outputs. */
export function ownerOf(value: Value | undefined): OwnerInputs | undefined {
  if (!isMap(value)) return undefined;
  const [stack, branch] = [text(value['stack']), text(value['branch'])];
  return stack === undefined || branch === undefined ? undefined : { stack, branch };
}

/** Files whose content is known, by path. */
function desiredFiles(
  files: Value | undefined,
  executables: ReadonlySet<string>,
): ReadonlyMap<string, DesiredFile> {
  const desired = new Map<string, DesiredFile>();
  if (!isMap(files)) return desired;
  for (const [path, value] of Object.entries(files)) {
    if (typeof value !== 'string' && !(value instanceof AssetValue)) continue;
    const content = contentOf(path, value);
    desired.set(path, { content, sha: blobSha(content), executable: executables.has(path) });
  }
  return desired;
}

function assetBlobs(
  given: Value | undefined,
  files: ReadonlyMap<string, DesiredFile>,
): Readonly<Record<string, string>> {
  if (!isMap(given)) return {};
  const entries = Object.entries(given).flatMap(([path, value]) => {
    const sha = files.get(path)?.sha;
    return value instanceof AssetValue && sha !== undefined ? [[value.hash, sha] as const] : [];
  });
  return Object.fromEntries(entries);
}

export function strings(value: Value | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function hasUnknown(value: Value): boolean {
  if (value === unknown) return true;
  if (isList(value)) return value.some(hasUnknown);
  return isMap(value) && Object.values(value).some(hasUnknown);
}

/** @see https://git-scm.com/docs/git-check-ref-format */
const branchPattern =
  /^(?![-/.])(?!.*(?:\.\.|\/\.|\/\/|@\{))[^\u0000-\u0020\u007f~^:?*[\\]{1,244}(?<![/.])(?<!\.lock)$/;

function required(
  news: ValueMap,
  property: string,
  pattern: RegExp,
  what: string,
): readonly CheckFailure[] {
  const value = news[property];
  if (value === unknown) return [];
  if (typeof value === 'string' && pattern.test(value) && !/^\.+$/.test(value)) return [];
  return [{ property, reason: `must be ${what}${found(value)}` }];
}

function optional(
  news: ValueMap,
  property: string,
  type: 'string' | 'boolean',
): readonly CheckFailure[] {
  const value = news[property];
  if (value === undefined || value === null || value === unknown || typeof value === type)
    return [];
  return [{ property, reason: `must be a ${type}${found(value)}` }];
}

function checkExecutables({ files, executables }: ValueMap): readonly CheckFailure[] {
  if (executables === undefined || executables === null || executables === unknown) return [];
  if (!isList(executables)) return [{ property: 'executables', reason: 'must be a list of paths' }];
  if (!isMap(files)) return [];
  return executables.flatMap((path, index) =>
    path === unknown || (typeof path === 'string' && path in files)
      ? []
      : [{ property: `executables[${index}]`, reason: `must be a path in files${found(path)}` }],
  );
}

function checkDelivery({ delivery, pullRequest, branch }: ValueMap): readonly CheckFailure[] {
  if (delivery === unknown) return [];
  if (
    delivery !== undefined &&
    delivery !== null &&
    !['commit', 'pullRequest'].includes(text(delivery) ?? '')
  ) {
    return [{ property: 'delivery', reason: `must be commit or pullRequest${found(delivery)}` }];
  }
  if (delivery !== 'pullRequest' || !isMap(pullRequest)) return [];
  const from = pullRequest['branch'] ?? null;
  const failures: CheckFailure[] = [];
  if (from !== null && from !== unknown && !branchPattern.test(text(from) ?? '')) {
    failures.push({
      property: 'pullRequest.branch',
      reason: `must be the name of a branch${found(from)}`,
    });
  }
  if (typeof from === 'string' && from === branch) {
    failures.push({ property: 'pullRequest.branch', reason: 'must differ from branch' });
  }
  return failures;
}

function checkOwner({ owner, branch }: ValueMap): readonly CheckFailure[] {
  if (owner === undefined || owner === null || owner === unknown) return [];
  if (!isMap(owner))
    return [{ property: 'owner', reason: `must be a stack and a branch${found(owner)}` }];
  const failures = [
    ...required(owner, 'stack', /^[^/\s]+\/[^/\s]+\/[^/\s]+$/, 'organization/project/stack'),
    ...required(owner, 'branch', branchPattern, 'the name of a branch'),
  ].map(({ property, reason }) => ({ property: `owner.${property}`, reason }));
  if (typeof branch === 'string' && owner['branch'] === branch) {
    failures.push({ property: 'owner.branch', reason: 'must differ from branch' });
  }
  return failures;
}

function checkMerged({ merged, files }: ValueMap): readonly CheckFailure[] {
  if (merged === undefined || merged === null || merged === unknown) return [];
  if (!isList(merged)) return [{ property: 'merged', reason: 'must be a list of paths' }];
  return merged.flatMap((path, index): readonly CheckFailure[] => {
    if (path === unknown) return [];
    const isRight =
      typeof path === 'string' &&
      isMergeable(path) &&
      (!isMap(files) || typeof files[path] === 'string');
    if (isRight) return [];
    const reason = `must be a path out of files, with a text, of a kind that can be merged${found(path)}`;
    return [{ property: `merged[${index}]`, reason }];
  });
}

function checkShared({ shared, files }: ValueMap): readonly CheckFailure[] {
  if (shared === undefined || shared === null || shared === unknown) return [];
  if (!isMap(shared))
    return [{ property: 'shared', reason: `must be paths and a block${found(shared)}` }];
  const { paths = null, block = null } = shared;
  const failures: CheckFailure[] = [];
  if (paths !== unknown && (!isList(paths) || paths.length === 0))
    failures.push({ property: 'shared.paths', reason: `must be a list of paths${found(paths)}` });
  for (const [index, path] of (isList(paths) ? paths : []).entries()) {
    if (path === unknown) continue;
    const property = `shared.paths[${index}]`;
    const problem =
      typeof path !== 'string'
        ? 'must be a path'
        : isMap(files) && path in files
          ? 'must not be a path in files'
          : pathProblem(path);
    if (problem !== undefined) failures.push({ property, reason: `${problem}${found(path)}` });
  }
  if (block !== unknown && (typeof block !== 'string' || !isBlock(block))) {
    const reason = `must be lines without the marks ${blockMarks.first} and ${blockMarks.last}`;
    failures.push({ property: 'shared.block', reason });
  }
  return failures;
}

/** Whether a text reads back as it is from between its marks. */
function isBlock(block: string): boolean {
  const read = readMarked(withBlock({ before: '', part: undefined, after: '' }, block));
  return block !== '' && typeof read === 'object' && read.part?.block === block;
}

function checkRequireOneOf(value: Value | undefined): readonly CheckFailure[] {
  if (value === undefined || value === null || value === unknown) return [];
  const isGroup = (group: Value): boolean =>
    group === unknown ||
    (isList(group) &&
      group.length > 0 &&
      group.every((path) => path === unknown || typeof path === 'string'));
  return isList(value) && value.every(isGroup)
    ? []
    : [{ property: 'requireOneOf', reason: 'must be a list of lists of paths' }];
}

function checkChecks(value: Value | undefined): readonly CheckFailure[] {
  if (value === undefined || value === null || value === unknown) return [];
  const isName = (name: Value): boolean => name === unknown || typeof name === 'string';
  return isList(value) && value.every(isName)
    ? []
    : [{ property: 'checks', reason: 'must be a list of names' }];
}

function checkReplaces({ replaces }: ValueMap): readonly CheckFailure[] {
  if (replaces === undefined || replaces === null || replaces === unknown) return [];
  if (!isList(replaces)) return [{ property: 'replaces', reason: 'must be a list of paths' }];
  return replaces.flatMap((path, index): readonly CheckFailure[] => {
    if (path === unknown) return [];
    const property = `replaces[${index}]`;
    const problem = typeof path === 'string' ? pathProblem(path) : 'must be a path';
    return problem === undefined ? [] : [{ property, reason: `${problem}${found(path)}` }];
  });
}

function checkAccepted(value: Value | undefined): readonly CheckFailure[] {
  if (value === undefined || value === null || value === unknown) return [];
  const kinds: readonly Value[] = changeKinds;
  return isList(value) && value.every((kind) => kind === unknown || kinds.includes(kind))
    ? []
    : [{ property: 'acceptBlocked', reason: `must be a list of ${changeKinds.join(', ')}` }];
}

function found(value: Value | undefined): string {
  if (value === undefined || value === null) return '; it is missing';
  return `; found ${typeof value === 'string' ? JSON.stringify(value) : typeof value}`;
}
