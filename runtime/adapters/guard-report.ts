import * as z from 'zod/mini';
import type { GuardReport } from '../../core/guard/describe';
import type { filesToRead, gateChanges } from '../../core/guard/gate-changes';
import type { FileTexts } from '../../core/guard/tool-settings';
import { fileAt } from './data-branch';
import type { GitHubClient } from './github-client';
import { GitHubError } from './github-error';
import { allPages, pullRequestFiles } from './pull-request-files';

/** What finds changes to the gate; loaded where it is needed. */
export interface GateDetection {
  readonly filesToRead: typeof filesToRead;
  readonly gateChanges: typeof gateChanges;
}

/** A pull request at one of its commits. */
export interface PullRequestPlace {
  readonly owner: string;
  readonly repository: string;
  readonly number: number;
  /** Commit that its head has to be. */
  readonly headSha: string;
}

/** Maximum number of files whose text is read; a further one counts as one that could not be read. */
const mostTexts = 40;

const pullSchema = z.object({
  changed_files: z.number(),
  head: z.object({ sha: z.string() }),
  base: z.object({ ref: z.string() }),
});
const comparisonSchema = z.object({ merge_base_commit: z.object({ sha: z.string() }) });

/**
 * What a pull request does to the gate, from the files that GitHub's API lists for it. Nothing of the pull request is
 * checked out or run. A head that moves meanwhile is asked about before and after.
 */
export async function guardReport(
  client: GitHubClient,
  detection: GateDetection,
  place: PullRequestPlace,
): Promise<GuardReport> {
  try {
    const before = await headOf(client, place);
    const files = await pullRequestFiles(client, place, place.number, allPages);
    const paths = detection.filesToRead(files);
    const texts = await textsOf(client, place, before.base.ref, paths);
    const after = await headOf(client, place);
    if (before.head.sha !== place.headSha || after.head.sha !== place.headSha)
      return { unknown: 'the pull request has a newer commit' };
    return {
      changes: detection.gateChanges(files, texts),
      files: { all: after.changed_files, seen: files.length },
    };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { unknown: error.message };
  }
}

async function headOf(
  client: GitHubClient,
  { owner, repository, number }: PullRequestPlace,
): Promise<z.infer<typeof pullSchema>> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  const where = { owner, repo: repository, pull_number: number };
  return (await client.request(pullSchema, route, where)).data;
}

/** Texts of the files that have to be read whole, where the change begins and where it ends. */
async function textsOf(
  client: GitHubClient,
  place: PullRequestPlace,
  base: string,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, FileTexts>> {
  const paths = wanted.slice(0, mostTexts);
  const texts = new Map<string, FileTexts>();
  if (paths.length === 0) return texts;
  const { data } = await client.request(
    comparisonSchema,
    'GET /repos/{owner}/{repo}/compare/{basehead}',
    {
      ...{ owner: place.owner, repo: place.repository, per_page: 1 },
      basehead: `${base}...${place.headSha}`,
    },
  );
  for (const path of paths) {
    const found = await textsAt(client, place, data.merge_base_commit.sha, path);
    if (found !== undefined) texts.set(path, found);
  }
  return texts;
}

/** Undefined for what is no file of text. */
async function textsAt(
  client: GitHubClient,
  place: PullRequestPlace,
  base: string,
  path: string,
): Promise<FileTexts | undefined> {
  try {
    return {
      before: await fileAt(client, place, base, path),
      after: await fileAt(client, place, place.headSha, path),
    };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return undefined;
  }
}
