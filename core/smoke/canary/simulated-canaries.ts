import { repeatableNumbers } from '../../kernel/repeatable-numbers';
import { compareCanary, type CanaryVerdict } from './compare';
import { defaultCanaryPolicy, type CanaryPolicy } from './policy';
import { simulatedPairs, type SimulatedService } from './simulated-pairs';

/** How often each decision came. */
export type Decisions = Readonly<Record<CanaryVerdict['decision'], number>>;

/** Shares of the decisions over so many comparisons of two deployments. */
export function decisionsOver(
  runs: number,
  baseline: SimulatedService,
  canary: SimulatedService,
  change: Partial<CanaryPolicy> = {},
): Decisions {
  const policy = { ...defaultCanaryPolicy, ...change };
  const random = repeatableNumbers(20_261_124);
  const counts = { promote: 0, hold: 0, 'roll-back': 0 };
  for (let run = 0; run < runs; run += 1) {
    const pairs = simulatedPairs(random, baseline, canary, { requests: policy.requests });
    counts[compareCanary(pairs, policy).decision] += 1;
  }
  return {
    promote: counts.promote / runs,
    hold: counts.hold / runs,
    'roll-back': counts['roll-back'] / runs,
  };
}

/** Kinds of dependence that equal deployments are measured under. */
export const equalDeployments: readonly (readonly [string, SimulatedService])[] = [
  ['independent requests', {}],
  ['independent errors', { errorRate: 0.03 }],
  ['errors in bursts of five', { errorRate: 0.03, burst: 5 }],
  ['errors in bursts of ten', { errorRate: 0.01, burst: 10 }],
  ['errors in bursts of forty', { errorRate: 0.03, burst: 40 }],
  ['correlated latency', { correlation: 0.98 }],
  ['latency of each deployment', { deploymentSpread: 0.2 }],
];

/** Regressions that the default number of requests finds. */
export const foundRegressions: readonly (readonly [string, SimulatedService, SimulatedService])[] =
  [
    ['5 % of the answers late', {}, { stalled: 0.05 }],
    [
      '5 % of the answers stalled, within a generous budget',
      { budgetMs: 10_000 },
      { stalled: 0.05, budgetMs: 10_000 },
    ],
    ['10 % of the answers late', {}, { stalled: 0.1 }],
    ['5 % errors instead of 0.5 %', { errorRate: 0.005 }, { errorRate: 0.05 }],
    ['half as fast', {}, { medianMs: 160 }],
    ['nothing but errors', {}, { errorRate: 1 }],
  ];
