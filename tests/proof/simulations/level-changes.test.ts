import { repeatableNumbers } from '../../../core/kernel/repeatable-numbers';
import {
  byLevels,
  byThreshold,
  byWelch,
  falseAlarms,
  foundWithin,
  noises,
} from '../../../core/performance/simulated-series';
import { seed, times } from '../proof-size';

/* What docs/performance.md says of series of runs: false alarms, and slowdowns found within three runs, beside what others do. */

const series = times(400, 4_000);
const detectors = { levels: byLevels, 'fixed 10 %': byThreshold, Welch: byWelch };

/** By noise the share of slowdowns by 5 % that are found within three runs at least. */
const promised: Readonly<Record<string, number>> = {
  'Gaussian, 1 %': 0.95,
  'heavy tails, 0.7 %, and 5 % outliers': 0.88,
  'drift, 0.8 %, correlation 0.5': 0.95,
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

test.each(Object.keys(noises(() => 0.5)))('%s', (name) => {
  const rows = Object.entries(detectors).map(([title, detector]) => {
    const noise = noises(repeatableNumbers(seed))[name];
    if (noise === undefined) throw new Error(`there is no noise ${name}`);
    const alarms = falseAlarms(detector, noise, series);
    const found = [0.02, 0.05, 0.1].map((change) =>
      foundWithin(detector, noise, change, 3, series),
    );
    const later = foundWithin(detector, noise, 0.05, 10, series);
    console.log([name, title, percent(alarms), ...found.map(percent), percent(later)].join(' | '));
    return { title, alarms, found };
  });
  const [levels] = rows;
  expect(levels?.alarms).toBeLessThanOrEqual(0.01);
  expect(levels?.found[1]).toBeGreaterThanOrEqual(promised[name] ?? 0);
});
