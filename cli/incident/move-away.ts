import { movedText, type Replacement } from '../../core/incident/move-uses';
import { type Suspect } from '../../core/incident/suspect';
import { isGenerated } from '../../core/kernel/marker';
import { GitHubFailure } from '../../provider/github/failure';
import { type Repository } from '../../provider/github/repository';

/** A file that would name the replacement. */
export interface MovedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** What moving away from the suspect changes on a repository's default branch now. */
export interface Move {
  readonly branch: string;
  readonly files: readonly MovedFile[];
  /** Files of the pipeline: a delivery would take a change of them back. */
  readonly generated: readonly string[];
}

const folders = ['.github/workflows/', '.github/actions/'];

/** Looks for the suspect in the workflows and actions of a branch as it is now; nothing is changed. */
export async function plannedMove(
  repository: Repository,
  branch: string,
  suspect: Suspect,
  replacement: Replacement,
): Promise<Move> {
  const paths = (await repository.files(branch, folders)).filter(
    (path) => /\.ya?ml$/.test(path) && (path.startsWith(folders[0] ?? '') || isAction(path)),
  );
  const view = await repository.view(branch, paths);
  const files: MovedFile[] = [];
  const generated: string[] = [];
  for (const path of paths) {
    const entry = view?.branch?.tree.get(path);
    const before = entry?.type === 'blob' ? await repository.text(entry.sha) : undefined;
    const after = before === undefined ? undefined : movedText(path, before, suspect, replacement);
    if (before === undefined || after === undefined) continue;
    if (isGenerated(before)) generated.push(path);
    else files.push({ path, before, after });
  }
  return { branch, files, generated };
}

const isAction = (path: string): boolean => /(?:^|\/)action\.ya?ml$/.test(path);

/**
 * Opens a repository's pull request, or says which one is open.
 *
 * @returns its address.
 * @throws GitHubFailure when the branch of the pull request is there already without one: someone may work on it.
 */
export async function openMove(
  repository: Repository,
  { branch: base, files }: Move,
  text: { readonly head: string; readonly title: string; readonly body: string },
): Promise<string> {
  const { head, title, body } = text;
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
      content: Buffer.from(after),
      executable: false,
    })),
    headline: title,
    body: '',
  });
  return (await repository.pullRequests.create({ head, base, title, body })).url;
}
