import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { flakyShare } from '../../core/readiness/flaky';
import type { History } from '../../core/readiness/history';
import type { SlackDelivery } from '../adapters/slack';
import { slackMetrics } from './slack-sender';
import type { Period } from './work-message';

export interface RuntimeMetrics {
  readonly dispatched: (period: Period, repositories: number) => void;
  /** A repository that was scored; `fell`: it is below its threshold and was not before. */
  readonly scored: (repository: string, history: History, fell: boolean) => void;
  /** A repository that there is nothing to score of any more. */
  readonly unseen: () => void;
  /** A message that was not handled; `isRefused`: for want of a GitHub credential. */
  readonly failed: (isRefused: boolean) => void;
  /** A message put off, with the seconds since its run was due; `isLimited`: for a rate limit of GitHub. */
  readonly putOff: (waitedSeconds: number, isLimited: boolean) => void;
  readonly slack: (delivery: SlackDelivery) => void;
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
  // Whoever could look, saw or not, had a credential.
  const seen = (isSeen: boolean) => [
    count('Unseen', isSeen ? 0 : 1),
    count('CredentialRefused', 0),
  ];
  return {
    dispatched: (period, repositories) => {
      publish(ofStack, [count('DispatcherRuns'), count('RepositoriesQueued', repositories)]);
      // Of its own for each period: a weekly run must not stand for the daily one that did not come.
      publish({ ...ofStack, Period: period }, [count('DispatcherRuns')]);
    },
    scored: (repository, history, fell) => {
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
        // One that has no run yet was looked at, and there was nothing to score.
        ...(document === undefined ? [] : [count('RepositoriesScored')]),
        count('RepositoriesBelowThreshold', isBelow ? 1 : 0),
        count('FellBelowThreshold', fell ? 1 : 0),
        ...seen(true),
      ]);
    },
    unseen: () => {
      publish(ofStack, seen(false));
    },
    failed: (isRefused) => {
      publish(ofStack, [count('Failures'), ...(isRefused ? [count('CredentialRefused')] : [])]);
    },
    putOff: (waitedSeconds, isLimited) => {
      publish(ofStack, [
        ['OldestWait', MetricUnit.Seconds, Math.max(0, Math.round(waitedSeconds))],
        ...(isLimited ? [count('Throttled')] : []),
      ]);
    },
    slack: (delivery) => {
      publish(
        ofStack,
        slackMetrics(delivery).map(([name, value]) => count(name, value)),
      );
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
