import { daysBetween } from './days';
import type { LineId, MeasuredLine } from './score';
import { waivableMeasures, type WaivableLine, type WaivedParts } from './waived';

/** The line without what is waived on a day: that costs no points, and is named beside the rest. */
export function withoutWaived(
  line: MeasuredLine,
  waived: WaivedParts | undefined,
  today: string,
): MeasuredLine {
  if (line.state === 'missing' || !isWaivable(line.id)) return line;
  const known: readonly string[] = waivableMeasures[line.id];
  const measures = { ...line.measures };
  const ends: string[] = [];
  let count = 0;
  for (const part of waived?.[line.id] ?? []) {
    if (!known.includes(part.measure) || daysBetween(today, part.until) < 0) continue;
    // Never more than there is.
    const less = Math.min(part.count, measures[part.measure] ?? 0);
    if (less === 0) continue;
    measures[part.measure] = (measures[part.measure] ?? 0) - less;
    count += less;
    ends.push(part.until);
  }
  if (count === 0) return line;
  return { ...line, measures, waived: { count, until: ends.reduce((a, b) => (a < b ? a : b)) } };
}

function isWaivable(id: LineId): id is WaivableLine {
  return Object.hasOwn(waivableMeasures, id);
}
