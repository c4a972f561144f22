import * as z from 'zod/mini';
import { join } from 'node:path';
import { numbersSchema, type Numbers } from '../../../core/readiness/report/document';
import { inFiles } from '../../../core/readiness/change/change-schema';
import { judgedFacts } from '../../../core/readiness/report/build-document';
import { judge } from '../../../core/readiness/judge';
import type { Measured } from '../../../core/readiness/score';
import { commentMarker, renderComment } from '../../../core/readiness/report/comment';
import { parseJson } from '../../../core/readiness/parse/parsed';
import { formatProblem } from '../../../core/kernel/problem';
import type { GitHubClient } from '../../adapters/github-client';
import { GitHubError } from '../../adapters/github-error';
import { recordedBase } from '../../adapters/data-branch-reader';
import { pullRequestFiles } from '../../adapters/pull-request-files';
import { overrideRequest } from '../../adapters/github-override';
import { listDirectory, readBounded } from '../../adapters/report-files';
import { baselinePath } from '../../../core/waivers/baseline';
import { waiversPath } from '../../../core/waivers/waiver';
import { exceptionsHere } from '../../waivers/exceptions';
import { letPass } from '../../waivers/shown';
import type { Context, Ending } from '../context';
import { gitHubEnvironment, readTextFile, type GitHubEnvironment } from '../environment';
import { policyOf, type PublishCommentInputs } from '../inputs';
import { optional } from '../optional';
import { commentFile } from './comment';

/** Largest artifact file that is read, in bytes: the numbers of a score need a tenth of it. */
const maximumBytes = 32 * 1024;

/**
 * Writes the sticky comment from the trusted job. The artifact comes from a run of code nobody has reviewed: it must be
 * one small file of numbers and fixed words, and which pull request it belongs to is asked of GitHub, not read from it.
 * What the numbers are worth is decided here, by the rules that the trusted workflow hands over.
 * Whatever goes wrong is a warning: a comment is never worth a red job.
 */
export async function publishComment(
  inputs: PublishCommentInputs,
  context: Context,
): Promise<Ending> {
  const environment = await gitHubEnvironment(context.variables, readTextFile);
  const numbers = await readArtifact(inputs.artifact);
  if (typeof numbers === 'string') {
    context.commands.warning(`no comment: ${numbers}`);
    await context.commands.setOutput('comment-url', '');
    return 'done';
  }
  context.commands.mask(inputs['github-token']);
  const client = await context.gitHub({
    apiUrl: environment.apiUrl,
    token: inputs['github-token'],
  });
  let url = '';
  try {
    const number = await confirmedPullRequest(client, environment, inputs);
    if (typeof number === 'string') context.commands.warning(`no comment: ${number}`);
    else {
      const rules = { ...policyOf(inputs), threshold: inputs.threshold };
      const { owner, repository } = environment;
      const judgement = judge(measuredOf(numbers), rules, {
        base: (
          await optional(context, 'the recorded score of the base branch', () =>
            recordedBase(client, environment, inputs['data-branch']),
          )
        )?.value,
        override: await optional(context, 'the override label', () =>
          overrideRequest(client, { owner, repository, number }, inputs['override-label']),
        ),
      });
      const files = await optional(context, 'the files of the pull request', () =>
        pullRequestFiles(client, { owner, repository }, number),
      );
      const paths = new Set(files?.map(({ path }) => path));
      const now = context.now();
      const { shown: exceptions } = await letPass(
        // This job has the default branch checked out.
        await exceptionsHere(),
        inputs,
        now,
        context.commands,
      );
      const { change } = numbers;
      const body = renderComment(
        {
          ...judgedFacts(judgement, rules),
          change: change === undefined ? undefined : inFiles(change, paths),
          exceptions,
        },
        {
          now: now.toISOString(),
          edited: [waiversPath, baselinePath].filter((path) => paths.has(path)),
          commit: inputs['head-sha'],
          runUrl: `${environment.serverUrl}/${environment.owner}/${environment.repository}/actions/runs/${inputs['run-id']}`,
        },
      );
      url = await upsertComment(client, environment, number, body);
      context.commands.info(`comment: ${url}`);
    }
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    context.commands.warning(`no comment: ${error.message}`);
  }
  await context.commands.setOutput('comment-url', url);
  return 'done';
}

