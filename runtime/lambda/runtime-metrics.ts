import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { flakyShare } from '../../core/readiness/flaky';
import type { History } from '../../core/readiness/history';

export interface RuntimeMetrics {
  readonly dispatched: (repositories: number) => void;
  readonly scored: (repository: string, history: History) => void;
  readonly failed: () => void;
  readonly throttled: () => void;
}

/**
 * Writes a stack's metrics to the log in CloudWatch's embedded format. What is not known is left out: a 0 would say that
 * it was measured.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function runtimeMetrics(stack: string): RuntimeMetrics {
  const metrics = new Metrics();
  // Powertools would add the function's name as a dimension of its own, and so make other metrics of them.
  metrics.clearDefaultDimensions();
  const publish = (
    dimensions: Readonly<Record<string, string>>,
    values: readonly Measured[],
  ): void => {
    const known = values.filter(([, , value]) => value !== undefined);
    if (known.length === 0) return;
    for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value);
    for (const [name, unit, value = 0] of known) metrics.addMetric(name, unit, value);
    metrics.publishStoredMetrics();
  };
  const ofStack = { Stack: stack };
  const count = (name: string, value = 1): Measured => [name, MetricUnit.Count, value];
  return {
    dispatched: (repositories) => {
      publish(ofStack, [count('DispatcherRuns'), count('RepositoriesQueued', repositories)]);
    },
    scored: (repository, history) => {
      const { document, metrics: measured = {} } = history;
      publish({ ...ofStack, Repository: repository }, [
        ['ReadinessScore', MetricUnit.Percent, document?.value],
        ['CiPassRate', MetricUnit.Percent, measured.passRate],
        ['BuildTime', MetricUnit.Seconds, measured.buildSeconds],
        ['CacheHitRate', MetricUnit.Percent, measured.cacheHitRate],
        ['FlakyTestFrequency', MetricUnit.Percent, flakyTestFrequency(history)],
        ['SecurityIssues', MetricUnit.Count, measured.securityIssues],
      ]);
      const isBelow = document !== undefined && document.value < document.threshold;
      publish(ofStack, [
        count('RepositoriesScored'),
        count('RepositoriesBelowThreshold', isBelow ? 1 : 0),
      ]);
    },
    failed: () => {
      publish(ofStack, [count('Failures')]);
    },
    throttled: () => {
      publish(ofStack, [count('Throttled')]);
    },
  };
}

type Measured = readonly [
  name: string,
  unit: (typeof MetricUnit)[keyof typeof MetricUnit],
  value: number | undefined,
];

/** Percent of the observed runs in which at least one test flaked; undefined before any run was observed. */
function flakyTestFrequency({ observations }: History): number | undefined {
  const share = flakyShare(observations);
  return share === undefined ? undefined : Math.round(share * 1000) / 10;
}
