import { z } from 'zod';
import { type EffectiveRule } from '../../core/merging/effective-rule';
import { type MergeScene } from '../../core/merging/prove-merges';
import { type BranchView, type RepositoryView, viewBranches } from './branch-view';
import { type GitHubClient } from './client';
import { GitHubFailure } from './failure';
import { readMergeScene, type SceneRequest } from './merge-scene';
import { readPresentRules } from './present-rules';
import { PullRequests } from './pull-requests';
import { type JobConclusions, successfulRuns } from './successful-runs';
import { seesEverything } from './visibility';

export interface FileChange {
  readonly path: string;
  /** Undefined removes the file. */
  readonly content: Uint8Array | undefined;
  readonly executable: boolean;
  /** In place of content: a file that the repository's history has. */
  readonly blob?: { readonly sha: string; readonly mode: string };
}

export interface NewCommit {
  /** What the commit builds on. */
  readonly parent: BranchView;
  readonly changes: readonly FileChange[];
  readonly headline: string;
  readonly body: string;
}

/** A commit that may begin a history. */
export type LooseCommit = Omit<NewCommit, 'parent'> & { readonly parent: BranchView | undefined };

const oid = z.object({ oid: z.string() });
const sha = z.object({ sha: z.string() });
/** Stands for "no commit" where a branch begins or ends. */
const noCommit = '0'.repeat(40);
/** GitHub lists no more files than this in a comparison. */
const comparedFiles = 300;

/** One repository on GitHub. Methods throw GitHubFailure. */
export class Repository {
  constructor(
    private readonly client: GitHubClient,
    readonly name: string,
  ) {}

  /** Its pull requests. */
  get pullRequests(): PullRequests {
    return new PullRequests(this.client, this.name);
  }

  get owner(): string {
    return this.client.connection.owner;
  }

  get fullName(): string {
    return `${this.owner}/${this.name}`;
  }

  /** Whether it certainly does not exist, once it was not found. False where the token may just not see it. */
  isGone(): Promise<boolean> {
    return seesEverything(this.client);
  }

  /** Whether GitHub signs every commit of the one who acts: those of Apps. A user's are signed by {@link commitOnBranch} alone. */
  get isSigning(): boolean {
    const { credential } = this.client.connection;
    return credential !== undefined && ('app' in credential || /^ghs_/.test(credential.token));
  }

  /** See {@link readPresentRules}. */
  rulesOn(branch: string): Promise<readonly EffectiveRule[]> {
    return readPresentRules(this.client, this.name, branch);
  }

  /** See {@link readMergeScene}. */
  mergeScene(request: Omit<SceneRequest, 'repository'>): Promise<MergeScene> {
    return readMergeScene(this.client, { ...request, repository: this.name });
  }

  /** See {@link viewBranches}. */
  view(
    branch: string,
    paths: readonly string[],
    other?: string,
  ): Promise<RepositoryView | undefined> {
    return viewBranches(this.client, this.name, { branch, other, paths });
  }

  /**
   * Paths of all files of a branch that are named, or are below a named folder (`folder/`). Where the whole tree is more
   * than GitHub lists, each named folder is asked for by itself.
   */
  async files(branch: string, named: readonly string[]): Promise<readonly string[]> {
    const whole = await this.tree(branch);
    if (!whole.isCut) return whole.paths.filter((path) => isNamed(path, named));
    const entries = (await this.view(branch, named.map(withoutSlash)))?.branch?.tree;
    const parts = await Promise.all(
      named.map(async (name): Promise<readonly string[]> => {
        const entry = entries?.get(withoutSlash(name));
        if (!name.endsWith('/')) return entry?.type === 'blob' ? [name] : [];
        if (entry?.type !== 'tree') return [];
        const part = await this.tree(entry.sha);
        if (!part.isCut) return part.paths.map((path) => name + path);
        throw new GitHubFailure(
          'refused',
          `${this.fullName}: the folder ${name} has more files than GitHub lists; nothing was read`,
        );
      }),
    );
    return [...new Set(parts.flat())].sort();
  }

