import { fleetPosture, type FleetPosture, gainsNamed, type KeptPosture } from '../posture';
import { changeOver, oneDecimal } from '../trend';
import { tidy } from '../amounts';
import { escapeSlack } from './foreign';
import { postureScore } from './posture-words';
import { signed } from './words';

/** A repository whose posture was judged. */
export interface JudgedMember {
  /** `owner/name`. */
  readonly repository: string;
  readonly posture: KeptPosture;
}

export const postureOfFleet = (members: readonly JudgedMember[]): FleetPosture =>
  fleetPosture(members.map(({ repository, posture }) => ({ repository, ...posture })));

/** `security posture 6.4 of 10`, for the first line of a message. */
export function posturesInShort(
  members: readonly JudgedMember[],
  days: number,
): string | undefined {
  if (members.length === 0) return undefined;
  const changes = members.flatMap(({ posture }) => {
    const change = changeOver(posture.points, posture.at, days);
    return change === undefined ? [] : [change.delta];
  });
  const mean = changes.reduce((sum, delta) => sum + delta, 0) / changes.length;
  const moved = changes.length === 0 ? '' : ` (${signed(oneDecimal(mean))})`;
  return `security posture ${postureScore(postureOfFleet(members).score)}${moved}`;
}

/** Repositories below their minimum, the lowest first. */
export const belowMinimum = <Member extends JudgedMember>(
  members: readonly Member[],
): readonly Member[] =>
  members
    .filter(({ posture: { score, minimum = 0 } }) => score !== undefined && score < minimum)
    .sort((one, other) => (one.posture.score ?? 0) - (other.posture.score ?? 0));

/** Why one is below its minimum, and what would help it most. */
export function minimumText({ posture: { score, minimum = 0, gains } }: JudgedMember): string {
  const [first] = gains;
  const advice =
    first === undefined ? '' : `: ${escapeSlack(first.what)} (+${tidy(oneDecimal(first.gain))})`;
  return `security posture ${postureScore(score)}, below ${tidy(minimum)}${advice}`;
}

/** Repositories with a check that moved in a direction. */
export const movedChecks = <Member extends JudgedMember>(
  members: readonly Member[],
  direction: 1 | -1,
): readonly Member[] => members.filter(({ posture }) => movesOf(posture, direction).length > 0);

export const movesText = ({ posture }: JudgedMember, direction: 1 | -1): string =>
  movesOf(posture, direction)
    .map(({ check, from, to }) => `${check} from ${from} to ${to}`)
    .join(', ');

const movesOf = ({ changes = [] }: KeptPosture, direction: 1 | -1) =>
  changes.filter(({ from, to }) => (to - from) * direction > 0);

/** The changes that would help most across the fleet, a line each. */
export function fleetHelp(members: readonly JudgedMember[]): readonly string[] {
  return postureOfFleet(members)
    .gains.slice(0, gainsNamed)
    .map(
      ({ what, how, gain, repositories }) =>
        `+${tidy(oneDecimal(gain))} ${what}, in ${repositories.length} of ${members.length}: ${how}`,
    );
}
