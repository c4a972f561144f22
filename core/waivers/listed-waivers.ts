import { readWaivers } from './read-waivers';
import { waiverLines } from './waiver-lines';
import { waiversPath } from './waiver';

/** Waivers that are listed of a repository; of more it says how many. */
const mostLines = 20;

/** The longest that a stack may allow, days: for workflows that do not say it. */
const longestOfAll = 3650;

/** How the delivered workflows pass the limit to the action: as an input, and on its command line. */
const limit = /(?:^|[ -])longest-days:? (\d+)/gm;

/** The days that a waiver may last by the workflows of a repository: the fewest that one of them says. */
export function longestDaysIn(texts: Iterable<string>): number {
  const named = [...texts].flatMap((text) =>
    [...text.matchAll(limit)].map(([, days]) => Number(days)),
  );
  return Math.min(longestOfAll, ...named);
}

/**
 * What a file of waivers excuses, in a line each, with the number of those that do not count: one that is wrong, or lasts longer
 * than the repository's gates allow.
 *
 * @param longestDays 0: the repository allows none.
 * @param today in UTC: `2026-03-31`.
 */
export function listedWaivers(
  text: string,
  { longestDays, today }: { readonly longestDays: number; readonly today: string },
): readonly string[] {
  if (longestDays === 0) return [];
  const { waivers, problems } = readWaivers(waiversPath, text, { longestDays, today });
  const lines = waiverLines(waivers, today);
  const tooLong = problems.filter(({ code }) => code === 'waiver-too-long').length;
  const wrong = problems.length - tooLong;
  return [
    ...lines.slice(0, mostLines),
    ...(lines.length > mostLines ? [`${String(lines.length - mostLines)} more`] : []),
    ...(tooLong === 0
      ? []
      : [`${String(tooLong)} longer than ${String(longestDays)} days, which does not count`]),
    ...(wrong === 0 ? [] : [`${String(wrong)} wrong in ${waiversPath}`]),
  ];
}
