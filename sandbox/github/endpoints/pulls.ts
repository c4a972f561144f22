import { z } from 'zod';
import {
  created,
  idParam,
  invalid,
  notFound,
  ok,
  onRepository,
  page,
  read,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { openPull, pullFacts } from '../pulls';
import { simpleUser } from '../render/account';
import { apiCommit, changedFiles, diffEntry, patchOf } from '../render/commit';
import { repoWeb } from '../render/links';
import { renderPull, renderPullSimple } from '../render/pull';
import type { Pull, PullRequest } from '../state';
import { zeroSha } from '../bare-repository';

export function pullOf(call: RepositoryCall): Pull {
  const number = idParam(call, 'pull_number');
  const issue = call.repo.issues.find((one) => one.number === number);
  if (issue?.pull === undefined) throw notFound();
  return issue as Pull;
}

async function renderFull(call: RepositoryCall, issue: Pull): Promise<Record<string, unknown>> {
  const facts = await pullFacts(call, issue);
  return renderPull(call.world, call.links, call.repo, issue, facts);
}

const base = '/repos/{owner}/{repo}/pulls';

/** Pull requests. https://docs.github.com/en/rest/pulls/pulls */
export const pullEndpoints: readonly Endpoint[] = [
  onRepository(`GET ${base}`, ['pull_requests', 'read'], (call) => {
    const state = call.query.get('state') ?? 'open';
    const head = call.query.get('head');
    const to = call.query.get('base');
    const found = call.repo.issues
      .filter((issue): issue is Pull => issue.pull !== undefined)
      .filter((issue) => state === 'all' || issue.state === state)
      .filter(({ pull }) => to === null || pull.baseRef === to)
      .filter(
        ({ pull }) =>
          head === null || `${pull.headRepository.split('/')[0] ?? ''}:${pull.headRef}` === head,
      );
    const ascending = call.query.get('direction') === 'asc';
    return page(
      (ascending ? found : [...found].reverse()).map((issue) =>
        renderPullSimple(call.world, call.links, call.repo, issue, issue.pull),
      ),
    );
  }),
  onRepository(`POST ${base}`, ['pull_requests', 'write'], async (call) => {
    const fields = read(
      call,
      z.object({
        title: z.string().min(1),
        head: z.string(),
        base: z.string(),
        body: z.string().nullish(),
        draft: z.boolean().default(false),
        maintainer_can_modify: z.boolean().default(true),
      }),
    );
    const issue = await openPull(call, {
      title: fields.title,
      body: fields.body ?? null,
      head: fields.head,
      base: fields.base,
      draft: fields.draft,
      maintainerCanModify: fields.maintainer_can_modify,
    });
    return created(await renderFull(call, issue));
  }),
  onRepository(`GET ${base}/{pull_number}`, ['pull_requests', 'read'], async (call) =>
    ok(await renderFull(call, pullOf(call))),
  ),
  onRepository(`PATCH ${base}/{pull_number}`, ['pull_requests', 'write'], async (call) => {
    const fields = read(
      call,
      z.object({
        title: z.string().min(1).optional(),
        body: z.string().nullish(),
        state: z.enum(['open', 'closed']).optional(),
        base: z.string().optional(),
        maintainer_can_modify: z.boolean().optional(),
      }),
    );
    const issue = pullOf(call);
    if (fields.base !== undefined && fields.base !== issue.pull.baseRef) {
      const sha = await call.git.resolve(`refs/heads/${fields.base}`);
      if (sha === undefined) throw invalid('PullRequest', 'base', 'invalid');
      issue.pull.baseRef = fields.base;
      issue.pull.baseSha = sha;
      (call.repo.issueEvents ??= []).push({
        ...{ id: call.world.nextId(), issue: issue.number, event: 'base_ref_changed' },
        ...{ actor: call.actor.login, createdAt: call.world.now() },
      });
    }
    if (fields.state !== undefined && fields.state !== issue.state) {
      if (issue.pull.mergedAt !== null)
        throw invalid('PullRequest', 'state', 'custom', 'Pull request is already merged');
      issue.state = fields.state;
      issue.closedAt = fields.state === 'closed' ? call.world.now() : null;
    }
    issue.title = fields.title ?? issue.title;
    if (fields.body !== undefined) issue.body = fields.body;
    issue.pull.maintainerCanModify = fields.maintainer_can_modify ?? issue.pull.maintainerCanModify;
    issue.updatedAt = call.world.now();
    return ok(await renderFull(call, issue));
  }),
  onRepository(`GET ${base}/{pull_number}/files`, ['pull_requests', 'read'], async (call) => {
    const { pull } = pullOf(call);
    const fork = await call.git.mergeBase(pull.baseSha, pull.headSha);
    const files = await changedFiles(call.git, fork, pull.headSha);
    const entries = files.map(async (file) => ({
      ...diffEntry(call.links, call.repo, pull.headSha, file),
      ...(await patchOf(call.git, fork, pull.headSha, file.path)),
    }));
    return page(await Promise.all(entries));
  }),
  onRepository(`GET ${base}/{pull_number}/commits`, ['pull_requests', 'read'], async (call) => {
    const { pull } = pullOf(call);
    const ids = [...(await call.git.revisions(pull.headSha, `^${pull.baseSha}`))].reverse();
    const commits = await Promise.all(ids.slice(0, 250).map((sha) => call.git.commit(sha)));
    return page(commits.map((commit) => apiCommit(call.links, call.repo, commit)));
  }),
  onRepository(`GET ${base}/{pull_number}/reviews`, ['pull_requests', 'read'], (call) => {
    const issue = pullOf(call);
    return page(issue.pull.reviews.map((review) => renderReview(call, issue, review)));
  }),
  onRepository(`POST ${base}/{pull_number}/reviews`, ['pull_requests', 'write'], (call) => {
    const fields = read(
      call,
      z.object({
        event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']),
        body: z.string().optional(),
      }),
    );
    const issue = pullOf(call);
    if (fields.event === 'APPROVE' && issue.author === call.actor.login)
      throw invalid(
        'PullRequestReview',
        'event',
        'custom',
        'Can not approve your own pull request',
      );
    const states = {
      APPROVE: 'APPROVED',
      REQUEST_CHANGES: 'CHANGES_REQUESTED',
      COMMENT: 'COMMENTED',
    };
    const review = {
      id: call.world.nextId(),
      author: call.actor.login,
      state: states[fields.event],
      commitId: issue.pull.headSha,
      submittedAt: call.world.now(),
    };
    issue.pull.reviews.push(review);
    return ok(renderReview(call, issue, review));
  }),
];

function renderReview(
  call: RepositoryCall,
  issue: Pull,
  review: PullRequest['reviews'][number],
): Record<string, unknown> {
  const html = `${repoWeb(call.links, call.repo)}/pull/${issue.number}#pullrequestreview-${review.id}`;
  const pullUrl = `${call.links.api}/repos/${call.repo.owner}/${call.repo.name}/pulls/${issue.number}`;
  return {
    id: review.id,
    node_id: `PRR_${review.id}`,
    user: simpleUser(call.links, call.world.account(review.author)),
    body: '',
    state: review.state,
    html_url: html,
    pull_request_url: pullUrl,
    _links: { html: { href: html }, pull_request: { href: pullUrl } },
    submitted_at: review.submittedAt,
    commit_id: review.commitId === zeroSha ? null : review.commitId,
    author_association: 'MEMBER',
  };
}
