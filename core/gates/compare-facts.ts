import { gates, type GateId } from './catalogue';
import { type Gate, type GateChange, type GateFact } from './gate';

/** A fact of a gate that the catalogue knows. */
export interface KnownFact extends GateFact {
  readonly gate: GateId;
}

/**
 * What is weaker and what is stronger in `after`. Swapping the arguments swaps the directions, and equal facts give
 * nothing: both follow from each gate's strengths being numbers on one scale.
 */
export function compareFacts(
  before: readonly KnownFact[],
  after: readonly KnownFact[],
): readonly GateChange[] {
  const left = merged(before);
  const right = merged(after);
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key): readonly GateChange[] => {
    const was = left.get(key);
    const is = right.get(key);
    const subject = is ?? was;
    if (subject === undefined) return [];
    const gate: Gate = gates[subject.gate];
    const from = was?.strength ?? gate.absent;
    const to = is?.strength ?? gate.absent;
    if (from === 'incomparable' || to === 'incomparable' || from === to) return [];
    return [
      {
        direction: to < from ? 'weaker' : 'stronger',
        gate: subject.gate,
        title: gate.title,
        subject: subject.subject,
        ...(was === undefined ? {} : { before: was.shown }),
        ...(is === undefined ? {} : { after: is.shown }),
        ...(gate.setting === undefined ? {} : { setting: gate.setting }),
        ...place(subject),
      },
    ];
  });
}

function merged(facts: readonly KnownFact[]): ReadonlyMap<string, KnownFact> {
  const byKey = new Map<string, KnownFact>();
  for (const fact of facts) {
    const key = `${fact.gate}\n${fact.subject}`;
    const other = byKey.get(key);
    const { merge }: Gate = gates[fact.gate];
    const wins =
      other === undefined ||
      (merge === 'most' ? fact.strength > other.strength : fact.strength < other.strength);
    if (wins) byKey.set(key, fact);
  }
  return byKey;
}

function place({ file, line, column }: GateFact): Pick<GateChange, 'file' | 'line' | 'column'> {
  return {
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}
