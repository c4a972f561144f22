import { plural } from '../amounts';
import { daysBetween, expiryOf, noticeDays } from '../days';
import { type ShownExceptions } from '../exceptions';
import { modeOn } from '../gate-modes';
import { foreignCell } from './foreign';

/** Waivers with their ends, the baseline and the modes of the gates, as a section; nothing where nothing is let pass. */
export function exceptionSection(
  exceptions: ShownExceptions | undefined,
  instant: string,
): readonly string[] {
  const lines = exceptionLines(exceptions, instant);
  const { waivers = [] } = exceptions ?? {};
  if (lines.length === 0 && waivers.length === 0) return [];
  return [
    '## Let pass',
    '',
    ...lines.map((line) => `- ${line}`),
    ...(lines.length === 0 ? [] : ['']),
    ...(waivers.length === 0
      ? []
      : ['| waived | until | owner | why |', '| --- | --- | --- | --- |']),
    ...byEnd(waivers).map(
      ({ what, until, owner, why }) =>
        `| ${foreignCell(what)} | ${until}${ending(until, instant)} | ${foreignCell(owner)} | ${foreignCell(why)} |`,
    ),
    ...(waivers.length === 0 ? [] : ['']),
  ];
}

/** The same for a comment: waivers that count or end, in numbers, and what is about to end. */
export function exceptionSummary(
  exceptions: ShownExceptions | undefined,
  instant: string,
): readonly string[] {
  const lines = exceptionLines(exceptions, instant);
  const waivers = exceptions?.waivers ?? [];
  const states = waivers.map((waiver) => expiryOf(waiver, instant.slice(0, 10)));
  const ended = states.filter((state) => state === 'expired').length;
  const soon = states.filter((state) => state === 'expiring').length;
  const counts = [
    plural(waivers.length - ended, 'waiver'),
    ...(soon === 0 ? [] : [`${soon} of them ending within ${noticeDays} days`]),
    ...(ended === 0 ? [] : [`${ended} ended`]),
  ];
  const all = waivers.length === 0 ? lines : [...lines, counts.join(', ')];
  return all.length === 0 ? [] : [`Let pass: ${all.join(' · ')}.`, ''];
}

/** How the lines are written. */
interface LineLook {
  /** Whether gates that enforce are named too. */
  readonly all?: boolean;
  /** A mode as code. */
  readonly code?: (text: string) => string;
}

/** Modes of the gates, the baseline and wrong waivers, a line each. */
export function exceptionLines(
  exceptions: ShownExceptions | undefined,
  instant: string,
  { all = false, code = (text) => `\`${text}\`` }: LineLook = {},
): readonly string[] {
  if (exceptions === undefined) return [];
  const { modes, baseline, wrong } = exceptions;
  const gates = Object.entries(modes).map(([gate, mode]) => ({
    gate,
    ...modeOn(mode, instant.slice(0, 10)),
  }));
  const listed = gates.filter(({ mode }) => all || mode !== 'enforce');
  const onlyNew = gates.some(({ mode }) => mode === 'new');
  const end = (next: ReturnType<typeof modeOn>['next']): string =>
    next === undefined ? '' : `, ${code(next.mode)} in ${plural(next.daysLeft, 'day')}`;
  return [
    ...(listed.length === 0
      ? []
      : [
          `modes of gates: ${listed.map(({ gate, mode, next }) => `${gate} ${code(mode)}${end(next)}`).join(', ')}`,
        ]),
    ...(baseline === undefined || !onlyNew
      ? []
      : [
          [
            `baseline: ${plural(baseline.findings, 'finding')}`,
            ...(baseline.failing === 0 ? [] : [plural(baseline.failing, 'failing test')]),
            ...(baseline.coverage === undefined ? [] : [`floor ${baseline.coverage} % coverage`]),
          ].join(', '),
        ]),
    ...(wrong === 0
      ? []
      : [
          `${wrong} of the waivers ${wrong === 1 ? 'is' : 'are'} wrong and ${wrong === 1 ? 'counts' : 'count'} for nothing`,
        ]),
  ];
}

export function byEnd<T extends { readonly until: string }>(waivers: readonly T[]): readonly T[] {
  return [...waivers].sort((a, b) => daysBetween(b.until, a.until));
}

/** What is to be said of a waiver's end. A page may be read some days after it was written, so no days are counted. */
export function ending(until: string, instant: string): string {
  const words = {
    active: '',
    expiring: ` (ends within ${noticeDays} days)`,
    expired: ' (ended: counts again)',
  } as const;
  return words[expiryOf({ until }, instant.slice(0, 10))];
}
