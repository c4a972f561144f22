import { setTimeout as delay } from 'node:timers/promises';
import { GitHubFailure } from '../github/failure';
import { type FileChange, type Repository, type RepositoryView } from '../github/repository';
import { deliverCommit } from './deliver-commit';
import { deliverPullRequest } from './deliver-pull-request';
import { type WorkflowCommitInputs } from './inputs';
import { type ChangePlan, type Tree } from './plan';
import { type WorkflowCommitState } from './state';

/** One delivery: what is wanted, what an earlier one left, and where to. */
export interface Delivery {
  readonly repository: Repository;
  readonly inputs: WorkflowCommitInputs;
  /** Undefined for the first delivery. */
  readonly previous: WorkflowCommitState | undefined;
  readonly log: (severity: 'info' | 'warning', message: string) => void;
  /** Milliseconds that the first wait between attempts lasts at most. Default 500; a test sets it low. */
  readonly waitMs?: number;
}

/** How often a delivery looks at a branch that keeps moving before it gives up. */
const attempts = 10;
/** How often it looks again after a lost answer; each request has been repeated by the client before. */
const attemptsInDoubt = 2;

/**
 * Brings the files into the repository, by commit or by pull request. Every attempt looks at the branch and decides anew,
 * so an attempt after a lost answer finds its own work done, and one after somebody else's commit builds on that.
 *
 * @throws GitHubFailure when GitHub refuses, or when the last attempt failed too.
 * @throws DeliveryRefused when something stands in the way that only the user can decide about.
 */
export async function deliver(delivery: Delivery): Promise<WorkflowCommitState> {
  const once = delivery.inputs.pullRequest === undefined ? deliverCommit : deliverPullRequest;
  let doubts = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(delivery);
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error;
      if (error.kind === 'uncertain') doubts += 1;
      const again =
        error.kind === 'moved' || (error.kind === 'uncertain' && doubts < attemptsInDoubt);
      if (!again || attempt === attempts) throw error;
      // Two writers that retry in step would meet again each time.
      await delay(Math.random() * (delivery.waitMs ?? 500) * Math.min(attempt, 5));
    }
  }
}

/** Something the user has to decide. */
export class DeliveryRefused extends Error {
  override readonly name = 'DeliveryRefused';
}

/** Every path a delivery looks at: wanted, owned, and those of which one must exist. */
export function pathsOf({ inputs, previous }: Delivery): readonly string[] {
  const paths = new Set([
    ...inputs.files.keys(),
    ...Object.keys(previous?.blobs ?? {}),
    ...inputs.requireOneOf.flat(),
  ]);
  return [...paths].sort();
}

/** The branch that the files are for. @throws DeliveryRefused naming what is missing. */
export function baseOf(
  { repository, inputs }: Delivery,
  view: RepositoryView | undefined,
): { readonly head: string; readonly tree: Tree } {
  if (view === undefined) {
    throw new DeliveryRefused(
      `the repository ${repository.fullName} does not exist, or the token may not see it`,
    );
  }
  const { branch, defaultBranch } = view;
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
      `the branch ${inputs.branch} of ${repository.fullName} has none of ${group.join(', ')}: nothing was changed`,
    );
  }
  return branch;
}

/** @throws DeliveryRefused naming every file that stands in the way. */
export function refuseConflicts({ repository, inputs }: Delivery, plan: ChangePlan): void {
  if (plan.conflicts.length === 0) return;
  throw new DeliveryRefused(
    `${repository.fullName} has files on ${inputs.branch} that somebody else wrote: ${plan.conflicts.join(', ')}. ` +
      'Nothing was changed. Move them away, or set adopt to true to overwrite them; a preview then shows what would change',
  );
}

export function changesOf({ inputs }: Delivery, plan: ChangePlan): readonly FileChange[] {
  return [
    ...plan.additions.flatMap((path): FileChange[] => {
      const file = inputs.files.get(path);
      return file === undefined ? [] : [{ path, ...file }];
    }),
    ...plan.deletions.map((path) => ({ path, content: undefined, executable: false })),
  ];
}

/** Whether modes are involved, which GitHub's one-request commit does not know. */
export function needsModes(changes: readonly FileChange[], present: Tree): boolean {
  return changes.some(
    ({ path, content, executable }) =>
      content !== undefined && (executable || (present.get(path)?.mode ?? '100644') !== '100644'),
  );
}

/** The parts of a state that say what is owned. */
export function ownedBy(
  inputs: WorkflowCommitInputs,
): Pick<WorkflowCommitState, 'blobs' | 'executables'> {
  const files = [...inputs.files].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    blobs: Object.fromEntries(files.map(([path, { sha }]) => [path, sha])),
    executables: files.flatMap(([path, { executable }]) => (executable ? [path] : [])),
  };
}

/** A commit message as headline and body. */
export function messageParts(message: string): {
  readonly headline: string;
  readonly body: string;
} {
  const [headline = '', ...body] = message.split('\n');
  return { headline, body: body.join('\n').trim() };
}
