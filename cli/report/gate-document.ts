import { type GateComparison } from '../../core/gates/compare-gates';
import { type Undecided } from '../../core/gates/gate-resource';
import { type GateGroup, groupChanges } from '../../core/gates/group-changes';

/** Gates that changed in the same way, as JSON. */
interface GateDocument extends Readonly<Omit<GateGroup['change'], 'direction'>> {
  /** Sorted; empty for what belongs to the whole stack. */
  readonly repositories: readonly string[];
}

/** The changed gates as JSON. */
export interface GatesDocument {
  readonly weaker: readonly GateDocument[];
  readonly stronger: readonly GateDocument[];
  /** What cannot be compared before the update, by resource. */
  readonly undecided: readonly Undecided[];
}

export function gatesDocument({ changes, undecided }: GateComparison): GatesDocument {
  const groups = groupChanges(changes);
  const of = (wanted: 'weaker' | 'stronger'): readonly GateDocument[] =>
    groups
      .filter(({ change }) => change.direction === wanted)
      .map(({ change: { direction: _direction, ...change }, repositories }) => ({
        ...change,
        repositories: [...repositories].sort(),
      }));
  return { weaker: of('weaker'), stronger: of('stronger'), undecided };
}
