import { plural, steps } from './amounts';
import type { Score, ScoreLine } from './score';
import { greenRunsFor, shareAfter } from './window';

/** Something to do about the CI pass rate, and the share of the window that passes once it is done. */
interface RunAction {
  readonly text: string;
  readonly effort: number;
  readonly share: number;
}

/**
 * What gives back points of the pass rate. A failed run turns green where it is, by a re-run, which helps only if the
 * failure was flaky; a further green run moves the oldest one out of the window, which gives nothing as long as that
 * one is green.
 */
export function runActions(
  { measures }: ScoreLine,
  { passRate }: Score,
  { window }: { readonly window: number },
): readonly RunAction[] {
  const { passed = 0, counted = 0, ownFailed = 0 } = measures;
  // Stryker disable next-line ArrayDeclaration: where they were not recorded they are not looked at.
  const recorded = passRate.outcomes ?? [];
  // Whatever else is done, this change's own run has to pass.
  const outcomes = ownFailed === 1 ? ['passed' as const, ...recorded.slice(1)] : recorded;
  const further = { fresh: passRate.fresh, outcomes };
  const turned = steps(counted - passed).map((runs): RunAction => {
    const share = (passed + runs) / counted;
    const green =
      passRate.outcomes === undefined ? undefined : greenRunsFor(further, window, share);
    return { share, ...turnGreen(runs, ownFailed === 1, green) };
  });
  const shares = new Set(turned.map(({ share }) => share));
  const added = steps(passRate.outcomes === undefined ? 0 : window)
    .map((runs): RunAction => ({
      text: `${ownFailed === 1 ? `${fixOwn}, and add` : 'Add'} ${plural(runs, 'green run')}`,
      effort: 4 * runs + ownFailed,
      share: shareAfter(further, window, runs),
    }))
    .filter(({ share }, index, all) => share > (all[index - 1]?.share ?? passed / counted))
    .filter(({ share }) => !shares.has(share));
  return [...turned, ...added];
}

const fixOwn = "Fix what this change's own failed checks found";

/** What this change's own checks found is in its author's hands; the branch's past is not. */
function turnGreen(
  runs: number,
  ownFailed: boolean,
  green: number | undefined,
): Pick<RunAction, 'text' | 'effort'> {
  const others = ownFailed ? runs - 1 : runs;
  if (others === 0) return { text: fixOwn, effort: 1 };
  const rerun =
    others === 1
      ? 're-run a failed run of the branch, if its failure was flaky'
      : `re-run ${others} failed runs of the branch, if their failures were flaky`;
  const either = green === undefined ? rerun : `${rerun}, or add ${plural(green, 'green run')}`;
  return ownFailed
    ? { text: `${fixOwn}, and ${either}`, effort: 1 + 4 * others }
    : { text: `${either.slice(0, 1).toUpperCase()}${either.slice(1)}`, effort: 4 * others };
}
