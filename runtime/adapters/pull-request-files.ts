import * as z from 'zod/mini';
import type { ChangedFile } from '../../core/readiness/change/changed-lines';
import type { GitHubClient } from './github-client';

const filesSchema = z.array(z.object({ filename: z.string(), patch: z.optional(z.string()) }));

/** Maximum number of pages of files that are read, of 100 each; a comment cannot usefully show more. */
const mostPages = 5;

/**
 * The files that a pull request changes, with their parts of its diff.
 * https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files
 */
export async function pullRequestFiles(
  client: GitHubClient,
  { owner, repository }: { readonly owner: string; readonly repository: string },
  number: number,
): Promise<readonly ChangedFile[]> {
  const files = await client.list(
    filesSchema,
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
    { owner, repo: repository, pull_number: number },
    mostPages,
  );
  return files.map(({ filename, patch }) => ({ path: filename, patch }));
}
