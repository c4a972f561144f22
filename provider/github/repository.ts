import { z } from 'zod';
import { type Tree, type TreeEntry } from '../workflow-commit/plan';
import { type GitHubClient } from './client';
import { GitHubFailure } from './failure';

/** What a branch holds at the paths that were asked for, all of one commit. */
export interface BranchView {
  readonly head: string;
  readonly tree: Tree;
}

export interface OpenPullRequest {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
}

export interface RepositoryView {
  readonly defaultBranch: string | undefined;
  /** Undefined: there is no such branch. */
  readonly branch: BranchView | undefined;
  /** The second branch, where one was asked for. */
  readonly other: BranchView | undefined;
  /** Open pull requests from the second branch to the first. */
  readonly pullRequests: readonly OpenPullRequest[];
}

export interface FileChange {
  readonly path: string;
  /** Undefined removes the file. */
  readonly content: Uint8Array | undefined;
  readonly executable: boolean;
}

export interface NewCommit {
  readonly branch: string;
  /** The commit is refused when the branch is elsewhere. */
  readonly parent: string;
  readonly changes: readonly FileChange[];
  readonly headline: string;
  readonly body: string;
}

const oid = z.object({ oid: z.string() });
const entry = z.object({
  oid: z.string(),
  mode: z.int(),
  type: z.enum(['blob', 'tree', 'commit']),
});
const refs = z.object({ ref: z.string() });
const sha = z.object({ sha: z.string() });

/** One repository on GitHub. Methods throw GitHubFailure. */
export class Repository {
  constructor(
    private readonly client: GitHubClient,
    readonly name: string,
  ) {}

  get owner(): string {
    return this.client.connection.owner;
  }

  get fullName(): string {
    return `${this.owner}/${this.name}`;
  }

  /**
   * Heads and entries of one or two branches in one request, so that nothing can change in between.
   * @returns undefined when there is no such repository, or the token may not see it.
   */
  async view(
    branch: string,
    paths: readonly string[],
    other?: string,
  ): Promise<RepositoryView | undefined> {
    const names = paths.map((_, index) => `p${index}`);
    const commit = `target { ... on Commit { oid ${names
      .map((name) => `${name}: file(path: $${name}) { oid mode type }`)
      .join(' ')} } }`;
    const query = `query BranchView($owner: String!, $name: String!, $branch: String!${
      other === undefined ? '' : ', $other: String!, $head: String!, $base: String!'
    }${names.map((name) => `, $${name}: String!`).join('')}) {
      repository(owner: $owner, name: $name) {
        defaultBranchRef { name }
        branch: ref(qualifiedName: $branch) { ${commit} }
        ${
          other === undefined
            ? ''
            : `other: ref(qualifiedName: $other) { ${commit} }
        pullRequests(headRefName: $head, baseRefName: $base, states: [OPEN], first: 10) { nodes { number url title body } }`
        }
      }
    }`;
    const ref = z.object({ target: z.looseObject({ oid: z.string() }) }).nullish();
    const schema = z.object({
      repository: z.object({
        defaultBranchRef: z.object({ name: z.string() }).nullish(),
        branch: ref,
        other: ref,
        pullRequests: z
          .object({
            nodes: z.array(
              z.object({ number: z.int(), url: z.string(), title: z.string(), body: z.string() }),
            ),
          })
          .optional(),
      }),
    });
    const variables = {
      owner: this.owner,
      name: this.name,
      branch: `refs/heads/${branch}`,
      ...(other === undefined ? {} : { other: `refs/heads/${other}`, head: other, base: branch }),
      ...Object.fromEntries(paths.map((path, index) => [`p${index}`, path])),
    };
    const read = (found: z.infer<typeof ref>): BranchView | undefined =>
      found === null || found === undefined
        ? undefined
        : { head: found.target.oid, tree: treeOf(found.target, names, paths) };
    try {
      const { repository } = await this.client.graphql(schema, query, variables);
      return {
        defaultBranch: repository.defaultBranchRef?.name,
        branch: read(repository.branch),
        other: read(repository.other),
        pullRequests: repository.pullRequests?.nodes ?? [],
      };
    } catch (error) {
      if (error instanceof GitHubFailure && error.kind === 'absent') return undefined;
      throw error;
    }
  }

  /** Paths of all files of a branch that are named, or lie below a named folder (`folder/`). */
  async files(branch: string, named: readonly string[]): Promise<readonly string[]> {
    const tree = await this.client.find(
      z.object({ tree: z.array(z.object({ path: z.string(), type: z.string() })) }),
      'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
      { owner: this.owner, repo: this.name, tree_sha: branch, recursive: '1' },
    );
    const isNamed = (path: string): boolean =>
      named.some((name) => (name.endsWith('/') ? path.startsWith(name) : path === name));
    return (tree?.tree ?? []).flatMap(({ path, type }) =>
      type === 'blob' && isNamed(path) ? [path] : [],
    );
  }

