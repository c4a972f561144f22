import type { KeptPosture } from '../posture';
import { html } from './html/page';
import { section, table } from './html/parts';
import { postureHelp, postureMoves, postureSummary } from './posture-words';

const list = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `<ul>${lines.map((one) => `<li>${html(one, 500)}</li>`).join('')}</ul>`;

/** The part of a dashboard about the security posture; nothing before it was judged. */
export function posturePart(posture: KeptPosture | undefined): string {
  if (posture === undefined) return '';
  const { checks, unknown, gains } = posture;
  return section(
    'Security posture',
    `<p>${html(postureSummary(posture))}</p>`,
    list(postureMoves(posture)),
    gains.length === 0 ? '' : `<p>What would help most:</p>${list(postureHelp(gains))}`,
    `<details><summary>Every check</summary>${table(
      'Checks, from 0 to 10',
      ['check', 'score'],
      [
        ...Object.entries(checks).map(([name, score]) => [html(name), String(score)]),
        ...unknown.map((name) => [html(name), 'not known']),
      ],
      [1],
    )}</details>`,
  );
}
