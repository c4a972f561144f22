import { dayOf } from '../../core/waivers/expiry';
import { readWaivers } from '../../core/waivers/read-waivers';
import { waiverLines } from '../../core/waivers/waiver-lines';
import { waiversPath } from '../../core/waivers/waiver';
import { type RepositoryView } from '../github/branch-view';
import { type Target } from '../github/repository';
import { type WorkflowCommitInputs } from './inputs';

/** Waivers that a preview lists of a repository; of more it says how many. */
const mostLines = 20;

/** The longest that a stack may allow, days: how long one may last is for the gates to judge. */
const longestDays = 3650;

/**
 * What the default branch of a repository waives, for a preview; empty where it waives nothing or the files go to another
 * branch. It costs a request only where there is a file of waivers.
 *
 * @param view with an entry for the file of waivers.
 */
export async function presentWaivers(
  repository: Target,
  { branch }: Pick<WorkflowCommitInputs, 'branch'>,
  view: RepositoryView | undefined,
): Promise<string> {
  const entry = view?.branch?.tree.get(waiversPath);
  if (entry?.type !== 'blob' || view?.defaultBranch !== branch) return '';
  const text = await repository.text(entry.sha);
  if (text === undefined) return '';
  const today = dayOf(new Date().toISOString());
  const { waivers, problems } = readWaivers(waiversPath, text, { longestDays, today });
  const lines = waiverLines(waivers, today);
  const wrong = problems.length === 0 ? [] : [`${problems.length} wrong in ${waiversPath}`];
  const more = lines.length > mostLines ? [`${lines.length - mostLines} more`] : [];
  return [...lines.slice(0, mostLines), ...more, ...wrong].map((line) => `\n  ${line}`).join('');
}
