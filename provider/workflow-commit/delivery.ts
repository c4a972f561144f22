import { stableJson } from '../../core/kernel/stable-json';
import { type BranchView, type RepositoryView } from '../github/branch-view';
import { GitHubFailure } from '../github/failure';
import { type FileChange, type Target } from '../github/repository';
import { type WorkflowCommitInputs } from './inputs';
import { keptRecords, trimmedPaths } from './job-records';
import { type ChangePlan, foldersOf, type Tree } from './plan';
import { formerFiles, replacementOf } from './replaced-files';
import { type WorkflowCommitState } from './state';

/** One delivery: what is wanted, what an earlier one left, and where to. */
export interface Delivery {
  readonly repository: Target;
  readonly inputs: WorkflowCommitInputs;
  /** Undefined for the first delivery. */
  readonly previous: WorkflowCommitState | undefined;
  readonly log: (severity: 'info' | 'warning', message: string) => void;
  /** Called with what a commit is about to take away, in case its answer is lost. */
  readonly note?: (taken: Taken) => void;
  /** Milliseconds that the first wait between attempts lasts at most. Default 500; a test sets it low. */
  readonly waitMs?: number;
}

/** What a commit takes away from others. */
export type Taken = Pick<WorkflowCommitState, 'replaced' | 'replacedJobs'>;

/** Something the user has to decide. */
export class DeliveryRefused extends Error {
  override readonly name = 'DeliveryRefused';
}

/** Does what is not worth failing for: where GitHub refuses it, a warning says so, with GitHub's reason behind it. */
export async function warnIfRefused(
  log: Delivery['log'],
  warning: string,
  act: () => Promise<unknown>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== 'refused') throw error;
    log('warning', `${warning}: ${error.message}`);
  }
}

/** Paths that are ours: wanted now, delivered earlier, waiting to be removed or given back. */
export function ourPaths({ inputs, previous }: Delivery): ReadonlySet<string> {
  return new Set([
    ...inputs.files.keys(),
    ...Object.keys(previous?.blobs ?? {}),
    ...(previous?.ownedOnBase ?? []),
    ...inputs.replaces,
    ...Object.keys(previous?.replaced ?? {}),
    ...sharedPaths({ inputs, previous }),
    ...trimmedPaths({ inputs, previous }),
  ]);
}

/** Paths of which one may hold lines of ours among those of others. */
export const sharedPaths = ({
  inputs,
  previous,
}: Pick<Delivery, 'inputs' | 'previous'>): readonly string[] => [
  ...(inputs.shared?.paths ?? []),
  ...(previous?.shared === undefined ? [] : [previous.shared.path]),
];

/** Every path a delivery looks at: ours, their folders, and those of which one must exist. */
export function pathsOf(delivery: Delivery): readonly string[] {
  const ours = [...ourPaths(delivery)];
  const required = delivery.inputs.requireOneOf.flat();
  return [...new Set([...ours, ...ours.flatMap(foldersOf), ...required])].sort();
}

/**
 * Paths that are ours on the branch itself: what an earlier delivery owned there, and files that are there as a pull
 * request brought them. What only waits in a pull request is not, so someone else's file at the same path is safe.
 */
export function ownedOnBase(
  previous: WorkflowCommitState | undefined,
  base: Tree,
): ReadonlySet<string> {
  if (previous === undefined) return new Set();
  const delivered = Object.entries(previous.blobs);
  if (!previous.pending) return new Set(delivered.map(([path]) => path));
  const merged = delivered.filter(([path, sha]) => base.get(path)?.sha === sha);
  return new Set([...previous.ownedOnBase, ...merged.map(([path]) => path)]);
}

/** Whether all that waited in a pull request is on the branch: what was to come is there, and what was to go is not. */
export function isMerged(state: WorkflowCommitState, base: Tree): boolean {
  const former = formerFiles(state, new Set([...Object.keys(state.blobs), ...state.replaces]));
  const paths = [
    ...Object.keys(state.blobs),
    ...state.ownedOnBase,
    ...state.replaces,
    ...former.keys(),
  ];
  return paths.every(
    (path) => base.get(path)?.sha === (state.blobs[path] ?? former.get(path)?.sha),
  );
}

/**
 * Names of the checks that the branch's workflows report before this delivery. Protection may require these and no others
 * while a pull request waits: a name that only the pull request's workflows report would block every other one.
 */
export function checksBefore(
  previous: WorkflowCommitState | undefined,
  base: Tree,
): readonly string[] {
  if (previous === undefined) return [];
  return isMerged(previous, base) ? previous.checks : previous.checksOnBranch;
}

/** The branch that the files are for, and the id of its repository. @throws DeliveryRefused naming what is missing. */
export function baseOf(
  { repository, inputs }: Delivery,
  view: RepositoryView | undefined,
): { readonly id: string; readonly base: BranchView } {
  if (view === undefined) {
    throw new DeliveryRefused(`${repository.fullName} not found, or the token lacks access`);
  }
  const { id, branch, defaultBranch } = view;
  if (branch === undefined) {
    throw new DeliveryRefused(
      defaultBranch === undefined
        ? `the repository ${repository.fullName} is empty; push a first commit`
        : `the repository ${repository.fullName} has no branch ${inputs.branch}; its default branch is ${defaultBranch}`,
    );
  }
  for (const group of inputs.requireOneOf) {
    if (group.some((path) => branch.tree.get(path)?.type === 'blob')) continue;
    throw new DeliveryRefused(
      `the branch ${inputs.branch} of ${repository.fullName} has none of ${group.join(', ')}; nothing was changed`,
    );
  }
  return { id, base: branch };
}

