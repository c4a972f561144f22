import { z } from 'zod';
import { localFiles, usesOf, type FileAt, type SeenRun } from '../../core/incident/exposure';
import { isUnreadable, readWorkflow } from '../../core/reading/read-workflow';
import { type ReadingGitHub } from '../../provider/github/reading-github';
import { fileVersions } from '../github/file-versions';

/** GitHub lists no more runs than this for one window of time. */
const listedRuns = 1000;
const pageSize = 100;
/** Rounds in which the files that files use are read; GitHub itself follows ten. */
const rounds = 10;
/** A window is not cut below this, milliseconds. */
const shortestWindow = 60_000;

export interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** The runs of a repository between two times, and the files that they ran. */
export interface ReadRuns {
  readonly runs: readonly SeenRun[];
  readonly fileAt: FileAt;
  /** What could not be read; a sentence each. */
  readonly unread: readonly string[];
}

const runSchema = z.object({
  id: z.number(),
  path: z.string(),
  event: z.string(),
  head_sha: z.string(),
  run_started_at: z.string().optional(),
  created_at: z.string(),
  html_url: z.string(),
});
const pageSchema = z.object({ total_count: z.number(), workflow_runs: z.array(runSchema) });

/** Events whose workflow file is the default branch's of that moment, whatever the run names as its head. */
const ofDefaultBranch = new Set(['pull_request_target', 'workflow_run', 'issue_comment', 'issues']);

/**
 * Reads a repository's runs between two times and the workflows, actions and called workflows of the same repository at
 * their commits. Nothing is changed.
 *
 * @param most files that are read at most; beyond it the rest is named as not read.
 */
export async function readRuns(
  github: ReadingGitHub,
  repository: string,
  window: Window,
  most: number,
): Promise<ReadRuns> {
  const unread: string[] = [];
  const base = `/repos/${encodeURIComponent(github.owner)}/${encodeURIComponent(repository)}`;
  const listed = await runsIn(github, base, window, unread);
  const files = new Map<string, string | undefined>();
  const fileAt: FileAt = (sha, path) => files.get(`${sha}:${path}`);
  const read = async (wanted: ReadonlySet<string>): Promise<void> => {
    const fresh = [...wanted].filter((one) => !files.has(one));
    const allowed = fresh.slice(0, Math.max(0, most - files.size));
    if (allowed.length < fresh.length)
      unread.push(`${fresh.length - allowed.length} versions of files; raise --most-files`);
    const texts = await fileVersions(github, repository, allowed);
    allowed.forEach((one, index) => files.set(one, texts[index]));
  };
  const branch = listed.some(({ event }) => ofDefaultBranch.has(event))
    ? await defaultBranchIn(github, base, window, unread)
    : [];
  const runs = listed.map((run) => seenRun(run, branch));
  await read(new Set(runs.map(({ sha, path }) => `${sha}:${path}`)));
  for (let round = 0; round < rounds; round += 1) {
    const next = new Set([...files].flatMap(([version, text]) => localsOf(version, text)));
    if ([...next].every((one) => files.has(one))) break;
    await read(next);
  }
  const missing = new Set(
    runs.filter(({ sha, path }) => fileAt(sha, path) === undefined).map(({ path }) => path),
  );
  if (missing.size > 0) unread.push(`${[...missing].sort().join(', ')} at the commit of some runs`);
  return { runs, fileAt, unread: [...new Set(unread)] };
}

/** A run's workflow is at its head's commit, or at the one that the default branch had then. */
function seenRun(run: z.infer<typeof runSchema>, branch: readonly Commit[]): SeenRun {
  // Of a called or required workflow the path ends with `@ref`.
  const [path = ''] = run.path.split('@');
  return {
    id: run.id,
    path,
    event: run.event,
    sha: ofDefaultBranch.has(run.event) ? commitAt(branch, run.created_at) : run.head_sha,
    startedAt: run.run_started_at ?? run.created_at,
    url: run.html_url,
  };
}

interface Commit {
  readonly sha: string;
  readonly date: string;
}

const commitsSchema = z.array(
  z.object({
    sha: z.string(),
    commit: z.object({ committer: z.object({ date: z.string() }).nullable() }),
  }),
);
/** Pages of the default branch's history that are read. */
const historyPages = 10;

/** The default branch's commits in a window, newest first, with the one that it had before. */
async function defaultBranchIn(
  github: ReadingGitHub,
  base: string,
  { from, to }: Window,
  unread: string[],
): Promise<readonly Commit[]> {
  const read = async (query: string): Promise<readonly Commit[]> =>
    commitsSchema
      .parse(await github.getList(`${base}/commits?${query}`))
      .map(({ sha, commit }) => ({ sha, date: commit.committer?.date ?? '' }));
  const all: Commit[] = [];
  for (let page = 1; page <= historyPages; page += 1) {
    const found = await read(
      `since=${iso(from)}&until=${iso(to)}&per_page=${pageSize}&page=${page}`,
    );
    all.push(...found);
    if (found.length < pageSize) break;
    if (page === historyPages) unread.push('older commits of the default branch');
  }
  return [...all, ...(await read(`until=${iso(from)}&per_page=1`))];
}

/** The newest commit of a history that is not newer than a time; the oldest one where all are. */
function commitAt(history: readonly Commit[], time: string): string {
  const found = history.find(({ date }) => Date.parse(date) <= Date.parse(time));
  return (found ?? history.at(-1))?.sha ?? 'HEAD';
}

async function runsIn(
  github: ReadingGitHub,
  base: string,
  { from, to }: Window,
  unread: string[],
): Promise<readonly z.infer<typeof runSchema>[]> {
  const created = encodeURIComponent(`${iso(from)}..${iso(to)}`);
  const path = `${base}/actions/runs?created=${created}&per_page=${pageSize}`;
  const first = pageSchema.parse(await github.get(`${path}&page=1`));
  const length = to.getTime() - from.getTime();
  if (first.total_count > listedRuns && length > shortestWindow) {
    const middle = new Date(from.getTime() + Math.floor(length / 2));
    const after = new Date(middle.getTime() + 1000);
    return [
      ...(await runsIn(github, base, { from, to: middle }, unread)),
      ...(await runsIn(github, base, { from: after, to }, unread)),
    ];
  }
  if (first.total_count > listedRuns)
    unread.push(
      `${first.total_count - listedRuns} runs from ${iso(from)} on, which GitHub does not list`,
    );
  const all = [...first.workflow_runs];
  const reachable = Math.min(first.total_count, listedRuns);
  for (let page = 2; (page - 1) * pageSize < reachable; page += 1) {
    all.push(...pageSchema.parse(await github.get(`${path}&page=${page}`)).workflow_runs);
  }
  return all;
}

/** GitHub compares whole seconds. */
const iso = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/** Versions of the files of the same commit that a file uses. */
function localsOf(version: string, text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const colon = version.indexOf(':');
  const sha = version.slice(0, colon);
  const workflow = readWorkflow(version.slice(colon + 1), text);
  if (isUnreadable(workflow)) return [];
  return usesOf(workflow).flatMap(({ uses }) =>
    localFiles(uses.value).map((file) => `${sha}:${file}`),
  );
}
