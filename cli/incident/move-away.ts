import { movedText, type Replacement } from '../../core/incident/move-uses';
import { type Suspect } from '../../core/incident/suspect';
import { isGenerated } from '../../core/kernel/marker';
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
