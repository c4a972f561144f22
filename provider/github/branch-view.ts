import { z } from 'zod';
import { type Tree, type TreeEntry } from '../workflow-commit/plan';
import { type GitHubClient } from './client';
import { GitHubFailure } from './failure';

/** What a branch holds at the paths that were asked for, all of one commit. */
export interface BranchView {
  readonly head: string;
  /** Name of the head's whole tree. */
  readonly root: string;
  readonly tree: Tree;
  /** Blobs of files that are partly ours, by path, where the tree shows our part alone. Default: none. */
  readonly mergedBlobs?: ReadonlyMap<string, string>;
}

export interface RepositoryView {
  /** GitHub's global id of the repository. */
  readonly id: string;
  readonly defaultBranch: string | undefined;
  /** Undefined: no such branch exists. */
  readonly branch: BranchView | undefined;
  /** The second branch, where one was asked for. */
  readonly other: BranchView | undefined;
}

const oid = z.object({ oid: z.string() });
const entry = z
  .object({
    oid: z.string(),
    mode: z.int(),
    type: z.enum(['blob', 'tree', 'commit']),
  })
  .nullish();

const ref = z.object({ target: z.looseObject({ oid: z.string(), tree: oid }) }).nullish();
// Made once: a schema is compiled when it is first used, which takes as long as a request to a near server.
const answer = z.object({
  repository: z.object({
    id: z.string(),
    defaultBranchRef: z.object({ name: z.string() }).nullish(),
    branch: ref,
    other: ref,
  }),
});

/**
 * Heads and entries of one or two branches in one request, so that nothing can change in between.
 * @returns undefined when no such repository exists, or the token may not see it.
 */
export async function viewBranches(
  client: GitHubClient,
  name: string,
  {
    branch,
    other,
    paths,
  }: {
    readonly branch: string;
    readonly other: string | undefined;
    readonly paths: readonly string[];
  },
): Promise<RepositoryView | undefined> {
  const names = paths.map((_, index) => `p${index}`);
  const commit = `target { ... on Commit { oid tree { oid } ${names
    .map((alias) => `${alias}: file(path: $${alias}) { oid mode type }`)
    .join(' ')} } }`;
  const query = `query BranchView($owner: String!, $name: String!, $branch: String!${
    other === undefined ? '' : ', $other: String!'
  }${names.map((alias) => `, $${alias}: String!`).join('')}) {
      repository(owner: $owner, name: $name) {
        id
        defaultBranchRef { name }
        branch: ref(qualifiedName: $branch) { ${commit} }
        ${other === undefined ? '' : `other: ref(qualifiedName: $other) { ${commit} }`}
      }
    }`;
  const variables = {
    owner: client.connection.owner,
    name,
    branch: `refs/heads/${branch}`,
    ...(other === undefined ? {} : { other: `refs/heads/${other}` }),
    ...Object.fromEntries(paths.map((path, index) => [`p${index}`, path])),
  };
  const read = (found: z.infer<typeof ref>): BranchView | undefined =>
    found === null || found === undefined
      ? undefined
      : {
          head: found.target.oid,
          root: found.target.tree.oid,
          tree: treeOf(found.target, names, paths),
        };
  try {
    const { repository } = await client.graphql(answer, query, variables);
    return {
      id: repository.id,
      defaultBranch: repository.defaultBranchRef?.name,
      branch: read(repository.branch),
      other: read(repository.other),
    };
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === 'absent') return undefined;
    throw error;
  }
}

function treeOf(
  commit: Readonly<Record<string, unknown>>,
  names: readonly string[],
  paths: readonly string[],
): Tree {
  const tree = new Map<string, TreeEntry>();
  names.forEach((name, index) => {
    const path = paths[index];
    const found = entry.parse(commit[name]);
    if (path === undefined || found === null || found === undefined) return;
    tree.set(path, {
      type: found.type,
      sha: found.oid,
      mode: found.mode.toString(8).padStart(6, '0'),
    });
  });
  return tree;
}
