import { comparePairs, type Pair } from './compare-pairs';
import { normalOf } from './simulated-series';

/** Kinds of noise within one job. */
export const pairNoises = [
  'Gaussian, 2 %',
  'heavy tails, 1 %, and 5 % outliers',
  'drift of the machine',
] as const;
export type PairNoise = (typeof pairNoises)[number];

/** Rounds that a job has time for. */
const rounds = 12;

/** The rounds of one job on a machine of any speed, change and base in turns; the change is slower by a share. */
export function simulatedPairs(
  random: () => number,
  noise: PairNoise,
  change: number,
): readonly Pair[] {
  const normal = (): number => normalOf(random);
  const machine = random() < 0.3 ? 1.06 : 1;
  let drift = 0.03 * normal();
  const time = (): number => {
    drift = 0.9 * drift + 0.013 * normal();
    const own = {
      'Gaussian, 2 %': () => 0.02 * normal(),
      'heavy tails, 1 %, and 5 % outliers': () =>
        0.01 * heavy(normal) + (random() < 0.05 ? 0.05 - 0.1 * Math.log(1 - random()) : 0),
      'drift of the machine': () => 0.01 * normal() + drift,
    }[noise];
    return machine * Math.exp(own());
  };
  return Array.from({ length: rounds }, (_, round) => {
    const [first, second] = [time(), time()];
    const [base, head] = round % 2 === 0 ? [first, second] : [second, first];
    return { base, head: head * (1 + change) };
  });
}

/** Student's t with three degrees of freedom. */
const heavy = (normal: () => number): number =>
  normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);

/** Share of jobs whose one benchmark is called slower or faster. */
export function pairedAlarms(make: () => readonly Pair[], jobs: number): number {
  let alarms = 0;
  for (let job = 0; job < jobs; job += 1) {
    const { verdict } = comparePairs(make(), { tolerance: 0.05, together: 1 });
    if (verdict === 'slower' || verdict === 'faster') alarms += 1;
  }
  return alarms / jobs;
}
