import type { ReadinessDocument } from './document';
import { byEnd, ending, exceptionLines } from './exceptions';
import { html } from './html/page';
import { section, table } from './html/parts';

/** Modes of the gates, the baseline, and each waiver with its end; nothing where none of it is known. */
export function exceptionCard({ exceptions, generatedAt }: ReadinessDocument): string {
  if (exceptions === undefined) return '';
  const { waivers } = exceptions;
  const lines = exceptionLines(exceptions, generatedAt, {
    all: true,
    code: (text) => `<code>${html(text)}</code>`,
  });
  if (lines.length === 0 && waivers.length === 0) return '';
  return section(
    'Gates, waivers and baseline',
    ...(lines.length === 0 ? [] : [`<ul>${lines.map((line) => `<li>${line}</li>`).join('')}</ul>`]),
    ...(waivers.length === 0
      ? []
      : [
          table(
            'Waivers, the next to end first',
            ['waived', 'until', 'owner', 'why'],
            byEnd(waivers).map(({ what, until, owner, why }) => [
              html(what, 300),
              `<time datetime="${html(until)}">${html(until)}</time> ${html(ending(until, generatedAt))}`,
              html(owner),
              html(why, 300),
            ]),
            [],
            { first: 'name', wide: [1, 2, 3] },
          ),
        ]),
  );
}
