import * as z from 'zod/mini';
import type { GitHubClient } from './github-client';
import { GitHubError } from './github-error';

/** A branch's head and the text of some of its files, read at that head. */
export interface BranchSnapshot {
  /** Undefined when the branch does not exist yet. */
  readonly head: { readonly commit: string; readonly tree: string } | undefined;
  readonly files: ReadonlyMap<string, string>;
}

export interface BranchPlace {
  readonly owner: string;
  readonly repository: string;
  readonly branch: string;
}

const refSchema = z.object({ object: z.object({ sha: z.string() }) });
const branchSchema = z.object({
  commit: z.object({ sha: z.string(), commit: z.object({ tree: z.object({ sha: z.string() }) }) }),
});
const contentSchema = z.object({ sha: z.string(), content: z.string(), encoding: z.string() });
const blobSchema = z.object({ content: z.string(), encoding: z.literal('base64') });
const treeSchema = z.object({ sha: z.string() });

/** Reads the branch's head and the wanted files at exactly that head. */
export async function readBranch(
  client: GitHubClient,
  place: BranchPlace,
  paths: readonly string[],
): Promise<BranchSnapshot> {
  const where = { owner: place.owner, repo: place.repository };
  const branch = await client.requestUnless(
    // 409: an empty repository has no branches at all.
    [404, 409],
    branchSchema,
    'GET /repos/{owner}/{repo}/branches/{branch}',
    { ...where, branch: place.branch },
  );
  if (branch === undefined) return { head: undefined, files: new Map() };
  const { sha: commit, commit: head } = branch.data.commit;
  const files = new Map<string, string>();
  for (const path of paths) {
    const text = await fileAt(client, place, commit, path);
    if (text !== undefined) files.set(path, text);
  }
  return { head: { commit, tree: head.tree.sha }, files };
}

/** A file as a branch or commit has it, by one request; undefined when there is no such file, branch or commit. */
export async function fileAt(
  client: GitHubClient,
  { owner, repository }: { readonly owner: string; readonly repository: string },
  ref: string,
  path: string,
): Promise<string | undefined> {
  const where = { owner, repo: repository };
  const file = await client.requestUnless(
    // 409: an empty repository has no branches at all.
    [404, 409],
    contentSchema,
    'GET /repos/{owner}/{repo}/contents/{path}',
    { ...where, path, ref },
  );
  return file === undefined ? undefined : textOf(client, where, file.data);
}

/** A file above one megabyte comes without its content (encoding `none`), which is then read as a blob. */
async function textOf(
  client: GitHubClient,
  where: { readonly owner: string; readonly repo: string },
  file: z.infer<typeof contentSchema>,
): Promise<string> {
  const content =
    file.encoding === 'base64'
      ? file.content
      : (
          await client.request(blobSchema, 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
            ...where,
            file_sha: file.sha,
          })
        ).data.content;
  return Buffer.from(content, 'base64').toString('utf8');
}

/** What a writer makes of the branch as it is: the files to write, or nothing when it needs no commit. */
export type BranchChange =
  { readonly message: string; readonly files: ReadonlyMap<string, string> } | undefined;

/** Times a commit is built again because the branch moved meanwhile. */
const maximumRebuilds = 5;

/**
 * Writes all files in one commit on top of the head they were made from; `seen` is what the caller has read already.
 * When someone else was faster GitHub refuses the update, and the change is made again from what they wrote, so that
 * neither is lost. The branch is started without a parent: it shares no history with the code.
 */
export async function writeBranch(
  client: GitHubClient,
  place: BranchPlace,
  paths: readonly string[],
  change: (snapshot: BranchSnapshot) => BranchChange,
  seen?: BranchSnapshot,
): Promise<{ readonly changed: boolean; readonly commit: string | undefined }> {
  for (let rebuild = 0; ; rebuild += 1) {
    const snapshot =
      rebuild === 0 && seen !== undefined ? seen : await readBranch(client, place, paths);
    const wanted = change(snapshot);
    if (wanted === undefined) return { changed: false, commit: snapshot.head?.commit };
    const commit = await makeCommit(client, place, snapshot, wanted);
    if (await moveBranch(client, place, snapshot, commit)) return { changed: true, commit };
    if (rebuild >= maximumRebuilds) {
      throw new GitHubError(
        `branch ${place.branch}`,
        undefined,
        `it moved ${maximumRebuilds + 1} times during a commit; check what else writes to it`,
      );
    }
  }
}

async function makeCommit(
  client: GitHubClient,
  place: BranchPlace,
  { head }: BranchSnapshot,
  wanted: NonNullable<BranchChange>,
): Promise<string> {
  const where = { owner: place.owner, repo: place.repository };
  const tree = await client.request(treeSchema, 'POST /repos/{owner}/{repo}/git/trees', {
    ...where,
    ...(head === undefined ? {} : { base_tree: head.tree }),
    tree: [...wanted.files].map(([path, content]) => ({
      path,
      mode: '100644',
      type: 'blob',
      content,
    })),
  });
  const commit = await client.request(treeSchema, 'POST /repos/{owner}/{repo}/git/commits', {
    ...where,
    message: wanted.message,
    tree: tree.data.sha,
    parents: head === undefined ? [] : [head.commit],
  });
  return commit.data.sha;
}

/**
 * False when the branch is not where the snapshot saw it: 422 for a move that is no fast-forward, or a branch made
 * twice. GitHub refuses a write against the branch's rules by the same status, and no further attempt would help then.
 */
async function moveBranch(
  client: GitHubClient,
  place: BranchPlace,
  { head }: BranchSnapshot,
  commit: string,
): Promise<boolean> {
  const where = { owner: place.owner, repo: place.repository };
  try {
    if (head === undefined) {
      await client.request(refSchema, 'POST /repos/{owner}/{repo}/git/refs', {
        ...where,
        ref: `refs/heads/${place.branch}`,
        sha: commit,
      });
    } else {
      await client.request(refSchema, 'PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
        ...where,
        ref: `heads/${place.branch}`,
        sha: commit,
        force: false,
      });
    }
    return true;
  } catch (error) {
    if (!(error instanceof GitHubError) || ![409, 422].includes(error.status ?? 0)) throw error;
    if (isRefusal.test(error.message)) throw error;
    return false;
  }
}

/** What GitHub says when a ruleset or a classic protection rejects a write. */
const isRefusal = /rule violations|protected branch|through a pull request/i;
