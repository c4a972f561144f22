import { gates, type GateId } from './catalogue';
import { type Gate, type GateChange, type GateFact } from './gate';

/** A fact of a gate that the catalogue knows. */
export interface KnownFact extends GateFact {
  readonly gate: GateId;
}

/**
 * What is weaker and what is stronger in `after`. Swapping the arguments swaps the directions, and equal facts give
 * nothing: both follow from each gate's strengths being numbers on one scale. A gate that becomes stronger by itself on a
 * day is weaker if it is on any day, so that one day moved forward makes up for no other moved back.
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
    const direction = directionOf(was, is, gate.absent);
    if (direction === undefined) return [];
    return [
      {
        direction,
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

function directionOf(
  was: KnownFact | undefined,
  is: KnownFact | undefined,
  absent: Gate['absent'],
): GateChange['direction'] | undefined {
  const days = [was, is].flatMap((fact) => fact?.later?.map(({ from }) => from) ?? []);
  const steps = [firstDay, ...days].map((day) => {
    const before = strengthOn(was, day) ?? absent;
    const after = strengthOn(is, day) ?? absent;
    return before === 'incomparable' || after === 'incomparable' ? 0 : after - before;
  });
  if (steps.some((step) => step < 0)) return 'weaker';
  return steps.some((step) => step > 0) ? 'stronger' : undefined;
}

/** Before any other. */
const firstDay = '';

const strengthOn = (fact: KnownFact | undefined, day: string): number | undefined =>
  fact?.later?.filter(({ from }) => from <= day).at(-1)?.strength ?? fact?.strength;

function merged(facts: readonly KnownFact[]): ReadonlyMap<string, KnownFact> {
  const byKey = new Map<string, KnownFact>();
  for (const fact of facts) {
    const key = `${fact.gate}\n${fact.subject}`;
    const other = byKey.get(key);
    const { merge }: Gate = gates[fact.gate];
    const wins =
      other === undefined ||
      (merge === 'most' ? fact.strength > other.strength : fact.strength < other.strength) ||
      // One that does not block at present says nothing of the days on which another does.
      (fact.strength === other.strength && fact.later !== undefined && other.later === undefined);
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
