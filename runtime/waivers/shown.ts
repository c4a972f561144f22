import type { ShownExceptions } from '../../core/readiness/exceptions';
import { ProblemsError } from '../../core/kernel/problem';
import { expiryOf } from '../../core/readiness/days';
import { dayOf } from '../../core/waivers/expiry';
import { findingCount } from '../../core/waivers/baseline';
import { waivedText, type Waiver } from '../../core/waivers/waiver';
import { readExceptions, type ExceptionTexts } from './exceptions';

/** Reports what cannot be read. */
export interface Warns {
  readonly warning: (message: string) => void;
}

interface Rules {
  readonly modes: ShownExceptions['modes'];
  readonly 'longest-days': number;
}

/** What the default branch lets pass, and how it is shown. */
export interface LetPass {
  readonly waivers: readonly Waiver[];
  readonly shown: ShownExceptions | undefined;
}

/** What cannot be read lets nothing pass, and is a warning. */
export async function letPass(
  texts: ExceptionTexts | undefined,
  { modes, 'longest-days': longestDays }: Rules,
  now: Date,
  { warning }: Warns,
): Promise<LetPass> {
  if (texts === undefined) return { waivers: [], shown: undefined };
  try {
    const { waivers, problems, baseline } = await readExceptions(texts, longestDays, now);
    const shown = {
      modes,
      waivers: waivers.map(({ what, why, owner, until }) => ({
        what: waivedText(what),
        ...{ why, owner, until },
        state: expiryOf({ until }, dayOf(now.toISOString())),
      })),
      wrong: problems.length,
      ...(baseline === undefined
        ? {}
        : {
            baseline: {
              findings: findingCount(baseline),
              failing: baseline.failing?.length ?? 0,
              ...(baseline.coverage === undefined ? {} : { coverage: baseline.coverage }),
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
