import * as z from 'zod/mini';
import { join } from 'node:path';
import { numbersSchema, type Numbers } from '../../../core/readiness/report/document';
import { linesBelow } from '../../../core/readiness/change/changed-lines';
import { inFiles, type ChangeNumbers } from '../../../core/readiness/change/change-schema';
import { judgedFacts } from '../../../core/readiness/report/build-document';
import { judge } from '../../../core/readiness/judge';
import type { Measured } from '../../../core/readiness/score';
import { guardLines, touchesGate } from '../../../core/guard/describe';
import {
  commentMarker,
  renderComment,
  renderUnscored,
} from '../../../core/readiness/report/comment';
import { parseJson } from '../../../core/readiness/parse/parsed';
import { formatProblem } from '../../../core/kernel/problem';
import type { GitHubClient } from '../../adapters/github-client';
import { GitHubError } from '../../adapters/github-error';
import { confirmedPullRequest } from '../../adapters/confirmed-pull-request';
import { guardReport } from '../../adapters/guard-report';
import { recordedBase, recordedTimes } from '../../adapters/data-branch-reader';
import { pullRequestFiles } from '../../adapters/pull-request-files';
import { overrideRequest } from '../../adapters/github-override';
import { listDirectory, readBounded } from '../../adapters/report-files';
import { exceptionsHere } from '../../waivers/exceptions';
import { letPass } from '../../waivers/shown';
import type { Context, Ending } from '../context';
import { gitHubEnvironment, readTextFile, type GitHubEnvironment } from '../environment';
import { policyOf, scopeOf, type PublishCommentInputs } from '../inputs';
import { optional } from '../optional';
import { commentFile } from './comment';

/** Largest artifact file that is read, in bytes: the numbers of a score need a tenth of it. */
const maximumBytes = 32 * 1024;

/**
 * Writes the sticky comment from the trusted job. The artifact comes from a run of code that was not reviewed: it must be
 * one small file of numbers and fixed words, and which pull request it belongs to is asked of GitHub, not read from it.
 * What the numbers are worth is decided here, by the rules that the trusted workflow hands over.
 * Whatever goes wrong is a warning: a comment is never worth a red job.
 */
export async function publishComment(
  inputs: PublishCommentInputs,
  context: Context,
): Promise<Ending> {
  const environment = await gitHubEnvironment(context.variables, readTextFile);
  context.commands.mask(inputs['github-token']);
  const client = await context.gitHub({
    apiUrl: environment.apiUrl,
    token: inputs['github-token'],
  });
  let url = '';
  try {
    const number = await confirmedNumber(client, environment, inputs);
    const body =
      typeof number === 'string'
        ? { refused: number }
        : await commentBody(client, context, environment, { ...inputs, number });
    if (typeof number === 'string' || typeof body !== 'string') {
      context.commands.warning(`no comment: ${typeof body === 'string' ? body : body.refused}`);
    } else {
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

/**
 * The comment's text. A change that touches its own gate is reported whether or not its run left numbers: the run is one of
 * the things that it may have changed.
 */
async function commentBody(
  client: GitHubClient,
  context: Context,
  environment: GitHubEnvironment,
  inputs: PublishCommentInputs & { readonly number: number },
): Promise<string | { readonly refused: string }> {
  const { owner, repository, serverUrl } = environment;
  const place = { owner, repository, number: inputs.number };
  const report = await guardReport(client, await context.gateDetection(), {
    ...place,
    headSha: inputs['head-sha'],
  });
  const origin = {
    commit: inputs['head-sha'],
    runUrl: `${serverUrl}/${owner}/${repository}/actions/runs/${inputs['run-id']}`,
  };
  const numbers = await readArtifact(inputs.artifact);
  if (typeof numbers === 'string') {
    if (!touchesGate(report)) return { refused: numbers };
    context.commands.warning(`no score in the comment: ${numbers}`);
    return renderUnscored(numbers, origin, guardLines(report));
  }
  const rules = { ...policyOf(inputs), threshold: inputs.threshold };
  const judgement = judge(measuredOf(numbers), rules, {
    base: (
      await optional(context, 'the recorded score of the base branch', () =>
        recordedBase(client, environment, inputs['data-branch']),
      )
    )?.value,
    override: await optional(context, 'the override label', () =>
      overrideRequest(
        client,
        { ...place, workflow: inputs.workflow, headSha: inputs['head-sha'] },
        inputs['override-label'],
      ),
    ),
  });
  const change = await believed(client, context, place, numbers, inputs['project-directory']);
  const performance = await performanceOf(client, context, environment, {
    numbers,
    dataBranch: inputs['data-branch'],
  });
  const now = context.now();
  // This job has the default branch checked out.
  const { shown: exceptions } = await letPass(
    await exceptionsHere(),
    inputs,
    now,
    context.commands,
  );
  return renderComment(
    { ...judgedFacts(judgement, rules), change, exceptions, performance, scope: scopeOf(inputs) },
    { ...origin, now: now.toISOString() },
    guardLines(report),
  );
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

/** What the run says of its change, as far as it speaks of files that the pull request changes. */
async function believed(
  client: GitHubClient,
  context: Context,
  {
    number,
    ...place
  }: { readonly owner: string; readonly repository: string; readonly number: number },
  { change }: Numbers,
  directory: string,
): Promise<ChangeNumbers | undefined> {
  if (change === undefined) return undefined;
  const files = await optional(context, 'the files of the pull request', () =>
    pullRequestFiles(client, place, number),
  );
  const changed = new Map(files?.map((file) => [file.path, file]));
  return inFiles(change, new Set(linesBelow(changed, directory).keys()));
}

/** Lines on the benchmarks, each with its times on the default branch; undefined where the run measured none. */
async function performanceOf(
  client: GitHubClient,
  context: Context,
  environment: GitHubEnvironment,
  { numbers, dataBranch }: { readonly numbers: Numbers; readonly dataBranch: string },
): Promise<readonly string[] | undefined> {
  if (numbers.performance === undefined) return undefined;
  const recorded = await optional(context, 'the recorded times of benchmarks', () =>
    recordedTimes(client, environment, dataBranch),
  );
  // With the statistics of its charts a part of the bundle of its own.
  const { performanceLines } = await import('../../dashboard/html-pages.js');
  return performanceLines(numbers.performance, recorded ?? []);
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

/** The pull request that the run belongs to, or in words why there is none. */
async function confirmedNumber(
  client: GitHubClient,
  environment: GitHubEnvironment,
  inputs: PublishCommentInputs,
): Promise<number | string> {
  const run = { id: inputs['run-id'], headSha: inputs['head-sha'] };
  const found = await confirmedPullRequest(client, environment, run, ['pull_request']);
  return typeof found === 'string' ? found : found.number;
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
