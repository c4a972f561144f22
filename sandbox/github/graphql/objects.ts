import type { BareRepository } from '../bare-repository';
import type { GitCommit, TreeEntry } from '../git-objects';
import { repoWeb } from '../render/links';
import type { RepositoryState } from '../state';
import { connection, type PageArguments } from './connection';
import type { GraphQLContext } from './context';

type Node = Record<string, unknown>;

/** What git objects need besides themselves. */
export interface Place {
  readonly context: GraphQLContext;
  readonly repo: RepositoryState;
  readonly git: BareRepository;
}

/** `GitObject` of any kind, or null. */
export async function gitObject(place: Place, expression: string): Promise<Node | null> {
  const oid = await place.git.resolve(expression);
  if (oid === undefined) return null;
  const type = await place.git.type(oid);
  if (type === 'commit') return commitNode(place, await place.git.commit(oid));
  if (type === 'tree') return treeNode(place, oid);
  return type === 'blob' ? blobNode(place, oid) : null;
}

const common = (place: Place, prefix: string, oid: string): Node => ({
  id: `${prefix}_${place.repo.id}_${oid}`,
  oid,
  abbreviatedOid: oid.slice(0, 7),
});

export function commitNode(place: Place, commit: GitCommit): Node {
  const [headline = '', ...body] = commit.message.split('\n');
  return {
    __typename: 'Commit',
    ...common(place, 'C', commit.sha),
    message: commit.message,
    messageHeadline: headline,
    messageBody: body.join('\n').trim(),
    committedDate: commit.committer.date,
    authoredDate: commit.author.date,
    author: commit.author,
    committer: commit.committer,
    url: `${repoWeb(place.context.links, place.repo)}/commit/${commit.sha}`,
    tree: () => treeNode(place, commit.tree),
    parents: (args: PageArguments) =>
      connection(commit.parents, args, async (sha) =>
        commitNode(place, await place.git.commit(sha)),
      ),
    history: async (args: PageArguments & { path?: string | null }) => {
      const path = args.path == null ? [] : ['--', args.path];
      const ids = await place.git.revisions(commit.sha, ...path);
      return connection(ids, args, async (sha) => commitNode(place, await place.git.commit(sha)));
    },
    file: async ({ path }: { path: string }) => {
      const entry = await place.git.entry(commit.tree, path);
      return entry === undefined ? null : entryNode(place, entry, path);
    },
  };
}

function treeNode(place: Place, oid: string, base = ''): Node {
  return {
    __typename: 'Tree',
    ...common(place, 'T', oid),
    entries: async () =>
      (await place.git.tree(oid)).map((entry) =>
        entryNode(place, entry, base === '' ? entry.path : `${base}/${entry.path}`),
      ),
  };
}

function entryNode(place: Place, entry: TreeEntry, path: string): Node {
  return {
    name: path.split('/').at(-1) ?? '',
    path,
    oid: entry.sha,
    type: entry.type,
    mode: Number.parseInt(entry.mode, 8),
    size: entry.size ?? 0,
    object: () =>
      entry.type === 'tree'
        ? treeNode(place, entry.sha, path)
        : entry.type === 'blob'
          ? blobNode(place, entry.sha)
          : null,
  };
}

/** GitHub cuts the text of a blob after so many bytes; the limit is not documented. */
const mostTextBytes = 512_000;

async function blobNode(place: Place, oid: string): Promise<Node> {
  const content = await place.git.blob(oid);
  const isBinary = content.includes(0);
  return {
    __typename: 'Blob',
    ...common(place, 'B', oid),
    byteSize: content.length,
    isBinary,
    isTruncated: content.length > mostTextBytes,
    text: isBinary ? null : content.subarray(0, mostTextBytes).toString('utf8'),
  };
}
