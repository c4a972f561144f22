import { dayOf } from '../../core/waivers/expiry';
import { listedWaivers, longestDaysIn } from '../../core/waivers/listed-waivers';
import { waiversPath } from '../../core/waivers/waiver';
import { type RepositoryView } from '../github/branch-view';
import { type Target } from '../github/repository';
import { type WorkflowCommitInputs } from './inputs';

/**
 * What the default branch of a repository waives, for a preview, as far as the delivered workflows let it; empty where it waives
 * nothing or the files go to another branch. It costs a request only where there is a file of waivers.
 *
 * @param view with an entry for the file of waivers.
 */
export async function presentWaivers(
  repository: Target,
  { branch, files }: Pick<WorkflowCommitInputs, 'branch' | 'files'>,
  view: RepositoryView | undefined,
): Promise<string> {
  const entry = view?.branch?.tree.get(waiversPath);
  if (entry?.type !== 'blob' || view?.defaultBranch !== branch) return '';
  const text = await repository.text(entry.sha);
  if (text === undefined) return '';
  const texts = [...files].flatMap(([path, { content }]) =>
    path.startsWith('.github/workflows/') ? [Buffer.from(content).toString('utf8')] : [],
  );
  const today = dayOf(new Date().toISOString());
  const lines = listedWaivers(text, { longestDays: longestDaysIn(texts), today });
  return lines.map((line) => `\n  ${line}`).join('');
}
