import { z } from 'zod';
import {
  created,
  itemOf,
  ok,
  onRepository,
  page,
  param,
  read,
  Refusal,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { renderCheckRun, renderStatus } from '../render/check';
import { repoApi } from '../render/links';
import { minimalRepository } from '../render/repository';
import type { CheckRun } from '../state';
import { githubActionsAppId } from '../tokens';
import { commitOf } from './commits';

const conclusion = z.enum([
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'stale',
]);
const output = z.object({
  title: z.string().optional(),
  summary: z.string(),
  text: z.string().optional(),
});
const fields = z.object({
  name: z.string().optional(),
  head_sha: z.string().optional(),
  status: z.string().optional(),
  conclusion: conclusion.optional(),
  started_at: z.string().optional(),
  completed_at: z.string().optional(),
  details_url: z.string().optional(),
  output: output.optional(),
});

function apply(call: RepositoryCall, run: CheckRun, input: z.infer<typeof fields>): void {
  const now = call.world.now();
  run.status = input.conclusion === undefined ? (input.status ?? run.status) : 'completed';
  if (run.status === 'completed' && input.conclusion === undefined && run.conclusion === null)
    throw new Refusal(422, 'Invalid request.\n\nconclusion is required when status is completed');
  run.conclusion = input.conclusion ?? run.conclusion;
  run.startedAt = input.started_at ?? run.startedAt ?? now;
  if (run.status === 'completed') run.completedAt = input.completed_at ?? now;
  run.detailsUrl = input.details_url ?? run.detailsUrl;
  if (input.output !== undefined)
    run.output = {
      title: input.output.title ?? null,
      summary: input.output.summary,
      text: input.output.text ?? null,
    };
}

const states = ['error', 'failure', 'pending', 'success'] as const;

/** Check runs and commit statuses. https://docs.github.com/en/rest/checks/runs */
export const checkEndpoints: readonly Endpoint[] = [
  onRepository('POST /repos/{owner}/{repo}/check-runs', ['checks', 'write'], async (call) => {
    const input = read(call, fields);
    const sha = await call.git.resolve(`${input.head_sha ?? ''}^{commit}`);
    if (sha === undefined)
      throw new Refusal(422, `No commit found for SHA: ${input.head_sha ?? ''}`);
    const run: CheckRun = {
      id: call.world.nextId(),
      name: input.name ?? '',
      headSha: sha,
      appId: call.actor.appId ?? githubActionsAppId,
      status: 'queued',
      conclusion: null,
      startedAt: null,
      completedAt: null,
      detailsUrl: null,
      output: { title: null, summary: null, text: null },
    };
    apply(call, run, input);
    call.repo.checkRuns.push(run);
    return created(renderCheckRun(call.world, call.links, call.repo, run));
  }),
  onRepository(
    'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
    ['checks', 'write'],
    (call) => {
      const run = itemOf(call, 'check_run_id', call.repo.checkRuns);
      apply(call, run, read(call, fields));
      return ok(renderCheckRun(call.world, call.links, call.repo, run));
    },
  ),
  onRepository(
    'GET /repos/{owner}/{repo}/check-runs/{check_run_id}',
    ['checks', 'read'],
    (call) => {
      const run = itemOf(call, 'check_run_id', call.repo.checkRuns);
      return ok(renderCheckRun(call.world, call.links, call.repo, run));
    },
  ),
  onRepository(
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    ['checks', 'read'],
    async (call) => {
      const sha = await commitOf(call);
      const name = call.query.get('check_name');
      const status = call.query.get('status');
      const latest = call.query.get('filter') !== 'all';
      const runs = call.repo.checkRuns
        .filter((run) => run.headSha === sha)
        .filter((run) => name === null || run.name === name)
        .filter((run) => status === null || run.status === status);
      const shown = latest
        ? runs.filter(
            (run, index) =>
              !runs
                .slice(index + 1)
                .some((later) => later.name === run.name && later.appId === run.appId),
          )
        : runs;
      return page(
        shown.map((run) => renderCheckRun(call.world, call.links, call.repo, run)),
        'check_runs',
      );
    },
  ),
  onRepository('POST /repos/{owner}/{repo}/statuses/{sha}', ['statuses', 'write'], async (call) => {
    const input = read(
      call,
      z.object({
        state: z.enum(states),
        context: z.string().default('default'),
        description: z.string().nullish(),
        target_url: z.string().nullish(),
      }),
    );
    const sha = await call.git.resolve(`${param(call, 'sha')}^{commit}`);
    if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${param(call, 'sha')}`);
    const status = {
      id: call.world.nextId(),
      sha,
      context: input.context,
      state: input.state,
      description: input.description ?? null,
      targetUrl: input.target_url ?? null,
      creator: call.actor.login,
      createdAt: call.world.now(),
    };
    call.repo.statuses.push(status);
    return created(renderStatus(call.world, call.links, call.repo, status));
  }),
  onRepository(
    'GET /repos/{owner}/{repo}/commits/{ref}/statuses',
    ['statuses', 'read'],
    async (call) => {
      const sha = await commitOf(call);
      const found = call.repo.statuses.filter((status) => status.sha === sha);
      return page(
        [...found].reverse().map((one) => renderStatus(call.world, call.links, call.repo, one)),
      );
    },
  ),
  onRepository(
    'GET /repos/{owner}/{repo}/commits/{ref}/status',
    ['statuses', 'read'],
    async (call) => {
      const sha = await commitOf(call);
      const newest = new Map(
        call.repo.statuses.filter((one) => one.sha === sha).map((one) => [one.context, one]),
      );
      const list = [...newest.values()];
      const state = list.some((one) => one.state === 'failure' || one.state === 'error')
        ? 'failure'
        : list.length > 0 && list.every((one) => one.state === 'success')
          ? 'success'
          : 'pending';
      const url = `${repoApi(call.links, call.repo)}/commits/${sha}`;
      return ok({
        state,
        statuses: list.map((one) => {
          const { creator: _creator, ...simple } = renderStatus(
            call.world,
            call.links,
            call.repo,
            one,
          );
          return simple;
        }),
        sha,
        total_count: list.length,
        repository: minimalRepository(call.links, call.repo, call.world.account(call.repo.owner)),
        commit_url: url,
        url: `${url}/status`,
      });
    },
  ),
];