  private async tree(
    at: string,
  ): Promise<{ readonly paths: readonly string[]; readonly isCut: boolean }> {
    const found = await this.client.find(
      z.object({
        tree: z.array(z.object({ path: z.string(), type: z.string() })),
        truncated: z.boolean().optional(),
      }),
      'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
      { owner: this.owner, repo: this.name, tree_sha: at, recursive: '1' },
    );
    const paths = (found?.tree ?? []).flatMap(({ path, type }) => (type === 'blob' ? [path] : []));
    return { paths, isCut: found?.truncated === true };
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
   * Commits all changes, or none; refused when the branch is not at the parent, or not there any more. GitHub signs
   * such a commit.
   * @see https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch
   */
  async commitOnBranch(
    branch: string,
    { parent, changes, headline, body }: NewCommit,
  ): Promise<string> {
    const query = `mutation CreateCommit($input: CreateCommitOnBranchInput!) {
      createCommitOnBranch(input: $input) { commit { oid } }
    }`;
    const additions = changes.flatMap(({ path, content }) =>
      content === undefined ? [] : [{ path, contents: Buffer.from(content).toString('base64') }],
    );
    const deletions = changes.flatMap(({ path, content }) =>
      content === undefined ? [{ path }] : [],
    );
    const schema = z.object({ createCommitOnBranch: z.object({ commit: oid }) });
    const input = {
      branch: { repositoryNameWithOwner: this.fullName, branchName: branch },
      expectedHeadOid: parent.head,
      message: { headline, body },
      fileChanges: { additions, deletions },
    };
    const sent = this.client.graphql(schema, query, { input }, this.name);
    const answer = await sent.catch((error: unknown) => {
      if (!(error instanceof GitHubFailure) || error.kind !== 'absent') throw error;
      // The branch was seen a moment ago: a look tells whether it was deleted, or hidden from the token.
      throw new GitHubFailure('moved', error.message, { cause: error });
    });
    return answer.createCommitOnBranch.commit.oid;
  }

  /**
   * Makes a commit that no branch has yet. Unlike {@link commitOnBranch} this knows file modes; GitHub signs it only for
   * Apps. @see https://docs.github.com/en/rest/git/commits
   */
  async looseCommit({ parent, changes, headline, body }: LooseCommit): Promise<string> {
    const tree = [];
    for (const { path, content, executable, blob } of changes) {
      const entry = { path, mode: executable ? '100755' : '100644', type: 'blob' };
      const text = content === undefined ? undefined : textOf(content);
      if (blob !== undefined) tree.push({ ...entry, ...blob });
      else if (content === undefined) tree.push({ ...entry, sha: null });
      else if (text !== undefined) tree.push({ ...entry, content: text });
      else tree.push({ ...entry, sha: await this.writeBlob(content) });
    }
    const written = await this.rest(sha, 'POST /repos/{owner}/{repo}/git/trees', {
      ...(parent === undefined ? {} : { base_tree: parent.root }),
      tree,
    });
    const commit = await this.rest(sha, 'POST /repos/{owner}/{repo}/git/commits', {
      message: body === '' ? headline : `${headline}\n\n${body}`,
      tree: written.sha,
      parents: parent === undefined ? [] : [parent.head],
    });
    return commit.sha;
  }

  /** Begins a branch; refused when there is one of that name. */
  createBranch(repositoryId: string, branch: string, commit: string): Promise<void> {
    return this.updateRef(repositoryId, branch, noCommit, commit);
  }

  /**
   * Moves a branch to a commit; refused when it is not where it is believed to be.
   * @param rewrite whether commits that only this branch has may go.
   */
  moveBranch(
    repositoryId: string,
    branch: string,
    from: string,
    to: string,
    rewrite = false,
  ): Promise<void> {
    return this.updateRef(repositoryId, branch, from, to, rewrite);
  }

  /** Ends a branch; refused when it is not where it is believed to be. */
  deleteBranch(repositoryId: string, branch: string, from: string): Promise<void> {
    return this.updateRef(repositoryId, branch, from, noCommit);
  }

  /**
   * The REST endpoints would not do: they compare a ref with nothing, so that someone's commit of a moment ago could be
   * lost. @see https://docs.github.com/en/graphql/reference/mutations#updaterefs
   */
  private async updateRef(
    repositoryId: string,
    branch: string,
    beforeOid: string,
    afterOid: string,
    force = false,
  ): Promise<void> {
    const query = `mutation UpdateRefs($input: UpdateRefsInput!) {
      updateRefs(input: $input) { clientMutationId }
    }`;
    const refUpdates = [{ name: `refs/heads/${branch}`, beforeOid, afterOid, force }];
    const schema = z.object({ updateRefs: z.object({}) });
    await this.client.graphql(schema, query, { input: { repositoryId, refUpdates } }, this.name);
  }

  /**
   * Paths that differ between the head and where it left the base.
   * @returns undefined when they are too many for GitHub to list, or the two have no common history.
   */
  async changedPaths(base: string, head: string): Promise<readonly string[] | undefined> {
    const compared = await this.client.find(
      z.object({
        files: z.array(
          z.object({ filename: z.string(), previous_filename: z.string().optional() }),
        ),
      }),
      'GET /repos/{owner}/{repo}/compare/{basehead}',
      { owner: this.owner, repo: this.name, basehead: `${base}...${head}` },
    );
    if (compared === undefined || compared.files.length >= comparedFiles) return undefined;
    return compared.files.flatMap(({ filename, previous_filename: previous }) =>
      previous === undefined ? [filename] : [filename, previous],
    );
  }

  /** See {@link successfulRuns}. */
  successfulRuns(workflow: string, branch: string): Promise<readonly JobConclusions[]> {
    return successfulRuns(this.client, this.name, workflow, branch);
  }

  private async writeBlob(content: Uint8Array): Promise<string> {
    const written = await this.rest(sha, 'POST /repos/{owner}/{repo}/git/blobs', {
      content: Buffer.from(content).toString('base64'),
      encoding: 'base64',
    });
    return written.sha;
  }

  private rest<T>(schema: z.ZodType<T>, route: string, parameters: object): Promise<T> {
    return this.client.rest(schema, route, { owner: this.owner, repo: this.name, ...parameters });
  }
}

const withoutSlash = (name: string): string => name.replace(/\/$/, '');

const isNamed = (path: string, named: readonly string[]): boolean =>
  named.some((name) => (name.endsWith('/') ? path.startsWith(name) : path === name));

/** Content as text, where text says it exactly. */
function textOf(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** The repositories that a client reaches, by name. */
export const repositoriesOf =
  (client: GitHubClient) =>
  (name: string): Repository =>
    new Repository(client, name);

/** What a delivery needs of a repository. */
export type Target = Omit<Repository, 'pullRequests'> & {
  readonly pullRequests: Pick<PullRequests, 'open' | 'create' | 'update'>;
};
