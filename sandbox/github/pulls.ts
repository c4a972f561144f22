import { zeroSha } from './bare-repository';
import { invalid, type RepositoryCall } from './endpoint';
import { nextNumber } from './endpoints/comments';
import { changedFiles } from './render/commit';
import type { PullFacts } from './render/pull';
import type { Issue, PullRequest } from './state';

/** What opening and reading pull requests needs of a request; GraphQL has no more. */
export type PullCall = Pick<RepositoryCall, 'world' | 'repo' | 'git' | 'actor'>;

export type OpenedPull = Issue & { pull: PullRequest };

/** Where a branch of somebody's fork is kept. */
export const forkRef = (owner: string, branch: string): string => `refs/forks/${owner}/${branch}`;

/** Opens a pull request of a branch of the repository or of a fork; refuses what GitHub refuses. */
export async function openPull(
  call: PullCall,
  fields: {
    readonly title: string;
    readonly body: string | null;
    readonly head: string;
    readonly base: string;
    readonly draft: boolean;
    readonly maintainerCanModify: boolean;
  },
): Promise<OpenedPull> {
  const [owner, branch] = fields.head.includes(':')
    ? [fields.head.split(':')[0] ?? '', fields.head.split(':').slice(1).join(':')]
    : [call.repo.owner, fields.head];
  const baseRef = fields.base.replace(/^refs\/heads\//, '');
  const headRef = branch.replace(/^refs\/heads\//, '');
  const baseSha = await call.git.resolve(`refs/heads/${baseRef}`);
  if (baseSha === undefined) throw invalid('PullRequest', 'base', 'invalid');
  // The sandbox makes no forks as repositories; their branches are here, where no rule and no list of branches sees them.
  const isFork = owner.toLowerCase() !== call.repo.owner.toLowerCase();
  const headSha = await call.git.resolve(
    isFork ? forkRef(owner, headRef) : `refs/heads/${headRef}`,
  );
  if (headSha === undefined) throw invalid('PullRequest', 'head', 'invalid');
  const headRepository = `${isFork ? owner : call.repo.owner}/${call.repo.name}`;
  const same = call.repo.issues.some(
    ({ state, pull }) =>
      state === 'open' &&
      pull?.headRef === headRef &&
      pull.headRepository === headRepository &&
      pull.baseRef === baseRef,
  );
  if (same)
    throw invalid(
      'PullRequest',
      'head',
      'custom',
      `A pull request already exists for ${call.repo.owner}:${headRef}.`,
    );
  if ((await call.git.revisions('--max-count=1', headSha, `^${baseSha}`)).length === 0)
    throw invalid('PullRequest', 'base', 'custom', `No commits between ${baseRef} and ${headRef}`);
  const now = call.world.now();
  const issue: OpenedPull = {
    id: call.world.nextId(),
    number: nextNumber(call),
    author: call.actor.login,
    title: fields.title,
    body: fields.body,
    state: 'open',
    labels: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    pull: {
      headRef,
      headRepository,
      baseRef,
      headSha,
      baseSha,
      draft: fields.draft,
      maintainerCanModify: fields.maintainerCanModify,
      mergedAt: null,
      mergedBy: null,
      mergeCommitSha: null,
      reviews: [],
    },
  };
  call.repo.issues.push(issue);
  await call.git.updateRefs([
    { ref: `refs/pull/${issue.number}/head`, after: headSha, before: zeroSha },
  ]);
  return issue;
}

export async function pullFacts(call: PullCall, { pull, state }: OpenedPull): Promise<PullFacts> {
  const base =
    state === 'open'
      ? ((await call.git.resolve(`refs/heads/${pull.baseRef}`)) ?? pull.baseSha)
      : pull.baseSha;
  if (state === 'open') pull.baseSha = base;
  const fork = await call.git.mergeBase(base, pull.headSha);
  const files = await changedFiles(call.git, fork, pull.headSha);
  const mergeable =
    state === 'open' ? (await call.git.mergedTree(base, pull.headSha)) !== undefined : null;
  return {
    mergeable,
    mergeableState: mergeable === null ? 'unknown' : mergeable ? 'clean' : 'dirty',
    commits: (await call.git.revisions(pull.headSha, `^${base}`)).length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changedFiles: files.length,
  };
}

/** Logins of the reviewers whose newest verdict approves the head commit's series. */
export function approvals(pull: PullRequest): readonly string[] {
  const latest = new Map<string, string>();
  for (const review of pull.reviews)
    if (review.state !== 'COMMENTED') latest.set(review.author, review.state);
  return [...latest].flatMap(([author, state]) => (state === 'APPROVED' ? [author] : []));
}
