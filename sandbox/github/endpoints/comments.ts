import { z } from 'zod';
import {
  created,
  idParam,
  itemOf,
  noContent,
  notFound,
  ok,
  onRepository,
  page,
  read,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { renderComment, renderIssue } from '../render/issue';
import type { Comment, Issue } from '../state';

/** The issue or pull request that the path names. */
export function issueOf(call: RepositoryCall): Issue {
  const number = idParam(call, 'issue_number');
  const issue = call.repo.issues.find((one) => one.number === number);
  if (issue === undefined) throw notFound();
  return issue;
}

const find = (call: RepositoryCall): Comment => itemOf(call, 'comment_id', call.repo.comments);

const body = z.object({ body: z.string().min(1).max(65_536) });
const render = (call: RepositoryCall, comment: Comment): Record<string, unknown> =>
  renderComment(call.world, call.links, call.repo, comment);

/** Issues and the comments on issues and pull requests. https://docs.github.com/en/rest/issues/comments */
export const commentEndpoints: readonly Endpoint[] = [
  onRepository('GET /repos/{owner}/{repo}/issues', ['issues', 'read'], (call) => {
    const state = call.query.get('state') ?? 'open';
    const labels = (call.query.get('labels') ?? '').split(',').filter((name) => name !== '');
    const found = call.repo.issues
      .filter((issue) => state === 'all' || issue.state === state)
      .filter((issue) => labels.every((name) => issue.labels.includes(name)));
    return page(
      [...found].reverse().map((one) => renderIssue(call.world, call.links, call.repo, one)),
    );
  }),
  onRepository('POST /repos/{owner}/{repo}/issues', ['issues', 'write'], (call) => {
    const fields = read(
      call,
      z.object({
        title: z.string(),
        body: z.string().nullish(),
        labels: z.array(z.string()).default([]),
      }),
    );
    const now = call.world.now();
    const issue: Issue = {
      id: call.world.nextId(),
      number: nextNumber(call),
      author: call.actor.login,
      title: fields.title,
      body: fields.body ?? null,
      state: 'open',
      labels: fields.labels,
      createdAt: now,
      updatedAt: now,
      closedAt: null,
    };
    call.repo.issues.push(issue);
    return created(renderIssue(call.world, call.links, call.repo, issue));
  }),
  onRepository('GET /repos/{owner}/{repo}/issues/{issue_number}', ['issues', 'read'], (call) =>
    ok(renderIssue(call.world, call.links, call.repo, issueOf(call))),
  ),
  onRepository(
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    ['issues', 'read'],
    (call) => {
      const { number } = issueOf(call);
      return page(
        call.repo.comments.filter((one) => one.issue === number).map((one) => render(call, one)),
      );
    },
  ),
  onRepository(
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    ['issues', 'write'],
    (call) => {
      const now = call.world.now();
      const comment = {
        id: call.world.nextId(),
        issue: issueOf(call).number,
        author: call.actor.login,
        body: read(call, body).body,
        createdAt: now,
        updatedAt: now,
      };
      call.repo.comments.push(comment);
      return created(render(call, comment));
    },
  ),
  onRepository(
    'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
    ['issues', 'read'],
    (call) => ok(render(call, find(call))),
  ),
  onRepository(
    'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
    ['issues', 'write'],
    (call) => {
      const comment = find(call);
      comment.body = read(call, body).body;
      comment.updatedAt = call.world.now();
      return ok(render(call, comment));
    },
  ),
  onRepository(
    'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}',
    ['issues', 'write'],
    (call) => {
      call.repo.comments.splice(call.repo.comments.indexOf(find(call)), 1);
      return noContent;
    },
  ),
];

/** Issues and pull requests share one series of numbers. */
export function nextNumber(call: { readonly repo: RepositoryCall['repo'] }): number {
  return Math.max(0, ...call.repo.issues.map((issue) => issue.number)) + 1;
}
