import { repeatableNumbers } from '../../../core/kernel/repeatable-numbers';
import {
  pairedAlarms,
  pairNoises,
  simulatedPairs,
} from '../../../core/performance/simulated-pairs';
import { seed, times } from '../proof-size';

/* What docs/performance.md says of a change that is measured beside its base, on one machine. */

const jobs = times(2_000, 20_000);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

test.each(pairNoises)('%s', (noise) => {
  const shares = [0, 0.02, 0.05, 0.1].map((change) => {
    const random = repeatableNumbers(seed);
    return pairedAlarms(() => simulatedPairs(random, noise, change), jobs);
  });
  console.log([noise, ...shares.map(percent)].join(' | '));
  const [alarms = 1, , five = 0] = shares;
  // Two standard errors above 1 %.
  expect(alarms).toBeLessThanOrEqual(0.01 + 2 * Math.sqrt(0.01 / jobs));
  expect(five).toBeGreaterThanOrEqual(noise.startsWith('heavy') ? 0.88 : 0.95);
});
