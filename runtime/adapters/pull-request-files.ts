import * as z from 'zod/mini';
import { patchLines, type ChangedFile } from '../../core/readiness/change/changed-lines';
import type { GitHubClient } from './github-client';

const filesSchema = z.array(
  z.object({
    filename: z.string(),
    status: z.string(),
    additions: z.number(),
    deletions: z.number(),
    patch: z.optional(z.string()),
    previous_filename: z.optional(z.string()),
  }),
);
type ListedFile = z.infer<typeof filesSchema>[number];

/** Number of pages, of 100 files each, that are read where only some files are shown. */
const fewPages = 5;
/** Number of pages that GitHub has: it lists 3,000 files at most. */
export const allPages = 30;

/**
 * The files that a pull request changes, with their parts of its diff.
 * https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files
 */
export async function pullRequestFiles(
  client: GitHubClient,
  { owner, repository }: { readonly owner: string; readonly repository: string },
  number: number,
  pages = fewPages,
): Promise<readonly ChangedFile[]> {
  const files = await client.list(
    filesSchema,
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
    { owner, repo: repository, pull_number: number },
    pages,
  );
  return files.map((file) => ({
    path: file.filename,
    previousPath: file.previous_filename,
    status: file.status,
    changes: file.additions + file.deletions,
    patch: wholePatch(file),
  }));
}

/** A file's part of the diff; undefined where GitHub left out some of it. */
function wholePatch({ patch, additions, deletions }: ListedFile): string | undefined {
  if (patch === undefined) return undefined;
  const lines = patchLines(patch);
  const count = (kind: string) => lines.filter((line) => line.kind === kind).length;
  return count('added') === additions && count('removed') === deletions ? patch : undefined;
}
