import { GitHubFailure } from '../../provider/github/failure';
import { type Repository } from '../../provider/github/repository';

/** A pull request to be opened: what it changes of its base, and what it says. */
export interface WantedPullRequest {
  readonly base: string;
  readonly head: string;
  readonly title: string;
  readonly body: string;
  /** Undefined removes the file. */
  readonly files: readonly { readonly path: string; readonly after: string | undefined }[];
}

/**
 * Opens a repository's pull request, or says which one is open.
 *
 * @returns its address.
 * @throws GitHubFailure when the branch of the pull request is there already without one: someone may work on it.
 */
export async function openPullRequest(
  repository: Repository,
  { base, head, title, body, files }: WantedPullRequest,
): Promise<string> {
  const [open] = await repository.pullRequests.open(head, base);
  if (open !== undefined) return open.url;
  const paths = files.map(({ path }) => path);
  const view = await repository.view(base, paths, head);
  if (view?.branch === undefined)
    throw new GitHubFailure('absent', `${repository.fullName} has no branch ${base}`);
  if (view.other !== undefined)
    throw new GitHubFailure(
      'refused',
      `${repository.fullName} has a branch ${head} already, without a pull request; delete it first`,
    );
  await repository.createBranch(view.id, head, view.branch.head);
  await repository.commitOnBranch(head, {
    parent: view.branch,
    changes: files.map(({ path, after }) => ({
      path,
      content: after === undefined ? undefined : Buffer.from(after),
      executable: false,
    })),
    headline: title,
    body: '',
  });
  return (await repository.pullRequests.create({ head, base, title, body })).url;
}
