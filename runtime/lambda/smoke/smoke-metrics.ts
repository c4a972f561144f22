import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { phaseNames, phasesOf } from '../../../core/smoke/phases';
import type { CheckResult } from '../../../core/smoke/verdict';
import type { SlackDelivery } from '../../adapters/slack';
import { slackMetrics } from '../slack-sender';
import type { MonitorVerdict } from './monitor';
import type { SmokeEnvironment } from './smoke-environment';

/**
 * Writes a verdict to the log in CloudWatch's embedded metric format: SmokeSuccess is 1 or 0, SmokeLatency the last
 * attempt of each check in milliseconds, so that its statistics are those over the checks, with a metric for each phase. SmokeUnchecked, of the whole
 * stack, is the number of checks that could not be run; where none could, there is no success and no failure.
 */
export function publishVerdict(environment: SmokeEnvironment, verdict: MonitorVerdict): void {
  if (verdict.results.length > 0) {
    const metrics = monitorMetrics(environment);
    metrics.addMetric('SmokeSuccess', MetricUnit.Count, verdict.passed ? 1 : 0);
    metrics.addMetric('SmokeRetried', MetricUnit.Count, verdict.results.filter(isRetried).length);
    for (const result of verdict.results) addTimes(metrics, result);
    metrics.publishStoredMetrics();
  }
  if (environment.checkMetrics) {
    for (const result of verdict.results) publishCheck(environment, result);
  }
  const ofStack = metricsOf(environment);
  ofStack.addMetric('SmokeUnchecked', MetricUnit.Count, verdict.unchecked.length);
  ofStack.publishStoredMetrics();
}

/** How long the last attempt took, and each phase of it. */
function addTimes(metrics: Metrics, { attempts }: CheckResult): void {
  const last = attempts.at(-1);
  if (last === undefined) return;
  const add = (name: string, ms: number): void => {
    metrics.addMetric(name, MetricUnit.Milliseconds, Math.round(ms));
  };
  add('SmokeLatency', last.latencyMs);
  for (const [phase, ms] of phasesOf(last.phases)) add(phaseNames[phase].metric, ms);
}

/** The same of one check, with its name as a dimension. */
function publishCheck(environment: SmokeEnvironment, result: CheckResult): void {
  const metrics = monitorMetrics(environment);
  metrics.addDimension('Check', dimensionText(result.check.name));
  metrics.addMetric('SmokeSuccess', MetricUnit.Count, result.passed ? 1 : 0);
  metrics.addMetric('SmokeRetried', MetricUnit.Count, isRetried(result) ? 1 : 0);
  addTimes(metrics, result);
  metrics.publishStoredMetrics();
}

/** What CloudWatch takes: ASCII that does not begin with a colon. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
function dimensionText(name: string): string {
  return name.replaceAll(/[^ -~]/g, '?').replace(/^:/, '?');
}

/** Passed, but not at the first attempt: what a passing run hides. */
function isRetried({ passed, attempts }: CheckResult): boolean {
  return passed && attempts.length > 1;
}

/** Writes whether the deployment counts as failing, which one run need not decide. */
export function publishFailing(environment: SmokeEnvironment, failing: boolean): void {
  const metrics = monitorMetrics(environment);
  metrics.addMetric('SmokeFailing', MetricUnit.Count, failing ? 1 : 0);
  metrics.publishStoredMetrics();
}

/** Writes what became of a message to Slack, under the names of the monitors of the stack. */
export function publishSlack(environment: SmokeEnvironment, delivery: SlackDelivery): void {
  const metrics = metricsOf(environment);
  for (const [name, value] of slackMetrics(delivery)) {
    metrics.addMetric(`Smoke${name}`, MetricUnit.Count, value);
  }
  metrics.publishStoredMetrics();
}

function monitorMetrics(environment: SmokeEnvironment): Metrics {
  const metrics = metricsOf(environment);
  metrics.addDimension('Repository', environment.repository);
  metrics.addDimension('Environment', environment.environment);
  if (environment.regions !== undefined) metrics.addDimension('Region', environment.regions.own);
  return metrics;
}

function metricsOf({ stack }: SmokeEnvironment): Metrics {
  const metrics = new Metrics();
  // Powertools would add the function's name as a dimension of its own, and so make other metrics of them.
  metrics.clearDefaultDimensions();
  metrics.addDimension('Stack', stack);
  return metrics;
}
