import { plural, tidy } from '../amounts';
import { gainsNamed, type KeptPosture } from '../posture';
import { changeOver, oneDecimal } from '../trend';
import { signed } from './words';

/** `6.4 of 10`. */
export const postureScore = (score: number | undefined): string =>
  score === undefined ? 'not known' : `${tidy(score)} of 10`;

/** `6.4 of 10 · +0.3 in 7 days · 2 checks not known · as of 2026-11-24`. */
export function postureSummary({ score, unknown, points, at }: KeptPosture, days = 7): string {
  const change = changeOver(points, at, days);
  return [
    postureScore(score),
    ...(change === undefined ? [] : [`${signed(change.delta)} in ${days} days`]),
    ...(unknown.length === 0 ? [] : [`${plural(unknown.length, 'check')} not known`]),
    `as of ${at.slice(0, 10)}`,
  ].join(' · ');
}

/** What moved since the judgement before, the worst first: `worse: Token-Permissions from 10 to 0`. */
export const postureMoves = ({ changes = [] }: KeptPosture): readonly string[] =>
  changes.map(
    ({ check, from, to }) => `${to > from ? 'better' : 'worse'}: ${check} from ${from} to ${to}`,
  );

/** The changes that would help most: `+0.8 Pin every action to its commit (`actions.…`)`. */
export const postureHelp = (gains: KeptPosture['gains']): readonly string[] =>
  gains
    .slice(0, gainsNamed)
    .map(({ what, how, gain }) => `${signed(oneDecimal(gain))} ${what}: ${how}`);

/** The part of a page in Markdown; nothing before the posture was judged. */
export function postureSection(posture: KeptPosture | undefined): readonly string[] {
  if (posture === undefined) return [];
  const moves = postureMoves(posture);
  const help = postureHelp(posture.gains);
  return [
    '## Security posture',
    '',
    `${postureSummary(posture)}.`,
    '',
    ...(moves.length === 0 ? [] : [...moves.map((one) => `- ${one}`), '']),
    ...(help.length === 0
      ? []
      : ['What would help most:', '', ...help.map((one) => `- ${one}`), '']),
  ];
}