  /** Text of a blob; undefined for a binary or very large one. */
  async text(blob: string): Promise<string | undefined> {
    const query = `query BlobText($owner: String!, $name: String!, $oid: GitObjectID!) {
      repository(owner: $owner, name: $name) { object(oid: $oid) { ... on Blob { text isTruncated } } }
    }`;
    const schema = z.object({
      repository: z.object({
        object: z.object({ text: z.string().nullable(), isTruncated: z.boolean() }).nullable(),
      }),
    });
    const { repository } = await this.client.graphql(schema, query, {
      owner: this.owner,
      name: this.name,
      oid: blob,
    });
    const { object } = repository;
    return object === null || object.isTruncated ? undefined : (object.text ?? undefined);
  }

  /**
   * Commits all changes, or none. GitHub signs such a commit.
   * @see https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch
   */
  async commitOnBranch({ branch, parent, changes, headline, body }: NewCommit): Promise<string> {
    const query = `mutation CreateCommit($input: CreateCommitOnBranchInput!) {
      createCommitOnBranch(input: $input) { commit { oid } }
    }`;
    const additions = changes.flatMap(({ path, content }) =>
      content === undefined ? [] : [{ path, contents: Buffer.from(content).toString('base64') }],
    );
    const deletions = changes.flatMap(({ path, content }) =>
      content === undefined ? [{ path }] : [],
    );
    const answer = await this.client.graphql(
      z.object({ createCommitOnBranch: z.object({ commit: oid }) }),
      query,
      {
        input: {
          branch: { repositoryNameWithOwner: this.fullName, branchName: branch },
          expectedHeadOid: parent,
          message: { headline, body },
          fileChanges: { additions, deletions },
        },
      },
    );
    return answer.createCommitOnBranch.commit.oid;
  }

  /**
   * Makes a commit that no branch has yet. Unlike {@link commitOnBranch} this knows file modes; GitHub signs it only for
   * Apps. @see https://docs.github.com/en/rest/git/commits
   */
  async looseCommit({
    parent,
    changes,
    headline,
    body,
  }: Omit<NewCommit, 'branch'>): Promise<string> {
    const tree = [];
    for (const { path, content, executable } of changes) {
      const mode = executable ? '100755' : '100644';
      const blob =
        content === undefined
          ? null
          : (
              await this.rest(sha, 'POST /repos/{owner}/{repo}/git/blobs', {
                content: Buffer.from(content).toString('base64'),
                encoding: 'base64',
              })
            ).sha;
      tree.push({ path, mode, type: 'blob', sha: blob });
    }
    const base = await this.rest(
      z.object({ tree: sha }),
      'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
      { commit_sha: parent },
    );
    const written = await this.rest(sha, 'POST /repos/{owner}/{repo}/git/trees', {
      base_tree: base.tree.sha,
      tree,
    });
    const commit = await this.rest(sha, 'POST /repos/{owner}/{repo}/git/commits', {
      message: body === '' ? headline : `${headline}\n\n${body}`,
      tree: written.sha,
      parents: [parent],
    });
    return commit.sha;
  }

  async createBranch(branch: string, commit: string): Promise<void> {
    await this.rest(refs, 'POST /repos/{owner}/{repo}/git/refs', {
      ref: `refs/heads/${branch}`,
      sha: commit,
    });
  }

  /** Moves a branch; without `force` only forwards. */
  async moveBranch(branch: string, commit: string, force: boolean): Promise<void> {
    await this.rest(refs, 'PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ref: `heads/${branch}`,
      sha: commit,
      force,
    });
  }

  /** Removes a branch; one that is gone already is fine. */
  async deleteBranch(branch: string): Promise<void> {
    try {
      await this.rest(z.unknown(), 'DELETE /repos/{owner}/{repo}/git/refs/{ref}', {
        ref: `heads/${branch}`,
      });
    } catch (error) {
      if (error instanceof GitHubFailure && (error.kind === 'absent' || error.kind === 'moved'))
        return;
      throw error;
    }
  }

  async openPullRequest(request: {
    readonly head: string;
    readonly base: string;
    readonly title: string;
    readonly body: string;
  }): Promise<OpenPullRequest> {
    const opened = await this.rest(pullRequest, 'POST /repos/{owner}/{repo}/pulls', request);
    return {
      number: opened.number,
      url: opened.html_url,
      title: opened.title,
      body: opened.body ?? '',
    };
  }

  async updatePullRequest(
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly state?: 'closed' },
  ): Promise<void> {
    await this.rest(pullRequest, 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
      pull_number: number,
      ...change,
    });
  }

  private rest<T>(schema: z.ZodType<T>, route: string, parameters: object): Promise<T> {
    return this.client.rest(schema, route, { owner: this.owner, repo: this.name, ...parameters });
  }
}

const pullRequest = z.object({
  number: z.int(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullable(),
});

function treeOf(
  commit: Readonly<Record<string, unknown>>,
  names: readonly string[],
  paths: readonly string[],
): Tree {
  const tree = new Map<string, TreeEntry>();
  names.forEach((name, index) => {
    const path = paths[index];
    const found = entry.nullish().parse(commit[name]);
    if (path === undefined || found === null || found === undefined) return;
    tree.set(path, {
      type: found.type,
      sha: found.oid,
      mode: found.mode.toString(8).padStart(6, '0'),
    });
  });
  return tree;
}
