import { z } from 'zod';
import { zeroSha } from '../bare-repository';
import {
  created,
  noContent,
  notFound,
  ok,
  onRepository,
  page,
  param,
  read,
  Refusal,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { repoApi } from '../render/links';
import { gitCommit } from '../render/commit';
import { InvalidTreePath } from '../tree-objects';
import { asRefusal, writeRefs } from '../write-ref';

const sha = z.string().regex(/^[0-9a-f]{40}$/);

function renderRef(
  call: RepositoryCall,
  found: { ref: string; sha: string; type: string },
): Record<string, unknown> {
  const api = repoApi(call.links, call.repo);
  return {
    ref: found.ref,
    node_id: `REF_${call.repo.id}_${Buffer.from(found.ref).toString('base64url')}`,
    url: `${api}/git/${found.ref}`,
    object: { type: found.type, sha: found.sha, url: `${api}/git/${found.type}s/${found.sha}` },
  };
}

async function findRef(
  call: RepositoryCall,
  ref: string,
): Promise<Record<string, unknown> | undefined> {
  const found = (await call.git.refs(ref)).find((one) => one.ref === ref);
  return found === undefined ? undefined : renderRef(call, found);
}

async function refuseEmpty(call: RepositoryCall): Promise<void> {
  if ((await call.git.refs('refs/heads')).length === 0)
    throw new Refusal(409, 'Git Repository is empty.');
}

/** The Git Data API: refs. https://docs.github.com/en/rest/git/refs */
export const refEndpoints: readonly Endpoint[] = [
  onRepository('GET /repos/{owner}/{repo}/git/ref/{ref}', ['contents', 'read'], async (call) => {
    await refuseEmpty(call);
    const found = await findRef(call, `refs/${param(call, 'ref')}`);
    if (found === undefined) throw notFound();
    return ok(found);
  }),
  onRepository(
    'GET /repos/{owner}/{repo}/git/matching-refs/{ref}',
    ['contents', 'read'],
    async (call) => {
      const prefix = `refs/${param(call, 'ref')}`;
      const refs = (await call.git.refs('refs')).filter((one) => one.ref.startsWith(prefix));
      return page(refs.map((one) => renderRef(call, one)));
    },
  ),
  onRepository('POST /repos/{owner}/{repo}/git/refs', ['contents', 'write'], async (call) => {
    const input = read(call, z.object({ ref: z.string(), sha }));
    await refuseEmpty(call);
    if (!/^refs\/(heads|tags)\/.+/.test(input.ref) || !(await isRefName(call, input.ref)))
      throw new Refusal(
        422,
        'Reference name must start with "refs/heads/" or "refs/tags/" and be valid',
      );
    if ((await call.git.type(input.sha)) === undefined)
      throw new Refusal(422, 'Object does not exist');
    if ((await call.git.resolve(input.ref)) !== undefined)
      throw new Refusal(422, 'Reference already exists');
    const change = { ref: input.ref, after: input.sha, before: zeroSha };
    if (!(await write(call, change))) throw new Refusal(422, 'Reference already exists');
    return created(await findRef(call, input.ref));
  }),
  onRepository(
    'PATCH /repos/{owner}/{repo}/git/refs/{ref}',
    ['contents', 'write'],
    async (call) => {
      const input = read(call, z.object({ sha, force: z.boolean().default(false) }));
      const ref = `refs/${param(call, 'ref')}`;
      const before = await call.git.resolve(ref);
      if (before === undefined) throw new Refusal(422, 'Reference does not exist');
      if ((await call.git.type(input.sha)) !== 'commit')
        throw new Refusal(422, 'Object does not exist');
      if (!input.force && !(await call.git.isAncestor(before, input.sha)))
        throw new Refusal(422, 'Update is not a fast forward');
      if (!(await write(call, { ref, after: input.sha, before })))
        throw new Refusal(422, 'Update is not a fast forward');
      return ok(await findRef(call, ref));
    },
  ),
  onRepository(
    'DELETE /repos/{owner}/{repo}/git/refs/{ref}',
    ['contents', 'write'],
    async (call) => {
      const ref = `refs/${param(call, 'ref')}`;
      const before = await call.git.resolve(ref);
      if (before === undefined) throw new Refusal(422, 'Reference does not exist');
      if (ref === `refs/heads/${call.repo.defaultBranch}`)
        throw new Refusal(422, 'Cannot delete the default branch');
      if (!(await write(call, { ref, after: zeroSha, before })))
        throw new Refusal(409, 'Reference was changed meanwhile');
      return noContent;
    },
  ),
];

async function isRefName(call: RepositoryCall, ref: string): Promise<boolean> {
  try {
    await call.git.git(['check-ref-format', ref]);
    return true;
  } catch {
    return false;
  }
}

async function write(
  call: RepositoryCall,
  change: { ref: string; after: string; before: string },
): Promise<boolean> {
  try {
    return await writeRefs(call, [change]);
  } catch (error) {
    throw asRefusal(error, 422);
  }
}

const treeInput = z.object({
  base_tree: z.string().nullish(),
  tree: z.array(
    z.object({
      path: z.string().min(1),
      mode: z.enum(['100644', '100755', '040000', '160000', '120000']).default('100644'),
      type: z.string().optional(),
      sha: sha.nullish(),
      content: z.string().optional(),
    }),
  ),
});

/** The Git Data API: commits, trees and blobs. */
export const objectEndpoints: readonly Endpoint[] = [
  onRepository(
    'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
    ['contents', 'read'],
    async (call) => {
      const id = param(call, 'commit_sha');
      if (!sha.safeParse(id).success || (await call.git.type(id)) !== 'commit') throw notFound();
      return ok(gitCommit(call.links, call.repo, await call.git.commit(id)));
    },
  ),
  onRepository('POST /repos/{owner}/{repo}/git/commits', ['contents', 'write'], async (call) => {
    const who = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
    const input = read(
      call,
      z.object({
        message: z.string(),
        tree: sha,
        parents: z.array(sha).default([]),
        author: who.optional(),
        committer: who.optional(),
      }),
    );
    if ((await call.git.type(input.tree)) !== 'tree')
      throw new Refusal(422, 'Tree SHA does not exist');
    for (const parent of input.parents)
      if ((await call.git.type(parent)) !== 'commit')
        throw new Refusal(422, 'Parent SHA does not exist or is not a commit object');
    const identity = ({ name, email, date }: z.infer<typeof who>) => ({
      name,
      email,
      date: date ?? call.world.now(),
    });
    const author = identity(input.author ?? input.committer ?? defaultIdentity(call));
    const committer = input.committer === undefined ? author : identity(input.committer);
    const id = call.git.writeCommit({
      tree: input.tree,
      parents: input.parents,
      message: input.message,
      author,
      committer,
    });
    return created(gitCommit(call.links, call.repo, await call.git.commit(id)));
  }),
  onRepository(
    'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
    ['contents', 'read'],
    async (call) => {
      const tree = await call.git.resolve(`${param(call, 'tree_sha')}^{tree}`);
      if (tree === undefined) throw notFound();
      return ok(await renderTree(call, tree, call.query.has('recursive')));
    },
  ),
  onRepository('POST /repos/{owner}/{repo}/git/trees', ['contents', 'write'], async (call) => {
    const input = read(call, treeInput);
    const base =
      typeof input.base_tree === 'string'
        ? await call.git.resolve(`${input.base_tree}^{tree}`)
        : undefined;
    if (typeof input.base_tree === 'string' && base === undefined)
      throw new Refusal(422, 'base_tree is not a valid tree oid');
    const changes = await Promise.all(
      input.tree.map(async (entry) => {
        if (entry.content !== undefined)
          return {
            path: entry.path,
            mode: entry.mode,
            sha: call.git.writeBlob(Buffer.from(entry.content)),
          };
        if (entry.sha === undefined)
          throw new Refusal(422, 'Must supply either tree.sha or tree.content.');
        if (entry.sha === null) {
          if (base === undefined || (await call.git.entry(base, entry.path)) === undefined)
            throw new Refusal(422, 'GitRPC::BadObjectState');
        } else if (entry.mode !== '160000' && (await call.git.type(entry.sha)) === undefined)
          throw new Refusal(422, `tree.sha ${entry.sha} is not a valid ${entry.type ?? 'object'}`);
        return { path: entry.path, mode: entry.mode, sha: entry.sha };
      }),
    );
    const tree = await call.git.writeTree(base, changes).catch((error: unknown) => {
      if (!(error instanceof InvalidTreePath)) throw error;
      throw new Refusal(422, 'tree.path contains a malformed path component');
    });
    return created(await renderTree(call, tree, false));
  }),
  onRepository(
    'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
    ['contents', 'read'],
    async (call) => {
      const id = param(call, 'file_sha');
      if (!sha.safeParse(id).success || (await call.git.type(id)) !== 'blob') throw notFound();
      const content = await call.git.blob(id);
      return ok({
        sha: id,
        node_id: `B_${call.repo.id}_${id}`,
        size: content.length,
        url: `${repoApi(call.links, call.repo)}/git/blobs/${id}`,
        content: content.toString('base64'),
        encoding: 'base64',
      });
    },
  ),
  onRepository('POST /repos/{owner}/{repo}/git/blobs', ['contents', 'write'], (call) => {
    const input = read(
      call,
      z.object({ content: z.string(), encoding: z.string().default('utf-8') }),
    );
    const id = call.git.writeBlob(
      Buffer.from(input.content, input.encoding === 'base64' ? 'base64' : 'utf8'),
    );
    return created({ sha: id, url: `${repoApi(call.links, call.repo)}/git/blobs/${id}` });
  }),
];

/** Who a commit is by when the request does not say. */
export function defaultIdentity(call: RepositoryCall): {
  name: string;
  email: string;
  date: string;
} {
  const account = call.world.account(call.actor.login);
  return {
    name: account.login,
    email: `${account.id}+${account.login}@users.noreply.github.com`,
    date: call.world.now(),
  };
}

async function renderTree(
  call: RepositoryCall,
  tree: string,
  recursive: boolean,
): Promise<Record<string, unknown>> {
  const api = repoApi(call.links, call.repo);
  const entries = await call.git.tree(tree, recursive);
  const limit = 100_000;
  return {
    sha: tree,
    url: `${api}/git/trees/${tree}`,
    truncated: entries.length > limit,
    tree: entries.slice(0, limit).map((entry) => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.type,
      sha: entry.sha,
      ...(entry.size === undefined ? {} : { size: entry.size }),
      ...(entry.type === 'commit' ? {} : { url: `${api}/git/${entry.type}s/${entry.sha}` }),
    })),
  };
}