/** @throws DeliveryRefused naming every file that is in the way. */
export function refuseConflicts({ repository, inputs }: Delivery, plan: ChangePlan): void {
  if (plan.conflicts.length === 0) return;
  const way = inputs.adopt
    ? // What adoption overwrites is no conflict: these are folders, links and submodules, or files in place of a folder.
      'Move them: adopt overwrites files, and no folder, submodule or file that is in the place of a folder'
    : 'Move them, or list them in replaces to overwrite them; a preview then shows the changes';
  throw new DeliveryRefused(
    `${repository.fullName} has files on ${inputs.branch} that Gatehouse does not manage: ${plan.conflicts.join(', ')}. ` +
      `Nothing was changed. ${way}`,
  );
}

/** Warns about edits of our files that are overwritten. */
export function sayWhatWasEdited(
  { repository, inputs, previous, log }: Delivery,
  plan: ChangePlan,
  present: Tree,
): void {
  const edited = [...plan.additions, ...plan.deletions].filter((path) => {
    const before = previous?.blobs[path];
    const now = present.get(path)?.sha;
    return before !== undefined && now !== undefined && now !== before;
  });
  if (edited.length === 0) return;
  log(
    'warning',
    `${repository.fullName}: ${edited.join(', ')} on ${inputs.branch} had been edited since the last delivery and were overwritten; the edits are in the branch's history`,
  );
}

export function changesOf(delivery: Delivery, plan: ChangePlan): readonly FileChange[] {
  const { former } = replacementOf(delivery);
  return [
    ...plan.additions.flatMap((path): FileChange[] => {
      const file = delivery.inputs.files.get(path);
      if (file !== undefined) return [{ path, ...file }];
      const blob = former.get(path);
      return blob === undefined ? [] : [{ path, content: undefined, executable: false, blob }];
    }),
    ...plan.deletions.map((path) => ({ path, content: undefined, executable: false })),
  ];
}

/** Whether modes are involved, which GitHub's one-request commit does not know. */
export function needsModes(changes: readonly FileChange[], present: Tree): boolean {
  return changes.some(
    ({ path, content, executable, blob }) =>
      blob !== undefined ||
      (content !== undefined && (executable || (present.get(path)?.mode ?? '100644') !== '100644')),
  );
}

/** The parts of a state that say what is owned. */
export function ownedBy(inputs: WorkflowCommitInputs): Owned {
  // Stryker disable next-line EqualityOperator: no path is there twice.
  const files = [...inputs.files].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    assetBlobs: inputs.assetBlobs,
    blobs: Object.fromEntries(files.map(([path, { sha }]) => [path, sha])),
    executables: files.flatMap(([path, { executable }]) => (executable ? [path] : [])),
    checks: inputs.checks,
    replaces: inputs.replaces,
    replacesJobs: inputs.replacesJobs,
    merged: inputs.merged,
    owner: inputs.owner,
  };
}

/** A state without a pull request. */
export function delivered(
  { inputs, previous }: Delivery,
  base: BranchView,
  shared: WorkflowCommitState['shared'],
  commitSha?: string,
): WorkflowCommitState {
  const owned = ownedBy(inputs);
  const isReplacing = (path: string): boolean =>
    inputs.files.has(path) || inputs.replaces.includes(path);
  // With nothing to commit, the files came by the commit that is known, or by one whose answer was lost.
  const known = previous?.pending === false && isSame(previous, owned) ? previous.commitSha : '';
  return {
    ...owned,
    commitSha: commitSha ?? (known === '' ? base.head : known),
    ...(inputs.keepCommits ? { commits: commitsOf(inputs, previous, commitSha ?? base.head) } : {}),
    headSha: commitSha ?? base.head,
    checksOnBranch: inputs.checks,
    shared,
    replaced: Object.fromEntries(
      Object.entries(previous?.replaced ?? {}).filter(([path]) => isReplacing(path)),
    ),
    replacedJobs: keptRecords(previous?.replacedJobs ?? {}, inputs),
    pending: false,
    ownedOnBase: [],
    baseBlobs: {},
    pullRequestBranch: undefined,
    pullRequestNumber: undefined,
    pullRequestUrl: undefined,
  };
}

/** The commit of each file: that of before for one that is still the same, `latest` for the others. */
export function commitsOf<Commit>(
  { files }: Pick<WorkflowCommitInputs, 'files'>,
  previous: Pick<WorkflowCommitState, 'blobs' | 'commits'> | undefined,
  latest: Commit,
): Readonly<Record<string, string | Commit>> {
  return Object.fromEntries(
    [...files].map(([path, { sha }]) => {
      const known = previous?.blobs[path] === sha ? previous.commits?.[path] : undefined;
      return [path, known ?? latest] as const;
    }),
  );
}

type Owned = Pick<
  WorkflowCommitState,
  | 'blobs'
  | 'executables'
  | 'assetBlobs'
  | 'checks'
  | 'replaces'
  | 'replacesJobs'
  | 'merged'
  | 'owner'
>;

const isSame = (a: Owned, b: Owned): boolean =>
  stableJson([a.blobs, a.executables]) === stableJson([b.blobs, b.executables]);

/** A commit message as headline and body. */
export function messageParts(message: string): {
  readonly headline: string;
  readonly body: string;
} {
  // Stryker disable next-line StringLiteral: split gives at least one part.
  const [headline = '', ...body] = message.split('\n');
  return { headline, body: body.join('\n').trim() };
}
