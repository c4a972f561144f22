import { z } from 'zod';
import { zeroSha } from '../bare-repository';
import {
  created,
  notFound,
  ok,
  onRepository,
  param,
  read,
  Refusal,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import type { TreeEntry } from '../git-objects';
import { gitCommit } from '../render/commit';
import { encodePath, repoApi, repoWeb } from '../render/links';
import { stored } from '../stored-file';
import { asRefusal, writeRefs } from '../write-ref';
import { defaultIdentity } from './git-data';

const who = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
const common = {
  message: z.string(),
  branch: z.string().optional(),
  author: who.optional(),
  committer: who.optional(),
};

/** One file at a time. https://docs.github.com/en/rest/repos/contents */
export const contentEndpoints: readonly Endpoint[] = [
  onRepository('GET /repos/{owner}/{repo}/zipball/{ref}', ['contents', 'read'], async (call) => {
    const commit = await call.git.resolve(`${param(call, 'ref')}^{commit}`);
    if (commit === undefined) throw notFound();
    return stored(call, `archives/${commit}`);
  }),
  onRepository('GET /repos/{owner}/{repo}/contents/{path}', ['contents', 'read'], async (call) => {
    const ref = call.query.get('ref') ?? call.repo.defaultBranch;
    const commit = await call.git.resolve(`${ref}^{commit}`);
    if (commit === undefined)
      throw notFound(
        call.query.has('ref') ? `No commit found for the ref ${ref}` : 'This repository is empty.',
      );
    const path = cleanPath(param(call, 'path'));
    if (path === '') return ok((await call.git.tree(commit)).map((one) => render(call, ref, one)));
    const entry = await call.git.entry(commit, path);
    if (entry === undefined) throw notFound();
    if (entry.type === 'tree') {
      const children = await call.git.tree(`${commit}:${path}`);
      return ok(
        children.map((child) => render(call, ref, { ...child, path: `${path}/${child.path}` })),
      );
    }
    const content = await call.git.blob(entry.sha);
    if ((call.query.get('raw') ?? '') !== '') return { status: 200, bytes: content };
    return ok({
      ...render(call, ref, entry),
      content: content.length > 1024 * 1024 ? '' : content.toString('base64'),
      encoding: content.length > 1024 * 1024 ? 'none' : 'base64',
    });
  }),
  onRepository('PUT /repos/{owner}/{repo}/contents/{path}', ['contents', 'write'], async (call) => {
    const input = read(
      call,
      z.object({ ...common, content: z.string(), sha: z.string().optional() }),
    );
    const path = cleanPath(param(call, 'path'));
    const { branch, head } = await target(call, input.branch);
    const old = head === undefined ? undefined : await call.git.entry(head, path);
    if (old !== undefined && input.sha === undefined)
      throw new Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
    if (old?.sha !== input.sha && input.sha !== undefined && old !== undefined)
      throw new Refusal(409, `${path} does not match ${input.sha}`);
    const blob = call.git.writeBlob(Buffer.from(input.content, 'base64'));
    const mode = old?.mode ?? '100644';
    const commit = await write(call, branch, head, input, [{ path, mode, sha: blob }]);
    const entry = await call.git.entry(commit.sha, path);
    if (entry === undefined) throw notFound();
    const body = { content: render(call, branch, entry), commit };
    return old === undefined ? created(body) : ok(body);
  }),
  onRepository(
    'DELETE /repos/{owner}/{repo}/contents/{path}',
    ['contents', 'write'],
    async (call) => {
      const input = read(call, z.object({ ...common, sha: z.string() }));
      const path = cleanPath(param(call, 'path'));
      const { branch, head } = await target(call, input.branch);
      const old = head === undefined ? undefined : await call.git.entry(head, path);
      if (old === undefined) throw notFound();
      if (old.sha !== input.sha) throw new Refusal(409, `${path} does not match ${input.sha}`);
      const commit = await write(call, branch, head, input, [{ path, mode: '100644', sha: null }]);
      return ok({ content: null, commit });
    },
  ),
];

function cleanPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.some((part) => part === '.' || part === '..' || part.toLowerCase() === '.git'))
    throw new Refusal(422, 'path contains a malformed path component');
  return parts.join('/');
}

async function target(
  call: RepositoryCall,
  named: string | undefined,
): Promise<{ branch: string; head: string | undefined }> {
  const branch = (named ?? call.repo.defaultBranch).replace(/^refs\/heads\//, '');
  const head = await call.git.resolve(`refs/heads/${branch}`);
  // Only an empty repository lets this endpoint make a branch.
  if (head === undefined && (await call.git.refs('refs/heads')).length > 0)
    throw notFound(`Branch ${branch} not found`);
  return { branch, head };
}

async function write(
  call: RepositoryCall,
  branch: string,
  head: string | undefined,
  input: {
    readonly message: string;
    readonly author?: z.infer<typeof who> | undefined;
    readonly committer?: z.infer<typeof who> | undefined;
  },
  changes: readonly { path: string; mode: string; sha: string | null }[],
): Promise<Record<string, unknown> & { sha: string }> {
  const fallback = defaultIdentity(call);
  const committer = { ...fallback, ...defined(input.committer ?? input.author) };
  const author = { ...committer, ...defined(input.author) };
  const sha = call.git.writeCommit({
    tree: await call.git.writeTree(head, changes),
    parents: head === undefined ? [] : [head],
    message: input.message,
    author,
    committer,
  });
  const change = { ref: `refs/heads/${branch}`, after: sha, before: head ?? zeroSha };
  const written = await writeRefs(call, [change]).catch((error: unknown) => {
    throw asRefusal(error, 409);
  });
  if (!written)
    throw new Refusal(
      409,
      `is at ${(await call.git.resolve(change.ref)) ?? ''} but expected ${change.before}`,
    );
  return { ...gitCommit(call.links, call.repo, await call.git.commit(sha)), sha };
}

function defined(identity: z.infer<typeof who> | undefined): {
  name?: string;
  email?: string;
  date?: string;
} {
  if (identity === undefined) return {};
  const { name, email, date } = identity;
  return { name, email, ...(date === undefined ? {} : { date }) };
}

function render(call: RepositoryCall, ref: string, entry: TreeEntry): Record<string, unknown> {
  const api = repoApi(call.links, call.repo);
  const web = repoWeb(call.links, call.repo);
  const path = encodePath(entry.path);
  const kind = entry.type === 'tree' ? 'tree' : 'blob';
  const url = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const git = `${api}/git/${kind}s/${entry.sha}`;
  const html = `${web}/${kind}/${encodePath(ref)}/${path}`;
  return {
    name: entry.path.split('/').at(-1) ?? '',
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: html,
    git_url: git,
    download_url: kind === 'tree' ? null : `${web}/raw/${encodePath(ref)}/${path}`,
    type: entry.type === 'tree' ? 'dir' : entry.type === 'commit' ? 'submodule' : 'file',
    _links: { self: url, git, html },
  };
}
