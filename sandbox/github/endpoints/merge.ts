import { z } from 'zod';
import {
  noContent,
  notFound,
  ok,
  onRepository,
  read,
  Refusal,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { mergeFacts } from '../merge-facts';
import { bypassOf, rulesetsFor } from '../rules';
import type { Pull } from '../state';
import { actorIds, asRefusal, writeRefs } from '../write-ref';
import { defaultIdentity } from './git-data';
import { pullOf } from './pulls';

const fields = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
});

/** Merging. https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request */
export const mergeEndpoints: readonly Endpoint[] = [
  onRepository(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/merge',
    ['pull_requests', 'read'],
    (call) => {
      if (pullOf(call).pull.mergedAt === null) throw notFound();
      return noContent;
    },
  ),
  onRepository(
    'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
    ['contents', 'write'],
    async (call) => {
      const input = read(call, fields);
      const issue = pullOf(call);
      const { pull } = issue;
      if (issue.state !== 'open' || pull.draft)
        throw new Refusal(405, 'Pull Request is not mergeable');
      if (input.sha !== undefined && input.sha !== pull.headSha)
        throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
      const { settings } = call.repo;
      const isAllowed = {
        merge: settings['allow_merge_commit'],
        squash: settings['allow_squash_merge'],
        rebase: settings['allow_rebase_merge'],
      }[input.merge_method];
      if (isAllowed === false)
        throw new Refusal(405, `${input.merge_method} merges are not allowed on this repository.`);
      if (input.merge_method === 'rebase')
        throw new Refusal(405, 'Rebase merges are not simulated by the sandbox');
      const ids = actorIds(call.world, call.actor);
      const all = call.world.rulesetsOf(call.repo);
      const isQueued = rulesetsFor(all, call.repo, pull.baseRef).some(
        (ruleset) =>
          ruleset.enforcement === 'active' &&
          ruleset.rules.some(({ type }) => type === 'merge_queue') &&
          bypassOf(ruleset, call.actor, ids) === 'never',
      );
      if (isQueued) throw new Refusal(405, 'Changes must be made through the merge queue');
      const merged = await merge(call, issue, input);
      return ok({ sha: merged, merged: true, message: 'Pull Request successfully merged' });
    },
  ),
];

async function merge(
  call: RepositoryCall,
  issue: Pull,
  input: z.infer<typeof fields>,
): Promise<string> {
  const { pull } = issue;
  const ref = `refs/heads/${pull.baseRef}`;
  const base = await call.git.resolve(ref);
  if (base === undefined) throw new Refusal(405, 'Base branch was deleted');
  const tree = await call.git.mergedTree(base, pull.headSha);
  if (tree === undefined) throw new Refusal(405, 'Pull Request is not mergeable');
  const squash = input.merge_method === 'squash';
  const title =
    input.commit_title ??
    (squash
      ? `${issue.title} (#${issue.number})`
      : `Merge pull request #${issue.number} from ${call.repo.owner}/${pull.headRef}`);
  const text = input.commit_message ?? (squash ? '' : issue.title);
  const identity = defaultIdentity(call);
  const sha = call.git.writeCommit({
    tree,
    parents: squash ? [base] : [base, pull.headSha],
    message: text === '' ? title : `${title}\n\n${text}`,
    author: identity,
    committer: identity,
  });
  const facts = await mergeFacts(
    call,
    issue,
    { base, checkedSha: pull.headSha },
    input.merge_method,
  );
  const written = await writeRefs(call, [{ ref, after: sha, before: base }], facts).catch(
    (error: unknown) => {
      throw asRefusal(error, 405);
    },
  );
  if (!written) throw new Refusal(409, 'Base branch was modified. Review and try the merge again.');
  const now = call.world.now();
  issue.state = 'closed';
  issue.closedAt = now;
  issue.updatedAt = now;
  pull.baseSha = base;
  pull.mergedAt = now;
  pull.mergedBy = call.actor.login;
  pull.mergeCommitSha = sha;
  return sha;
}
