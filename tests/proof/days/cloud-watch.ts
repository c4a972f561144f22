import type * as z from 'zod';
import type { RecordedResource } from '../../components/recorded-resources';
import { alarmInputs, metricText } from '../../runtime/lambda/watched-aws';

type Alarm = z.infer<typeof alarmInputs>;

/** A change of an alarm's state. */
export interface Transition {
  readonly alarm: string;
  readonly to: 'ALARM' | 'OK';
  readonly at: number;
}

interface Point {
  readonly at: number;
  readonly value: number;
}

/** Periods that are read beyond those an alarm evaluates, to find values in place of missing ones. */
const furtherPeriods = 2;

/**
 * CloudWatch's metrics and alarms in the time that is given. An alarm looks at windows that end now; where values are missing, it
 * takes older ones of its evaluation range if there are enough, and else what `treatMissingData` says.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export class CloudWatch {
  readonly transitions: Transition[] = [];
  private readonly series = new Map<string, Point[]>();
  private readonly alarms = new Map<string, { readonly alarm: Alarm; state: 'ALARM' | 'OK' }>();

  constructor(private readonly keptMs: number) {}

  register({ name, inputs }: RecordedResource, stack: string): void {
    this.alarms.set(`${stack} ${name}`, { alarm: alarmInputs.parse(inputs), state: 'OK' });
  }

  put(namespace: string, name: string, dimensions: Readonly<Record<string, string>>, of: Point) {
    const key = metricText(namespace, name, dimensions);
    const points = this.series.get(key) ?? [];
    points.push(of);
    this.series.set(key, points);
  }

  /** Evaluates every alarm at a time. */
  evaluate(now: number): void {
    for (const [name, known] of this.alarms) {
      const isWrong = this.isWrong(known.alarm, now);
      const state = isWrong === undefined ? known.state : isWrong ? 'ALARM' : 'OK';
      if (state === known.state) continue;
      known.state = state;
      this.transitions.push({ alarm: name, to: state, at: now });
    }
    for (const points of this.series.values()) {
      while ((points[0]?.at ?? now) < now - this.keptMs) points.shift();
    }
  }

  /** Undefined: the state stays. */
  private isWrong(alarm: Alarm, now: number): boolean | undefined {
    const { evaluationPeriods: wanted, treatMissingData } = alarm;
    const values = this.valuesOf(alarm, now);
    const real = values.filter((value) => value !== undefined);
    const evaluated = real.length >= wanted ? real.slice(0, wanted) : values.slice(0, wanted);
    const present = evaluated.filter((value) => value !== undefined);
    const breaches = (value: number): boolean =>
      alarm.comparisonOperator === 'GreaterThanThreshold'
        ? value > alarm.threshold
        : value < alarm.threshold;
    const wrong = present.filter(breaches).length;
    const missing = evaluated.length - present.length;
    if (wrong >= alarm.datapointsToAlarm) return true;
    if (missing === 0) return false;
    if (treatMissingData === 'ignore') return undefined;
    return treatMissingData === 'breaching' && wrong + missing >= alarm.datapointsToAlarm;
  }

  /** Values of the evaluation range, newest first. */
  private valuesOf(alarm: Alarm, now: number): readonly (number | undefined)[] {
    const queries = alarm.metricQueries ?? [];
    const expression = queries.find((query) => query.expression !== undefined)?.expression;
    const count = alarm.evaluationPeriods + furtherPeriods;
    const read = (
      namespace = '',
      name = '',
      dimensions: Readonly<Record<string, string>> = {},
      statistic = 'Sum',
      seconds = 60,
    ): readonly (number | undefined)[] => {
      const points = this.series.get(metricText(namespace, name, dimensions)) ?? [];
      return windows(points, now, seconds * 1000, count + 1).map((values) =>
        fold(values, statistic),
      );
    };
    if (expression === undefined) {
      const { namespace, metricName, dimensions, statistic, period } = alarm;
      return read(namespace, metricName, dimensions, statistic, period).slice(0, count);
    }
    const metrics = new Map(
      queries.flatMap(({ id, metric }) =>
        metric === undefined
          ? []
          : [
              [
                id,
                read(
                  metric.namespace,
                  metric.metricName,
                  metric.dimensions,
                  metric.stat,
                  metric.period,
                ),
              ] as const,
            ],
      ),
    );
    const filled = (id: string) => (metrics.get(id) ?? []).map((value) => value ?? 0);
    // The two expressions that the components use; another one would be judged wrongly in silence.
    if (expression === 'FILL(m, 0)') return filled('m').slice(0, count);
    if (expression === 'DIFF(FILL(m, 0) + FILL(hidden, 0))') {
      const hidden = filled('hidden');
      const sums = filled('m').map((value, index) => value + (hidden[index] ?? 0));
      return sums.slice(0, count).map((value, index) => value - (sums[index + 1] ?? 0));
    }
    throw new Error(`the expression ${expression} cannot be evaluated`);
  }
}

/** Values of each window of a length that ends now, or at the begin of the one before, newest first. */
function windows(
  points: readonly Point[],
  now: number,
  length: number,
  count: number,
): readonly (readonly number[])[] {
  const found: number[][] = Array.from({ length: count }, () => []);
  for (let index = points.length - 1; index >= 0; index -= 1) {
    const point = points[index];
    if (point === undefined || point.at <= now - length * count) break;
    found[Math.floor((now - point.at) / length)]?.push(point.value);
  }
  return found;
}

function fold(values: readonly number[], statistic: string): number | undefined {
  if (values.length === 0) return undefined;
  const sum = values.reduce((total, value) => total + value, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return values.length;
    case 'Average':
      return sum / values.length;
    case 'Maximum':
      return Math.max(...values);
    case 'Minimum':
      return Math.min(...values);
    default:
      throw new Error(`the statistic ${statistic} is not known`);
  }
}
