import { type Repository } from '../github/repository';
import { type ReadState } from '../wire/resource-kind';
import { type ValueMap } from '../wire/values';
import { strings } from './inputs';
import { type Tree } from './plan';
import { readState, stateOutputs, type WorkflowCommitState } from './state';

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
  repository: Repository,
  id: string,
  inputs: ValueMap,
  outputs: ValueMap,
): Promise<ReadState> {
  const { branch } = parseId(id);
  const state = readState(outputs);
  const paths = Object.keys(state.blobs).sort();
  const from = state.pending ? pullRequestBranch(inputs) : undefined;
  const view = await repository.view(branch, paths, from);
  if (view?.branch === undefined) return { id: undefined, inputs, outputs };
  const merged = paths.every((path) => view.branch?.tree.get(path)?.sha === state.blobs[path]);
  const waiting = state.pending && !merged && view.pullRequests.length > 0;
  const seen = waiting && view.other !== undefined ? view.other : view.branch;
  const owned = present(seen.tree, paths);
  if (!state.pending && Object.keys(owned.blobs).length === 0)
    return { id: undefined, inputs, outputs };
  const now: WorkflowCommitState = {
    ...state,
    ...owned,
    headSha: view.branch.head,
    ...(state.pending && merged
      ? {
          pending: false,
          ownedOnBase: [],
          baseBlobs: {},
          pullRequestNumber: undefined,
          pullRequestUrl: undefined,
        }
      : {}),
  };
  return { id, inputs, outputs: { ...outputs, ...stateOutputs(now) } };
}

/**
 * Reads a set of files that Gatehouse does not know yet, for `pulumi import`.
 * @throws Error when the id names no files.
 */
export async function readImport(repository: Repository, id: string): Promise<ReadState> {
  const { repository: name, branch, paths } = parseId(id);
  if (paths.length === 0) {
    throw new Error(
      `the id ${JSON.stringify(id)} names no files; it must be repository:branch:path,path,… where a path with a slash at its end stands for all files below it`,
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
    commitSha: view.branch.head,
    headSha: view.branch.head,
    pending: false,
    ownedOnBase: [],
    baseBlobs: {},
    pullRequestNumber: undefined,
    pullRequestUrl: undefined,
  };
  const { files: _large, ...rest } = inputs;
  return { id: resourceId(name, branch), inputs, outputs: { ...rest, ...stateOutputs(state) } };
}

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

function pullRequestBranch(inputs: ValueMap): string | undefined {
  const pullRequest = inputs['pullRequest'];
  return typeof pullRequest === 'object' && pullRequest !== null && 'branch' in pullRequest
    ? strings([pullRequest['branch'] ?? null])[0]
    : undefined;
}
