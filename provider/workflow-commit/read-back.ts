import { createHash } from 'node:crypto';
import { type Target } from '../github/repository';
import { type ReadState } from '../resource-kind';
import { type ValueMap } from '../protocol/values';
import { DeliveryRefused, isMerged } from './delivery';
import { sharedOf } from './inputs';
import { keptRecords } from './job-records';
import { type Tree } from './plan';
import { sharedNow } from './shared-file';
import { readState, stateOutputs, type WorkflowCommitState } from './state';
import { areTrimmed, jobsGone } from './trimmed-workflows';

/** Identity of a set of files: `repository:branch`. */
export function resourceId(repository: string, branch: string): string {
  return `${repository}:${branch}`;
}

/** What an id says: of a resource `repository:branch`, of an import `repository:branch:path,folder/,…`. */
export function parseId(id: string): {
  readonly repository: string;
  readonly branch: string;
  readonly paths: readonly string[];
} {
  const [repository = '', branch = '', ...rest] = id.split(':');
  return {
    repository,
    branch,
    paths: rest
      .join(':')
      .split(',')
      .filter((path) => path !== ''),
  };
}

/**
 * Compares what is owned with what the repository has: an edit, a deletion or a rewritten history shows as other blobs.
 * The files of an open pull request are looked for on its branch until they are merged.
 */
export async function readBack(
  repository: Target,
  id: string,
  inputs: ValueMap,
  outputs: ValueMap,
): Promise<ReadState> {
  const { branch } = parseId(id);
  const state = readState(outputs);
  const delivered = Object.keys(state.blobs);
  const shared = sharedOf(outputs['shared'])?.paths ?? [];
  const paths = [
    ...new Set([
      ...delivered,
      ...state.ownedOnBase,
      ...state.replaces,
      ...Object.keys(state.replaced),
      ...Object.keys(state.replacesJobs),
      ...Object.keys(state.replacedJobs),
      ...(state.shared === undefined ? [] : [state.shared.path, ...shared]),
    ]),
  ];
  const view = await repository.view(branch, paths, state.pullRequestBranch);
  if (view === undefined) await refuseUnlessGone(repository);
  if (view?.branch === undefined) return { id: undefined, inputs, outputs };
  const { tree, head } = view.branch;
  const lines =
    state.shared === undefined
      ? undefined
      : await sharedNow(repository, tree, shared, state.shared);
  const shown = (now: Partial<WorkflowCommitState>): ReadState => ({
    id,
    inputs,
    outputs: { ...outputs, ...stateOutputs({ ...state, headSha: head, ...now }) },
  });
  if (!state.pending) {
    const owned = present(tree, delivered);
    const isGone = Object.keys(owned.blobs).length === 0;
    if (isGone) return { id: undefined, inputs, outputs };
    const seen = shown({ ...owned, shared: lines });
    if (Object.keys(state.replacesJobs).length === 0) return seen;
    const replacesJobs = await jobsGone(repository, tree, state.replacesJobs);
    return { ...seen, outputs: { ...seen.outputs, replacesJobs } };
  }
  const isHere = isMerged(state, tree) && lines?.block === state.shared?.block;
  if (isHere && (await areTrimmed(repository, tree, state))) {
    const owned = present(tree, delivered);
    const still = new Set([...delivered, ...state.replaces]);
    const replaced = Object.fromEntries(
      Object.entries(state.replaced).filter(([path]) => still.has(path)),
    );
    // Whether checks that must succeed first have done so is for the next update to find out.
    const waits = outputs['provenBy'] !== undefined && state.checksOnBranch.length === 0;
    const checksOnBranch = waits ? [] : state.checks;
    const replacedJobs = keptRecords(state.replacedJobs, state);
    const now = { ...owned, ...withoutPullRequest, replaced, replacedJobs };
    return shown({ ...now, checksOnBranch, shared: lines });
  }
  const { other } = view;
  const from = state.pullRequestBranch;
  if (other !== undefined && from !== undefined) {
    const open = await repository.pullRequests.open(from, branch);
    if (open.length > 0) return shown(present(other.tree, delivered));
  }
  // Closed: what the branch has of ours. Someone else's file at one of our paths is not.
  const ours = paths.filter(
    (path) => state.ownedOnBase.includes(path) || tree.get(path)?.sha === state.blobs[path],
  );
  return shown(present(tree, ours));
}

