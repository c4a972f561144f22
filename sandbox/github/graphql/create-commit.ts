import { writeRefs } from '../write-ref';
import {
  repositoryByName,
  requirePermission,
  TypedError,
  visibleRepositories,
  type GraphQLContext,
} from './context';
import { placeOf, refNode } from './nodes';
import { commitNode, type Place } from './objects';

interface Input {
  readonly clientMutationId?: string | null;
  readonly branch: {
    readonly id?: string | null;
    readonly repositoryNameWithOwner?: string | null;
    readonly branchName?: string | null;
  };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string | null };
  readonly fileChanges?: {
    readonly additions?: readonly { path: string; contents: string }[] | null;
    readonly deletions?: readonly { path: string }[] | null;
  } | null;
}

/**
 * Many files in one commit, all or nothing. Refuses a branch that is not at `expectedHeadOid` and a deletion of a path that
 * is not there. https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch
 */
export async function createCommitOnBranch(
  { input }: { readonly input: Input },
  context: GraphQLContext,
): Promise<Record<string, unknown>> {
  const { place, branch } = target(input.branch, context);
  requirePermission(context, 'contents', 'write');
  const { git, repo } = place;
  const ref = `refs/heads/${branch}`;
  const head = await git.resolve(ref);
  if (head === undefined)
    throw new TypedError(
      'NOT_FOUND',
      `A branch named "${branch}" was not found in ${repo.owner}/${repo.name}.`,
    );
  if (head !== input.expectedHeadOid) throw stale(input.expectedHeadOid);
  const tree = await git.writeTree(head, await changes(place, head, input));
  const account = context.world.account(context.actor.login);
  const author = {
    name: account.login,
    email: `${account.id}+${account.login}@users.noreply.github.com`,
    date: context.world.now(),
  };
  const { headline, body } = input.message;
  const sha = git.writeCommit({
    tree,
    parents: [head],
    message: body == null || body === '' ? headline : `${headline}\n\n${body}`,
    author,
    committer: { name: 'GitHub', email: 'noreply@github.com', date: author.date },
  });
  const writer = { world: context.world, repo, git, actor: context.actor };
  if (!(await writeRefs(writer, [{ ref, after: sha, before: head }])))
    throw stale(input.expectedHeadOid);
  return {
    clientMutationId: input.clientMutationId ?? null,
    commit: commitNode(place, await git.commit(sha)),
    ref: () => refNode(place, ref),
  };
}

const stale = (expected: string): TypedError =>
  new TypedError(
    'STALE_DATA',
    `Expected branch to point to "${expected}" but it did not.  Pull and try again.`,
  );

function target(
  branch: Input['branch'],
  context: GraphQLContext,
): { readonly place: Place; readonly branch: string } {
  const { repositoryNameWithOwner, branchName, id } = branch;
  if (repositoryNameWithOwner != null && branchName != null) {
    const [owner = '', name = ''] = repositoryNameWithOwner.split('/');
    const repo = repositoryByName(context, owner, name);
    return { place: placeOf(context, repo), branch: branchName.replace(/^refs\/heads\//, '') };
  }
  const [, repoId = '', encoded = ''] = /^REF_(\d+)_(.+)$/.exec(id ?? '') ?? [];
  const repo = visibleRepositories(context).find((one) => String(one.id) === repoId);
  if (repo === undefined)
    throw new TypedError(
      'UNPROCESSABLE',
      'branch needs either its id or both repositoryNameWithOwner and branchName',
    );
  const ref = Buffer.from(encoded, 'base64url').toString('utf8');
  return { place: placeOf(context, repo), branch: ref.replace(/^refs\/heads\//, '') };
}

async function changes(
  { git }: Place,
  head: string,
  { fileChanges }: Input,
): Promise<readonly { path: string; mode: string; sha: string | null }[]> {
  const additions = fileChanges?.additions ?? [];
  const deletions = fileChanges?.deletions ?? [];
  const paths = [...additions, ...deletions].map((change) => change.path);
  for (const path of paths) {
    const parts = path.split('/');
    if (parts.some((part) => ['', '.', '..'].includes(part) || part.toLowerCase() === '.git'))
      throw new TypedError('UNPROCESSABLE', `The path "${path}" is not valid.`);
  }
  if (new Set(paths).size !== paths.length)
    throw new TypedError('UNPROCESSABLE', 'A path was named more than once.');
  for (const { path } of deletions)
    if ((await git.entry(head, path))?.type !== 'blob')
      throw new TypedError(
        'UNPROCESSABLE',
        `A path was requested for deletion which does not exist as of commit oid \`${head}\``,
      );
  const written: { path: string; mode: string; sha: string | null }[] = [];
  for (const { path } of deletions) written.push({ path, mode: '100644', sha: null });
  for (const { path, contents } of additions) {
    const bytes = Buffer.from(contents, 'base64');
    if (
      bytes.toString('base64').replace(/=+$/, '') !== contents.replace(/\s/g, '').replace(/=+$/, '')
    )
      throw new TypedError('UNPROCESSABLE', `The contents of "${path}" are not base64.`);
    written.push({ path, mode: '100644', sha: git.writeBlob(bytes) });
  }
  return written;
}
