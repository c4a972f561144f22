import {
  type CheckChange,
  fleetPosture,
  type FleetPosture,
  keepPosture,
  type KeptPosture,
} from '../../core/readiness/posture';
import { asKept } from '../../core/posture/posture';
import { type PostureReport, type RepositoryPosture } from '../commands/posture-command';

/** A repository with what became of it since the look before. */
export type SeenRepository = RepositoryPosture & {
  /** Undefined without a look before. */
  readonly changes?: readonly CheckChange[];
  readonly scoreBefore?: number | undefined;
};

/** What is printed of a look at postures. */
export interface PostureLook {
  readonly repositories: readonly SeenRepository[];
  readonly fleet: FleetPosture;
  /** For the next look, by `owner/name`. */
  readonly kept: Readonly<Record<string, KeptPosture>>;
  readonly requests: number;
  readonly isBelow: boolean;
  readonly isUnread: boolean;
}

/** Compares a look with an earlier one. @param now ISO 8601. */
export function lookOf(
  { repositories, requests }: PostureReport,
  earlier: Readonly<Record<string, KeptPosture>>,
  now: string,
): PostureLook {
  const read = repositories.flatMap((one) => ('posture' in one ? [one] : []));
  const kept = Object.fromEntries(
    read.map(({ repository, posture }) => [
      repository,
      keepPosture(asKept(posture, now), earlier[repository]),
    ]),
  );
  return {
    requests,
    kept,
    repositories: repositories.map((one): SeenRepository => {
      const before = earlier[one.repository];
      const after = kept[one.repository];
      if (before === undefined || after === undefined) return one;
      return { ...one, changes: after.changes ?? [], scoreBefore: before.score };
    }),
    fleet: fleetPosture(read.map(({ posture }) => posture)),
    isBelow: read.some(({ posture, minimum }) => (posture.score ?? minimum) < minimum),
    isUnread: read.length < repositories.length,
  };
}
