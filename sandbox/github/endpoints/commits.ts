import {
  notFound,
  ok,
  onRepository,
  page,
  param,
  Refusal,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { apiCommit, changedFiles, diffEntry } from '../render/commit';
import { repoApi, repoWeb } from '../render/links';
import { renderPullSimple } from '../render/pull';

/** The commit that the path's `{ref}` names: a branch, a tag or a SHA. */
export async function commitOf(call: RepositoryCall, name = 'ref'): Promise<string> {
  const ref = param(call, name).replace(/^(heads|tags)\//, '');
  const sha = await call.git.resolve(`${ref}^{commit}`);
  if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${ref}`);
  return sha;
}

async function rendered(call: RepositoryCall, sha: string): Promise<Record<string, unknown>> {
  return apiCommit(call.links, call.repo, await call.git.commit(sha));
}

/** Commits and comparisons. https://docs.github.com/en/rest/commits/commits */
export const commitEndpoints: readonly Endpoint[] = [
  onRepository('GET /repos/{owner}/{repo}/commits', ['contents', 'read'], async (call) => {
    const start = call.query.get('sha') ?? call.repo.defaultBranch;
    const head = await call.git.resolve(`${start}^{commit}`);
    if (head === undefined) {
      if (call.query.has('sha')) throw notFound();
      throw new Refusal(409, 'Git Repository is empty.');
    }
    const since = call.query.get('since');
    const until = call.query.get('until');
    const path = call.query.get('path');
    const ids = await call.git.revisions(
      ...(since === null ? [] : [`--since=${since}`]),
      ...(until === null ? [] : [`--until=${until}`]),
      head,
      ...(path === null ? [] : ['--', path]),
    );
    // Only the wanted page is read in full; a long history costs one rev-list.
    const size = Math.min(Number(call.query.get('per_page') ?? 30), 100);
    const from = (Number(call.query.get('page') ?? 1) - 1) * size;
    const items: unknown[] = new Array<unknown>(ids.length).fill(null);
    await Promise.all(
      ids.slice(from, from + size).map(async (sha, index) => {
        items[from + index] = await rendered(call, sha);
      }),
    );
    return page(items);
  }),
  onRepository('GET /repos/{owner}/{repo}/commits/{ref}', ['contents', 'read'], async (call) => {
    const sha = await commitOf(call);
    const commit = await call.git.commit(sha);
    const files = await changedFiles(call.git, commit.parents[0], sha);
    const additions = files.reduce((sum, file) => sum + file.additions, 0);
    const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
    return ok({
      ...apiCommit(call.links, call.repo, commit),
      stats: { additions, deletions, total: additions + deletions },
      files: files.map((file) => diffEntry(call.links, call.repo, sha, file)),
    });
  }),
  onRepository(
    'GET /repos/{owner}/{repo}/compare/{basehead}',
    ['contents', 'read'],
    async (call) => {
      const [baseName = '', headName = ''] = param(call, 'basehead').split('...');
      const find = async (name: string): Promise<string> => {
        const sha = await call.git.resolve(`${name.replace(/^[^:]*:/, '')}^{commit}`);
        if (sha === undefined) throw notFound();
        return sha;
      };
      const [base, head] = [await find(baseName), await find(headName)];
      const fork = await call.git.mergeBase(base, head);
      if (fork === undefined)
        throw notFound(`No common ancestor between ${baseName} and ${headName}.`);
      const ahead = [...(await call.git.revisions(head, `^${base}`))].reverse();
      const behind = await call.git.revisions(base, `^${head}`);
      const status =
        ahead.length > 0
          ? behind.length > 0
            ? 'diverged'
            : 'ahead'
          : behind.length > 0
            ? 'behind'
            : 'identical';
      const range = `${encodeURIComponent(baseName)}...${encodeURIComponent(headName)}`;
      const html = `${repoWeb(call.links, call.repo)}/compare/${range}`;
      const files = await changedFiles(call.git, fork, head);
      return ok({
        url: `${repoApi(call.links, call.repo)}/compare/${range}`,
        html_url: html,
        permalink_url: html,
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        base_commit: await rendered(call, base),
        merge_base_commit: await rendered(call, fork),
        status,
        ahead_by: ahead.length,
        behind_by: behind.length,
        total_commits: ahead.length,
        commits: await Promise.all(ahead.slice(0, 250).map((sha) => rendered(call, sha))),
        files: files.slice(0, 300).map((file) => diffEntry(call.links, call.repo, head, file)),
      });
    },
  ),
  onRepository(
    'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
    ['pull_requests', 'read'],
    async (call) => {
      const sha = await commitOf(call, 'commit_sha');
      const found: unknown[] = [];
      for (const issue of call.repo.issues) {
        const { pull } = issue;
        if (pull === undefined) continue;
        const contains =
          pull.headSha === sha ||
          pull.mergeCommitSha === sha ||
          ((await call.git.type(pull.headSha)) === 'commit' &&
            (await call.git.isAncestor(sha, pull.headSha)) &&
            !(await call.git.isAncestor(sha, pull.baseSha)));
        if (contains) found.push(renderPullSimple(call.world, call.links, call.repo, issue, pull));
      }
      return page(found);
    },
  ),
];
