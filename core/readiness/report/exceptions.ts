import { plural } from '../amounts';
import { daysBetween, noticeDays } from '../days';
import { modeOn, type ShownExceptions } from '../exceptions';
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
  const left = waivers.map(({ until }) => daysBetween(instant.slice(0, 10), until));
  const ended = left.filter((days) => days < 0).length;
  const soon = left.filter((days) => days >= 0 && days <= noticeDays).length;
  const counts = [
    plural(waivers.length - ended, 'waiver'),
    ...(soon === 0 ? [] : [`${soon} of them ending within ${noticeDays} days`]),
    ...(ended === 0 ? [] : [`${ended} ended`]),
  ];
  const all = waivers.length === 0 ? lines : [...lines, counts.join(', ')];
  return all.length === 0 ? [] : [`Let pass: ${all.join(' · ')}.`, ''];
}

function exceptionLines(
  exceptions: ShownExceptions | undefined,
  instant: string,
): readonly string[] {
  if (exceptions === undefined) return [];
  const { modes, baseline, wrong } = exceptions;
  const weak = Object.entries(modes)
    .map(([gate, mode]) => ({ gate, ...modeOn(mode, instant.slice(0, 10)) }))
    .filter(({ mode }) => mode !== 'enforce');
  const onlyNew = weak.some(({ mode }) => mode === 'new');
  const end = (days: number | undefined): string =>
    days === undefined ? '' : `, enforced in ${plural(days, 'day')}`;
  return [
    ...(weak.length === 0
      ? []
      : [
          `modes of gates: ${weak.map(({ gate, mode, daysLeft }) => `${gate} \`${mode}\`${end(daysLeft)}`).join(', ')}`,
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

function byEnd<T extends { readonly until: string }>(waivers: readonly T[]): readonly T[] {
  return [...waivers].sort((a, b) => daysBetween(b.until, a.until));
}

function ending(until: string, instant: string): string {
  const days = daysBetween(instant.slice(0, 10), until);
  if (days < 0) return ' (ended: counts again)';
  if (days === 0) return ' (ends today)';
  return days <= noticeDays ? ` (ends in ${plural(days, 'day')})` : '';
}
