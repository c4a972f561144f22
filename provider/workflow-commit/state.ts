import { isList, isMap, type Value, type ValueMap } from '../protocol/values';
import { type OwnerInputs, ownerOf, strings } from './inputs';
import { type JobRecords } from './job-records';
import { replacesJobsOf, type ReplacesJobs } from './replaces-jobs';

/** What a delivery leaves behind, and later ones start from. */
export interface WorkflowCommitState {
  /** The commit that brought the files to their present state. */
  readonly commitSha: string;
  /** Head of the branch at the last read. */
  readonly headSha: string;
  /** Git blob hash by path: what is owned. */
  readonly blobs: Readonly<Record<string, string>>;
  readonly executables: readonly string[];
  /** Git blob hash of each delivered asset by the engine's hash of it. */
  readonly assetBlobs: Readonly<Record<string, string>>;
  /** Names of the checks that the delivered files report. */
  readonly checks: readonly string[];
  /** Names of the checks that the branch's own workflows report: while pending, those of the files before. */
  readonly checksOnBranch: readonly string[];
  /**
   * Files of others that the delivered ones replaced, by path: mode and blob hash as `git ls-tree` prints them. They are
   * given back once the path is no longer delivered.
   */
  readonly replaced: Readonly<Record<string, string>>;
  /** Paths of files of others that the delivered ones replace. */
  readonly replaces: readonly string[];
  /**
   * Workflows of others that jobs were taken out of, by path and oldest first: the blob hash before, and the ids of the jobs.
   * They are given back once they are no longer replaced.
   */
  readonly replacedJobs: JobRecords;
  /** Jobs of workflows of others that the delivered files replace, by path; of these that are on the branch again, none. */
  readonly replacesJobs: ReplacesJobs;
  /** Paths of files of which only some entries are ours. */
  readonly merged: readonly string[];
  /** Whether the files wait in a pull request. */
  readonly pending: boolean;
  /** While pending: paths that are ours on the branch itself. */
  readonly ownedOnBase: readonly string[];
  /** While pending: the branch's own blobs at our paths when the pull request's branch was written. */
  readonly baseBlobs: Readonly<Record<string, string>>;
  /** While pending: the pull request's branch. */
  readonly pullRequestBranch: string | undefined;
  readonly pullRequestNumber: number | undefined;
  readonly pullRequestUrl: string | undefined;
  /** Where our lines are, or are to be, in a file of others. */
  readonly shared: SharedState | undefined;
  /** The stack that the repository was marked for. */
  readonly owner: OwnerInputs | undefined;
  /** By path: a commit at which the file is as it was delivered. Absent unless it is asked for. */
  readonly commits?: Readonly<Record<string, string>>;
}

/** A file in which some lines are ours. */
export interface SharedState {
  readonly path: string;
  /** Our lines; empty where they are gone, or are to go. */
  readonly block: string;
  /** Whether a delivery made the file, which then goes with our lines if nothing else is in it. */
  readonly isMade: boolean;
}

export function readState(outputs: ValueMap): WorkflowCommitState {
  const number = outputs['pullRequestNumber'];
  return {
    commitSha: textOf(outputs['commitSha']) ?? '',
    headSha: textOf(outputs['headSha']) ?? '',
    blobs: shasOf(outputs['blobs']),
    executables: strings(outputs['executables']),
    assetBlobs: shasOf(outputs['assetBlobs']),
    checks: strings(outputs['checks']),
    checksOnBranch: strings(outputs['checksOnBranch']),
    replaced: shasOf(outputs['replaced']),
    replaces: strings(outputs['replaces']),
    replacedJobs: listsOf(outputs['replacedJobs']),
    replacesJobs: replacesJobsOf(outputs['replacesJobs']),
    merged: strings(outputs['merged']),
    pending: outputs['pending'] === true,
    ownedOnBase: strings(outputs['ownedOnBase']),
    baseBlobs: shasOf(outputs['baseBlobs']),
    pullRequestBranch: textOf(outputs['pullRequestBranch']),
    pullRequestNumber: typeof number === 'number' ? number : undefined,
    pullRequestUrl: textOf(outputs['pullRequestUrl']),
    shared: sharedStateOf(outputs['sharedFile']),
    owner: ownerOf(outputs['owner']),
    ...(outputs['commits'] === undefined ? {} : { commits: shasOf(outputs['commits']) }),
  };
}

/** The outputs that a state shows, without the inputs that are beside them. */
export function stateOutputs(state: WorkflowCommitState): ValueMap {
  // These are among the outputs as the inputs that they are.
  const {
    checks: _checks,
    owner: _owner,
    replaces: _replaces,
    replacesJobs: _replacesJobs,
    replacedJobs,
    merged: _merged,
    shared,
    pullRequestBranch,
    pullRequestNumber,
    pullRequestUrl,
    ...rest
  } = state;
  return {
    ...rest,
    // Absent where nothing is shared, as in the states of versions before.
    ...(shared === undefined ? {} : { sharedFile: { ...shared } }),
    ...(Object.keys(replacedJobs).length === 0 ? {} : { replacedJobs }),
    pullRequestBranch: pullRequestBranch ?? null,
    pullRequestNumber: pullRequestNumber ?? null,
    pullRequestUrl: pullRequestUrl ?? null,
  };
}

function sharedStateOf(value: Value | undefined): SharedState | undefined {
  if (!isMap(value)) return undefined;
  const [path, block] = [textOf(value['path']), value['block']];
  return path === undefined || typeof block !== 'string'
    ? undefined
    : { path, block, isMade: value['isMade'] === true };
}

const textOf = (value: Value | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function listsOf(value: Value | undefined): Readonly<Record<string, readonly string[]>> {
  if (!isMap(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, list]) => [key, isList(list) ? strings(list) : []]),
  );
}

function shasOf(value: Value | undefined): Readonly<Record<string, string>> {
  if (!isMap(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
