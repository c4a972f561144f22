import { zeroSha, type BareRepository, type RefChange } from './bare-repository';
import { hasContentRules, pushedContent } from './commit-rules';
import { Refusal } from './endpoint';
import { changedFiles } from './render/commit';
import {
  judge,
  type ActorIds,
  type RefOperation,
  type Refusals,
  type WorkflowReference,
} from './rules';
import type { RepositoryState } from './state';
import { hasPermission, type Token } from './tokens';
import type { GitHubWorld } from './world-state';
import { accountNodeId } from './render/account';

/** A branch write that rulesets or branch protection forbid. */
export class RuleViolation extends Error {
  override readonly name = 'RuleViolation';

  constructor(readonly refusals: Refusals) {
    super(
      refusals.rulesets.length > 0
        ? `Repository rule violations found\n\n${refusals.rulesets.join('\n\n')}\n\n`
        : refusals.protection.join(' '),
    );
  }
}

/** A write below .github/workflows by a token that may not. */
export class WorkflowsForbidden extends Error {
  override readonly name = 'WorkflowsForbidden';

  constructor(
    readonly actor: Token,
    path: string,
  ) {
    const who = actor.kind === 'app' || actor.kind === 'actions' ? 'a GitHub App' : 'an OAuth App';
    const what = actor.kind === 'classic' ? 'scope' : 'permission';
    const name = actor.kind === 'classic' ? 'workflow' : 'workflows';
    super(
      `refusing to allow ${who} to create or update workflow \`${path}\` without \`${name}\` ${what}`,
    );
  }
}

export interface Writer {
  readonly world: GitHubWorld;
  readonly repo: RepositoryState;
  readonly git: BareRepository;
  readonly actor: Token;
}

/** What a merge adds to the facts of a plain write. */
export interface MergeFacts {
  readonly approvals: number;
  /** Changed files with code owners of whom none approved. */
  readonly unowned: readonly string[];
  readonly upToDate: boolean;
  /** The pull request's head, whose checks count. */
  readonly checkedSha: string;
  readonly method: string;
}

/**
 * The one door through which refs change: judges every branch write by rulesets, classic protection and the workflow
 * permission, then moves all refs or none. False when a ref has moved meanwhile.
 */
export async function writeRefs(
  writer: Writer,
  changes: readonly RefChange[],
  merge?: MergeFacts,
): Promise<boolean> {
  for (const change of changes) {
    if (!change.ref.startsWith('refs/heads/')) continue;
    await checkWorkflows(writer, change);
    await refuseByRules(writer, change, merge);
  }
  const written = await writer.git.updateRefs(changes);
  if (written) {
    writer.repo.pushedAt = writer.world.now();
    followPullRequests(writer.repo, changes);
  }
  return written;
}

async function checkWorkflows({ git, actor }: Writer, change: RefChange): Promise<void> {
  if (change.after === zeroSha || hasPermission(actor, 'workflows', 'write')) return;
  const before = change.before === zeroSha ? undefined : change.before;
  if (before === undefined) {
    // A new branch brings nothing new when its commit is on another branch already.
    const news = await git.revisions('--max-count=1', change.after, '--not', '--branches');
    if (news.length === 0) return;
  }
  const files = await changedFiles(git, before, change.after);
  const workflow = files.find((file) => file.path.startsWith('.github/workflows/'));
  if (workflow !== undefined) throw new WorkflowsForbidden(actor, workflow.path);
}

