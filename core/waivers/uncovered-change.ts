import { type Problem } from '../kernel/problem';
import { percent } from '../readiness/amounts';
import { type Change } from '../readiness/change/change-schema';
import { type ShownExceptions } from '../readiness/exceptions';
import { modeOn } from '../readiness/gate-modes';
import { waiverFor } from './match';
import { type Waiver } from './waiver';

/** The target that old code need not reach. */
interface Target {
  readonly modes: ShownExceptions['modes'];
  /** Percent. */
  readonly minimum: number;
}

/**
 * With the mode `new` the code that is there has the floor of the baseline, and what a change adds has the target. Undefined
 * where the change reaches it, has no line to cover, or coverage is waived.
 */
export function uncoveredChange(
  change: Pick<Change, 'coverage'> | undefined,
  { modes, minimum }: Target,
  waivers: readonly Waiver[],
  today: string,
): Problem | undefined {
  const { covered, total } = change?.coverage ?? { covered: 0, total: 0 };
  const { tests = 'off' } = modes;
  if (modeOn(tests, today).mode !== 'new' || total === 0) return undefined;
  const measured = percent(covered, total);
  if (measured >= minimum) return undefined;
  if (waiverFor(waivers, { kind: 'gate', gate: 'coverage' }, today) !== undefined) return undefined;
  return {
    code: 'uncovered-change',
    message: 'the tests cover too little of the changed lines',
    found: `${measured} % (${covered} of ${total})`,
    allowed: `${minimum} % or more`,
    remedy: 'see in the job summary which lines are not covered',
  };
}
