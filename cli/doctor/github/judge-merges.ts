import { type ChangeKind } from '../../../core/kernel/change-kinds';
import { changeTitles, shownHindrance } from '../../../core/merging/merge-table';
import { type Hindrance, type MergeProof } from '../../../core/merging/prove-merges';
import { type DoctorFinding } from '../finding';

const rulesPage =
  'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets';

type Result = Omit<DoctorFinding, 'subject'>;

/**
 * Rules that never let a kind of change be merged, and those of which that is not known, each once with all the changes
 * that it concerns.
 *
 * @param accepted kinds of changes that may stay unmergeable; a rule that concerns no other is a warning.
 */
export function judgeMerges(
  { verdicts }: MergeProof,
  branch: string,
  accepted: readonly ChangeKind[],
): readonly Result[] {
  const grouped = new Map<string, { hindrance: Hindrance; changes: ChangeKind[] }>();
  for (const { change, hindrances } of verdicts) {
    for (const hindrance of hindrances) {
      if (hindrance.kind === 'needs') continue;
      const key = shownHindrance(hindrance);
      const known = grouped.get(key);
      if (known === undefined) grouped.set(key, { hindrance, changes: [change] });
      else known.changes.push(change);
    }
  }
  return [...grouped].map(([text, { hindrance, changes }]) => {
    const which = changes.map((change) => changeTitles[change]).join(', ');
    if (hindrance.kind === 'unknown') {
      return {
        check: 'merges',
        status: 'unknown',
        message: `whether pull requests to ${branch} can be merged (${which}): ${text}`,
        link: rulesPage,
      };
    }
    const open = changes.filter((change) => !accepted.includes(change));
    return {
      check: 'merges',
      status: open.length === 0 ? 'warning' : 'missing',
      message: `pull requests to ${branch} can never be merged (${which}): ${text}`,
      remedy:
        open.length === 0
          ? 'protection.acceptBlocked accepts it'
          : `change the rule, or accept it by protection.acceptBlocked: [${open.join(', ')}]`,
      link: rulesPage,
    };
  });
}
