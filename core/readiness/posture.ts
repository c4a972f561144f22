import * as z from 'zod/mini';
import { oneDecimal, recent } from './trend';

const score = z.number();
const gainSchema = z.object({
  /** The same for the same change in every repository. */
  id: z.string(),
  check: z.string(),
  /** Imperative, without a full stop. */
  what: z.string(),
  /** The setting of the stack, the command or the page of GitHub that makes it. */
  how: z.string(),
  /** What it alone adds to the repository's score, 0 to 10. */
  gain: z.number(),
});

const changeSchema = z.object({ check: z.string(), from: score, to: score });

/** A check whose score moved. */
export type CheckChange = z.infer<typeof changeSchema>;

/** The security posture of a repository as it is remembered. */
export const keptPostureSchema = z.object({
  /** ISO 8601: when it was judged. */
  at: z.string(),
  /** 0 to 10, one decimal; undefined where nothing could be judged. */
  score: z.optional(score),
  /** Scores of the checks that have one, by name. */
  checks: z.record(z.string(), score),
  /** Names of the checks whose facts could not be read. */
  unknown: z.array(z.string()),
  gains: z.array(gainSchema),
  /** Score that the repository has to have; absent: any. */
  minimum: z.optional(score),
  /** What moved since the judgement before, the worst first. */
  changes: z.optional(z.array(changeSchema)),
  /** Scores of the last 90 days, oldest first. */
  points: z.array(z.object({ at: z.string(), score })),
});
export type KeptPosture = z.infer<typeof keptPostureSchema>;
type Gain = z.infer<typeof gainSchema>;

/** A posture as it was judged now, with the points of the one before and what moved since. */
export function keepPosture(
  found: Omit<KeptPosture, 'points' | 'changes'>,
  before: KeptPosture | undefined,
): KeptPosture {
  const points = [
    ...(before?.points ?? []),
    ...(found.score === undefined ? [] : [{ at: found.at, score: found.score }]),
  ];
  return {
    ...found,
    points: [...recent(points, found.at)],
    ...(before === undefined ? {} : { changes: [...postureChanges(before, found)] }),
  };
}

/** The checks that moved, of those that have a score in both, the worst first. */
export function postureChanges(
  before: Pick<KeptPosture, 'checks'>,
  after: Pick<KeptPosture, 'checks'>,
): readonly CheckChange[] {
  return Object.entries(after.checks)
    .flatMap(([check, to]): readonly CheckChange[] => {
      const from = before.checks[check];
      return from === undefined || from === to ? [] : [{ check, from, to }];
    })
    .sort((one, other) => one.to - one.from - (other.to - other.from));
}

/** What of a posture counts for the fleet. */
export interface FleetMember {
  /** `owner/name`. */
  readonly repository: string;
  readonly score?: number | undefined;
  readonly gains: readonly Gain[];
}

/** A change with what it adds to the fleet's score where it is made in every repository that lacks it. */
export interface FleetGain extends Gain {
  /** Those that lack it, the largest gain first. */
  readonly repositories: readonly string[];
}

export interface FleetPosture {
  /** The mean of the repositories that have a score, one decimal. */
  readonly score: number | undefined;
  /** Largest first. */
  readonly gains: readonly FleetGain[];
}

/** Changes that a report of a fleet names. */
export const gainsNamed = 3;

/** The posture of several repositories, and the changes that would help most across them. */
export function fleetPosture(members: readonly FleetMember[]): FleetPosture {
  const scores = members.flatMap((one) => (one.score === undefined ? [] : [one.score]));
  const all = members.flatMap(({ repository, gains }) =>
    gains.map((one) => ({ ...one, repository })),
  );
  const byId = new Map<string, typeof all>();
  for (const one of all) byId.set(one.id, [...(byId.get(one.id) ?? []), one]);
  const gains = [...byId.values()].map((own): FleetGain => {
    const sorted = [...own].sort((a, b) => b.gain - a.gain);
    const [first] = sorted as [(typeof own)[number]];
    const { repository: _, ...rest } = first;
    return {
      ...rest,
      gain: own.reduce((sum, { gain }) => sum + gain, 0) / scores.length,
      repositories: sorted.map(({ repository }) => repository),
    };
  });
  return {
    score:
      scores.length === 0
        ? undefined
        : oneDecimal(scores.reduce((sum, one) => sum + one, 0) / scores.length),
    gains: gains.sort((a, b) => b.gain - a.gain),
  };
}
