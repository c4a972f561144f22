import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SmokeVerdict } from '../../../core/smoke/verdict';
import type { SmokeEnvironment } from './smoke-environment';

/**
 * Writes a verdict to the log in CloudWatch's embedded metric format: SmokeSuccess is 1 or 0, SmokeLatency the last
 * attempt of each check in milliseconds, so that its statistics are those over the checks.
 */
export function publishVerdict(
  { stack, repository, environment }: SmokeEnvironment,
  verdict: SmokeVerdict,
): void {
  const metrics = new Metrics();
  // Powertools would add the function's name as a dimension of its own, and so make other metrics of them.
  metrics.clearDefaultDimensions();
  metrics.addDimension('Stack', stack);
  metrics.addDimension('Repository', repository);
  metrics.addDimension('Environment', environment);
  metrics.addMetric('SmokeSuccess', MetricUnit.Count, verdict.passed ? 1 : 0);
  for (const { attempts } of verdict.results) {
    const last = attempts.at(-1);
    if (last !== undefined) {
      metrics.addMetric('SmokeLatency', MetricUnit.Milliseconds, Math.round(last.latencyMs));
    }
  }
  metrics.publishStoredMetrics();
}