/** @throws RuleViolation when rulesets or classic protection refuse a write. */
export async function refuseByRules(
  writer: Writer,
  change: RefChange,
  merge?: MergeFacts,
): Promise<void> {
  const { git, repo, world, actor } = writer;
  const branch = change.ref.slice('refs/heads/'.length);
  const rulesets = world.rulesetsOf(repo);
  if (rulesets.length === 0 && repo.protections.length === 0) return;
  const kind =
    merge !== undefined
      ? 'merge'
      : change.before === zeroSha
        ? 'create'
        : change.after === zeroSha
          ? 'delete'
          : 'update';
  const replaces = kind === 'update' || kind === 'merge';
  const operation: RefOperation = {
    kind,
    forced: replaces && !(await git.isAncestor(change.before, change.after)),
    hasMergeCommit:
      replaces &&
      (await git.revisions('--min-parents=2', '--max-count=1', change.after, `^${change.before}`))
        .length > 0,
    passes: (context, appId) => hasPassed(repo, merge?.checkedSha ?? change.after, context, appId),
    hasRun: (workflow) => hasSucceeded(writer, merge?.checkedSha ?? change.after, workflow),
    unowned: merge?.unowned ?? [],
    approvals: merge?.approvals ?? 0,
    upToDate: merge?.upToDate ?? true,
    method: merge?.method,
    content:
      kind === 'delete' || !hasContentRules(rulesets)
        ? { commits: [], paths: [] }
        : await pushedContent(
            git,
            change.before === zeroSha ? await forkPoint(writer, change.after) : change.before,
            merge?.checkedSha ?? change.after,
            change.after,
          ),
  };
  const refusals = judge({ repo, rulesets }, branch, actor, actorIds(world, actor), operation);
  if (refusals.rulesets.length + refusals.protection.length > 0) throw new RuleViolation(refusals);
}

/** Where a new branch left the default branch: what is there already is not pushed again. */
async function forkPoint({ git, repo }: Writer, commit: string): Promise<string | undefined> {
  const main = await git.resolve(`refs/heads/${repo.defaultBranch}`);
  return main === undefined ? undefined : git.mergeBase(main, commit);
}

export function actorIds(world: GitHubWorld, actor: Token): ActorIds {
  const account = world.account(actor.login);
  const app = actor.appId === undefined ? [] : [`A_${actor.appId}`];
  return { userId: account.id, nodeIds: [accountNodeId(account), ...app] };
}

/** The newest check run or status of a context decides; `skipped` and `neutral` pass as `success` does. */
function hasPassed(
  repo: RepositoryState,
  sha: string,
  context: string,
  appId: number | null,
): boolean {
  const runs = repo.checkRuns.filter(
    (run) => run.headSha === sha && run.name === context && (appId === null || run.appId === appId),
  );
  const statuses = repo.statuses.filter((one) => one.sha === sha && one.context === context);
  const run = runs.at(-1);
  const status = appId === null ? statuses.at(-1) : undefined;
  if (run === undefined && status === undefined) return false;
  const passing = ['success', 'skipped', 'neutral'];
  return (
    (run === undefined || (run.status === 'completed' && passing.includes(run.conclusion ?? ''))) &&
    (status === undefined || status.state === 'success')
  );
}

/** The newest run of a workflow of another repository decides; its path names that repository and the ref. */
function hasSucceeded(
  { world, repo }: Pick<Writer, 'world' | 'repo'>,
  sha: string,
  { repository_id: id, path, ref }: WorkflowReference,
): boolean {
  const source = world.repositories().find((one) => one.id === id);
  if (source === undefined) return false;
  const name = `${source.owner}/${source.name}/${path}@${ref ?? source.defaultBranch}`;
  const runs = repo.runs.filter((run) => run.headSha === sha && run.path === name);
  return runs.at(-1)?.conclusion === 'success';
}

/** Open pull requests follow their head branch; one whose head branch is deleted is closed. */
export function followPullRequests(repo: RepositoryState, changes: readonly RefChange[]): void {
  const own = `${repo.owner}/${repo.name}`;
  for (const { ref, after } of changes) {
    const branch = ref.replace(/^refs\/heads\//, '');
    for (const issue of repo.issues) {
      const { pull } = issue;
      if (pull === undefined || issue.state !== 'open') continue;
      if (pull.headRef !== branch || pull.headRepository !== own) continue;
      if (after === zeroSha) {
        issue.state = 'closed';
        issue.closedAt = repo.pushedAt;
      } else pull.headSha = after;
      issue.updatedAt = repo.pushedAt;
    }
  }
}

/** The REST answer to a refused write: `status` is the endpoint's own code for rule violations. */
export function asRefusal(error: unknown, status: 409 | 422 | 405): unknown {
  if (error instanceof RuleViolation) return new Refusal(status, error.message);
  if (error instanceof WorkflowsForbidden) {
    const { kind } = error.actor;
    // GitHub hides the reason from personal tokens (404) and does not name it; the sandbox does.
    return new Refusal(kind === 'classic' ? 404 : 403, error.message);
  }
  return error;
}