/** Says which files are not as they were delivered; empty when all are. */
export function driftBetween(before: WorkflowCommitState, now: WorkflowCommitState): string {
  const names = { edited: [] as string[], removed: [] as string[] };
  for (const [path, sha] of Object.entries(before.blobs)) {
    const found = now.blobs[path];
    const wasExecutable = before.executables.includes(path);
    if (found === undefined) names.removed.push(path);
    else if (found !== sha || now.executables.includes(path) !== wasExecutable)
      names.edited.push(path);
  }
  if (before.shared !== undefined && !before.pending && now.shared?.block !== before.shared.block)
    names.edited.push(`${before.shared.path} (lines between the marks)`);
  return Object.entries(names)
    .flatMap(([how, paths]) =>
      paths.length === 0 ? [] : [`${how} since the last delivery: ${paths.join(', ')}`],
    )
    .join('; ');
}

/** Says that what waited in a pull request is on the branch now; empty where nothing came. */
export function arrival(before: WorkflowCommitState, now: WorkflowCommitState): string {
  if (!before.pending || now.pending) return '';
  return `the changes of ${before.pullRequestUrl ?? 'the pull request'} are on the branch now`;
}

/**
 * What cannot be seen must not be taken for deleted, or a token that lost its rights would empty the state.
 * @throws DeliveryRefused unless the repository is certainly gone.
 */
async function refuseUnlessGone(repository: Target): Promise<void> {
  if (await repository.isGone()) return;
  throw new DeliveryRefused(
    `${repository.fullName} not found, or the token lacks access; ` +
      'grant the token or App access to it, or remove the resource from the state (pulumi state delete)',
  );
}

const withoutPullRequest = {
  pending: false,
  ownedOnBase: [],
  baseBlobs: {},
  pullRequestBranch: undefined,
  pullRequestNumber: undefined,
  pullRequestUrl: undefined,
};

/**
 * Reads a set of files that Gatehouse does not know yet, for `pulumi import`.
 * @throws Error when the id names no files.
 */
export async function readImport(repository: Target, id: string): Promise<ReadState> {
  const { repository: name, branch, paths } = parseId(id);
  if (paths.length === 0) {
    throw new Error(
      `the id ${JSON.stringify(id)} names no files; it must be repository:branch:path,path,… where a path that ends in a slash means all files below it`,
    );
  }
  const listed = await repository.files(branch, paths);
  const view = await repository.view(branch, listed);
  if (view?.branch === undefined || listed.length === 0) {
    return { id: undefined, inputs: {}, outputs: {} };
  }
  const files: Record<string, string> = {};
  for (const [path, { sha }] of view.branch.tree) {
    const content = await repository.text(sha);
    if (content === undefined) throw new Error(`${path} is binary or too large to be imported`);
    files[path] = content;
  }
  const owned = present(view.branch.tree, listed);
  const inputs: ValueMap = {
    repository: name,
    branch,
    files,
    ...(owned.executables.length === 0 ? {} : { executables: owned.executables }),
  };
  const state: WorkflowCommitState = {
    ...owned,
    // Whether the program gives contents as text or as assets is not known here.
    assetBlobs: Object.fromEntries(
      Object.entries(files).map(([path, content]) => [sha256(content), owned.blobs[path] ?? '']),
    ),
    commitSha: view.branch.head,
    headSha: view.branch.head,
    // Which checks the workflows report is for the program to say; its first update does.
    checks: [],
    checksOnBranch: [],
    replaced: {},
    replaces: [],
    replacedJobs: {},
    replacesJobs: {},
    merged: [],
    ...withoutPullRequest,
    shared: undefined,
    // An import does not say for which stack it is; its first update marks the repository.
    owner: undefined,
  };
  const { files: _large, ...rest } = inputs;
  return { id: resourceId(name, branch), inputs, outputs: { ...rest, ...stateOutputs(state) } };
}

/** The engine's hash of an asset. */
const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

function present(
  tree: Tree,
  paths: readonly string[],
): Pick<WorkflowCommitState, 'blobs' | 'executables'> {
  const found = paths.flatMap((path) => {
    const entry = tree.get(path);
    return entry === undefined ? [] : [{ path, ...entry }];
  });
  return {
    blobs: Object.fromEntries(found.map(({ path, sha }) => [path, sha])),
    executables: found.flatMap(({ path, mode }) => (mode === '100755' ? [path] : [])),
  };
}
