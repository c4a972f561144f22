import type { ShownExceptions } from '../../core/readiness/exceptions';
import { ProblemsError } from '../../core/kernel/problem';
import { expiryOf } from '../../core/readiness/days';
import { dayOf } from '../../core/waivers/expiry';
import { findingCount, partOf, partsOf } from '../../core/waivers/baseline';
import { waiverText, type Waiver } from '../../core/waivers/waiver';
import { readExceptions, type ExceptionTexts } from './exceptions';

/** Reports what cannot be read. */
export interface Warns {
  readonly warning: (message: string) => void;
}

interface Rules {
  readonly modes: ShownExceptions['modes'];
  readonly 'longest-days': number;
  /** Of the project that is scored: the floor of its coverage is shown. */
  readonly 'project-directory'?: string;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, one) => total + one, 0);

/** What the default branch lets pass, and how it is shown. */
export interface LetPass {
  readonly waivers: readonly Waiver[];
  readonly shown: ShownExceptions | undefined;
}

function shownWaiver(waiver: Waiver, today: string): ShownExceptions['waivers'][number] {
  const { what, why, owner, until, notAffected: reason } = waiver;
  return {
    ...{ what: waiverText(waiver), why, owner, until, state: expiryOf({ until }, today) },
    ...(reason === undefined || what.kind !== 'vulnerability'
      ? {}
      : {
          notAffected: {
            ...{ id: what.id, reason },
            ...(what.package === undefined ? {} : { package: what.package }),
          },
        }),
  };
}

/** What cannot be read lets nothing pass, and is a warning. */
export async function letPass(
  texts: ExceptionTexts | undefined,
  { modes, 'longest-days': longestDays, 'project-directory': directory = '.' }: Rules,
  now: Date,
  { warning }: Warns,
): Promise<LetPass> {
  if (texts === undefined) return { waivers: [], shown: undefined };
  try {
    const { waivers, problems, baseline } = await readExceptions(texts, longestDays, now);
    const floor = partOf(baseline, directory)?.coverage;
    const shown = {
      modes,
      waivers: waivers.map((waiver) => shownWaiver(waiver, dayOf(now.toISOString()))),
      wrong: problems.length,
      ...(baseline === undefined
        ? {}
        : {
            baseline: {
              findings: sum(partsOf(baseline).map(findingCount)),
              failing: sum(partsOf(baseline).map(({ failing = [] }) => failing.length)),
              ...(floor === undefined ? {} : { coverage: floor }),
            },
          }),
    };
    return { waivers, shown };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    warning(`what the default branch lets pass is not known: ${error.message}`);
    return { waivers: [], shown: undefined };
  }
}
