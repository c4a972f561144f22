import { levelChanges, mostBaselines } from './level-changes';

/** Makes the logarithms of so many times of one benchmark in as many runs, without a change. */
export type Noise = (runs: number) => readonly number[];

/** Positions of the values, oldest first, with which a change is reported that was not reported with the value before. */
export type Detector = (values: readonly number[]) => readonly number[];

/** A normal deviate. */
export const normalOf = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Noise of runs by its kind. */
export function noises(random: () => number): Readonly<Record<string, Noise>> {
  const normal = (): number => normalOf(random);
  const series =
    (next: () => number): Noise =>
    (runs) =>
      Array.from({ length: runs }, next);
  const drifting = (correlation: number, spread: number): (() => number) => {
    let value = spread * normal();
    return () => {
      value = correlation * value + Math.sqrt(1 - correlation ** 2) * spread * normal();
      return value;
    };
  };
  /** Student's t with three degrees of freedom. */
  const heavy = (): number => {
    const squares = normal() ** 2 + normal() ** 2 + normal() ** 2;
    return normal() / Math.sqrt(squares / 3);
  };
  const outlier = (): number => (random() < 0.05 ? 0.05 - 0.1 * Math.log(1 - random()) : 0);
  const slowMachine = (): number => (random() < 0.3 ? 0.06 : 0);
  return {
    'Gaussian, 1 %': series(() => 0.01 * normal()),
    'Gaussian, 2 %': series(() => 0.02 * normal()),
    'heavy tails, 0.7 %, and 5 % outliers': series(() => 0.007 * heavy() + outlier()),
    'drift, 0.8 %, correlation 0.5': series(drifting(0.5, 0.008)),
    'two kinds of machines, 6 % apart': series(() => 0.01 * normal() + slowMachine()),
  };
}

export const byLevels: Detector = (values) =>
  levelChanges(values, { minimum: 0.01 }).map(({ found }) => found);

/** The usual fixed limit: the newest value is 10 % off the mean of the 20 before it. */
export const byThreshold: Detector = atEach((values) => {
  const before = values.slice(0, -1).slice(-mostBaselines);
  return Math.abs((values.at(-1) ?? 0) - mean(before)) > Math.log(1.1);
});

/** Welch's t test of the last three values against the 20 before them, with p 0.01. */
export const byWelch: Detector = atEach((values) => {
  const [before, after] = [values.slice(0, -3).slice(-mostBaselines), values.slice(-3)];
  const [a, b] = [variance(before) / before.length, variance(after) / after.length];
  const freedom = (a + b) ** 2 / (a ** 2 / (before.length - 1) + b ** 2 / (after.length - 1));
  const critical = studentsT[Math.min(studentsT.length, Math.max(1, Math.floor(freedom))) - 1] ?? 0;
  return Math.abs(mean(after) - mean(before)) / Math.sqrt(a + b) > critical;
});

/** Asks about the newest value, as soon as there are 20 before the last three. */
function atEach(isChanged: (values: readonly number[]) => boolean): Detector {
  return (values) => {
    const found: number[] = [];
    let was = false;
    for (let end = firstLook; end <= values.length; end += 1) {
      const is = isChanged(values.slice(0, end));
      if (is && !was) found.push(end - 1);
      was = is;
    }
    return found;
  };
}

const firstLook = mostBaselines + 3;

/** Share of the looks at unchanged series that report a change, where each run is looked at. */
export function falseAlarms(detector: Detector, noise: Noise, series: number): number {
  const runs = 60;
  const alarms = Array.from(
    { length: series },
    () => detector(noise(runs)).filter((at) => at >= firstLook - 1).length,
  );
  const looks = series * (runs - firstLook + 1);
  return alarms.reduce((sum, count) => sum + count, 0) / looks;
}

/** Share of the series in which a slowdown by `change`, such as 0.05, is reported within so many runs. */
export function foundWithin(
  detector: Detector,
  noise: Noise,
  change: number,
  within: number,
  series: number,
): number {
  const before = 30;
  let found = 0;
  for (let count = 0; count < series; count += 1) {
    const values = noise(before + within).map((value, run) =>
      run < before ? value : value + Math.log1p(change),
    );
    if (detector(values).some((at) => at >= before)) found += 1;
  }
  return found / series;
}

/** Two-sided critical values of p 0.01 by degrees of freedom, from 1. https://www.itl.nist.gov/div898/handbook/eda/section3/eda3672.htm */
const studentsT = [
  63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25, 3.169, 3.106, 3.055, 3.012, 2.977,
  2.947, 2.921, 2.898, 2.878, 2.861, 2.845, 2.831,
];

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const variance = (values: readonly number[]): number => {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
};