/** The facts, or in words why the artifact is refused. */
async function readArtifact(directory: string): Promise<Numbers | string> {
  const entries = await listDirectory(directory);
  if (entries.length === 0) return 'the artifact is empty or absent';
  const [entry] = entries;
  if (entries.length > 1 || entry?.isFile !== true || entry.name !== commentFile) {
    return `the artifact must hold ${commentFile} and nothing else`;
  }
  const bytes = await readBounded(join(directory, commentFile), maximumBytes);
  if (bytes === undefined) return `${commentFile} is not a regular file`;
  if (bytes.length > maximumBytes) return `${commentFile} is larger than ${maximumBytes} bytes`;
  const parsed = parseJson(new TextDecoder().decode(bytes), commentFile, numbersSchema);
  return parsed.ok ? parsed.value : parsed.problems.map(formatProblem).join('; ');
}

function measuredOf({ passRate, lines }: Numbers): Measured {
  return {
    passRate,
    lines: lines.map((line) => ({
      ...line,
      measures: Object.fromEntries(
        Object.entries(line.measures).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value]],
        ),
      ),
    })),
  };
}

const runSchema = z.object({
  id: z.number(),
  event: z.string(),
  head_sha: z.string(),
  head_branch: z.nullable(z.string()),
  head_repository: z.nullable(
    z.object({ full_name: z.string(), owner: z.object({ login: z.string() }) }),
  ),
});
const pullsSchema = z.array(
  z.object({
    number: z.number(),
    head: z.object({ sha: z.string(), repo: z.nullable(z.object({ full_name: z.string() })) }),
    base: z.object({ repo: z.object({ full_name: z.string() }) }),
  }),
);

/**
 * The open pull request whose head is the run's commit in the run's repository. `workflow_run.pull_requests` is empty
 * for forks, so the list is asked for by head branch; the commit decides.
 */
async function confirmedPullRequest(
  client: GitHubClient,
  { owner, repository }: GitHubEnvironment,
  inputs: PublishCommentInputs,
): Promise<number | string> {
  const place = { owner, repo: repository };
  const { data: run } = await client.request(
    runSchema,
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
    { ...place, run_id: inputs['run-id'] },
  );
  if (run.event !== 'pull_request') return `run ${run.id} is of event ${run.event}`;
  if (run.head_sha !== inputs['head-sha']) return `run ${run.id} is of another commit`;
  const head = run.head_repository;
  if (head === null || run.head_branch === null) return 'the head repository is gone';
  const { data: pulls } = await client.request(pullsSchema, 'GET /repos/{owner}/{repo}/pulls', {
    ...place,
    state: 'open',
    head: `${head.owner.login}:${run.head_branch}`,
    per_page: 100,
  });
  const found = pulls.filter(
    (pull) =>
      pull.head.sha === run.head_sha &&
      pull.head.repo?.full_name === head.full_name &&
      pull.base.repo.full_name.toLowerCase() === `${owner}/${repository}`.toLowerCase(),
  );
  const [pull] = found;
  if (pull === undefined) return 'no open pull request has this head commit any more';
  return found.length > 1 ? 'several pull requests have this head commit' : pull.number;
}

const commentsSchema = z.array(
  z.object({
    id: z.number(),
    html_url: z.string(),
    body: z.nullish(z.string()),
    user: z.nullable(z.object({ login: z.string(), type: z.string() })),
  }),
);
const writtenSchema = z.object({ html_url: z.string() });

/** Author of what the workflow's own token writes. */
const botLogin = 'github-actions[bot]';

/** Updates the bot's own marked comment, or makes it. A comment of another author that contains the marker is left alone. */
async function upsertComment(
  client: GitHubClient,
  { owner, repository }: GitHubEnvironment,
  number: number,
  body: string,
): Promise<string> {
  const place = { owner, repo: repository };
  const comments = await client.list(
    commentsSchema,
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    { ...place, issue_number: number },
    20,
  );
  const own = comments.find(
    (comment) =>
      comment.user?.login === botLogin && comment.body?.startsWith(commentMarker) === true,
  );
  if (own?.body === body) return own.html_url;
  const { data } =
    own === undefined
      ? await client.request(
          writtenSchema,
          'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
          { ...place, issue_number: number, body },
        )
      : await client.request(
          writtenSchema,
          'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
          { ...place, comment_id: own.id, body },
        );
  return data.html_url;
}
