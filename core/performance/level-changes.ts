import { autocorrelation } from '../statistics/autocorrelation';
import { normalQuantile } from '../statistics/normal';
import { median, middleSpread } from '../statistics/quantile';
import { rankSumGreater } from '../statistics/rank-sum';
import { shiftBetween, type Estimate } from '../statistics/shift';

/** Values just before a change that it is compared with at most. */
export const mostBaselines = 20;

/** Fewest values before a change: with fewer, nothing can be said of the noise. */
const fewestBaselines = 8;

/** What counts as a change. */
export interface ChangeRules {
  /** Least difference that is reported, in the unit of the values. */
  readonly minimum: number;
  /** Series that are looked at together, which share the risk of a false alarm. Default 1. */
  readonly together?: number;
}

/** A level that a series left for another one. */
export interface LevelChange {
  /** Position of the first value of the new level. */
  readonly since: number;
  /** Position of the value with which it was found; what follows is compared with the new level. */
  readonly found: number;
  /** Median of the baselines, and of the values with which the change was found. */
  readonly before: number;
  readonly after: number;
  readonly difference: Estimate;
}

/** A number of newest values that are compared with those before them. */
interface Span {
  readonly count: number;
  /** Largest two-sided p of the rank-sum test. */
  readonly p: number;
  /** Least difference in its standard errors. */
  readonly errors: number;
}

/**
 * Three values find what is large, more of them what is small or noisy. The limits are those with which at most 1 % of the
 * looks at an unchanged series report a change, also where it drifts: tests/proof/simulations/level-changes.test.ts.
 */
const spans: readonly Span[] = [
  { count: 3, p: 0.0125, errors: 3.4 },
  { count: 5, p: 0.002, errors: 4.5 },
  { count: 8, p: 0.001, errors: 5 },
];

/**
 * Where the level of a series changed, oldest first. Every value is looked at once, when it is the newest: the last few against
 * at most {@link mostBaselines} before them. A change has to show by rank, exceed the noise by far, and be larger than what
 * as many neighbouring baselines ever differed by, which is what a drifting machine does by itself. After a change the
 * baselines begin anew with the first value of the new level; what there was before only says how noisy the values are.
 */
export function levelChanges(
  values: readonly number[],
  rules: ChangeRules,
): readonly LevelChange[] {
  const changes: LevelChange[] = [];
  let start = 0;
  let noise: readonly number[] = [];
  for (let end = fewestBaselines + 1; end <= values.length; end += 1) {
    const level = values.slice(start, end);
    const change = newestChange(level, noise, rules);
    if (change === undefined) continue;
    changes.push({ ...change, since: start + change.since, found: end - 1 });
    noise = [...noise, ...aroundMedian(level.slice(0, change.since))].slice(-mostBaselines);
    start += change.since;
  }
  return changes;
}

const aroundMedian = (values: readonly number[]): readonly number[] => {
  const level = median(values);
  return values.map((value) => value - level);
};

/** Values before a change. */
interface Baselines {
  readonly values: readonly number[];
  /** How many of them were measured at this level; the others were measured at an earlier one, and moved to this. */
  readonly own: number;
}

/** Fewest values that a level is known by. */
const fewestOwn = 3;

function baselinesOf(own: readonly number[], noise: readonly number[]): Baselines | undefined {
  if (own.length >= fewestBaselines) return { values: own, own: own.length };
  if (own.length < fewestOwn || own.length + noise.length < fewestBaselines) return undefined;
  const level = median(own);
  const moved = noise.slice(own.length - mostBaselines).map((each) => level + each);
  return { values: [...moved, ...own], own: own.length };
}

function newestChange(
  values: readonly number[],
  noise: readonly number[],
  rules: ChangeRules,
): Omit<LevelChange, 'found'> | undefined {
  for (const span of spans) {
    const since = values.length - span.count;
    if (since <= 0) continue;
    const own = values.slice(Math.max(0, since - mostBaselines), since);
    const baselines = baselinesOf(own, noise);
    const newest = values.slice(since);
    if (baselines === undefined || !isChange(baselines, newest, span, rules)) continue;
    return describe(values, firstOf(values, since));
  }
  return undefined;
}

/** The first value that is nearer to the new level than to the old one: the newest values may begin before it, or after. */
function firstOf(values: readonly number[], since: number): number {
  const [before, after] = [median(values.slice(0, since)), median(values.slice(since))];
  const isNew = (value: number): boolean => Math.abs(value - after) < Math.abs(value - before);
  let first = since;
  while (first < values.length - 2 && !isNew(values[first] ?? after)) first += 1;
  while (first > 1 && isNew(values[first - 1] ?? before)) first -= 1;
  return first;
}

function describe(values: readonly number[], since: number): Omit<LevelChange, 'found'> {
  const before = values.slice(Math.max(0, since - mostBaselines), since);
  const after = values.slice(since);
  return {
    since,
    before: median(before),
    after: median(after),
    difference: shiftBetween(before, after),
  };
}

/** Standard deviations that a baseline may be off; one that is further out counts as if it were not. */
const furthest = 2;

function isChange(
  { values: baselines, own }: Baselines,
  newest: readonly number[],
  span: Span,
  { minimum, together = 1 }: ChangeRules,
): boolean {
  const level = median(baselines);
  const difference = median(newest) - level;
  if (Math.abs(difference) < minimum) return false;
  const spread = middleSpread(baselines);
  const usual = baselines.map((value) =>
    Math.min(level + furthest * spread, Math.max(level - furthest * spread, value)),
  );
  const young = own < fewestBaselines ? youngStrictness : 1;
  const strictness = (young * normalQuantile(risk / together)) / normalQuantile(risk);
  const error = spread * errorOf(usual, own, span.count);
  if (Math.abs(difference) < strictness * span.errors * error) return false;
  if (Math.abs(difference) <= largestSwing(usual, span.count)) return false;
  const p = difference > 0 ? rankSumGreater(usual, newest) : rankSumGreater(newest, usual);
  return 2 * p <= span.p;
}

/** Times that a difference must be larger while a level is known by a few values. */
const youngStrictness = 1.5;

/** One-sided risk of a look at one series, for which the spans' standard errors are. */
const risk = 0.005;

/** Median of so many values instead of their mean. */
const ofMedian = 1.2;

/** Correlation of neighbours that 20 values show too little of on average, and the largest one that they can show. */
const hiddenCorrelation = 0.15;
const mostCorrelation = 0.85;

/** Standard error of the difference of two medians, of values whose standard deviation is 1 and of which each resembles the one before. */
function errorOf(usual: readonly number[], own: number, count: number): number {
  const seen = autocorrelation(usual) + hiddenCorrelation;
  const correlation = Math.min(mostCorrelation, Math.max(0, seen));
  const variance = (size: number): number => (ofMedian * varianceOfMean(size, correlation)) / size;
  return Math.sqrt(variance(count) + variance(own));
}

/** Times that the variance of a mean is larger than of independent values. */
function varianceOfMean(size: number, correlation: number): number {
  let sum = 1;
  for (let lag = 1; lag < size; lag += 1) sum += 2 * (1 - lag / size) * correlation ** lag;
  return sum;
}

/** Largest difference of the median of so many neighbours from that of all. */
function largestSwing(usual: readonly number[], count: number): number {
  const level = median(usual);
  let largest = 0;
  for (let from = 0; from + count <= usual.length; from += 1) {
    largest = Math.max(largest, Math.abs(median(usual.slice(from, from + count)) - level));
  }
  return largest;
}
