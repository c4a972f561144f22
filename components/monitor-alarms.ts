import type * as pulumi from '@pulumi/pulumi';
import { type MonitorPlace } from '../core/smoke/alarm-link';
import { createAlarm, metricsNamespace, runbookOf } from './aws/alarm';
import { type AwsLocation } from './aws/location';
import { type MonitorRegion, regionDimension } from './monitor-regions';
import { type RuntimeArgs } from './runtime-args';

/**
 * The periods of an alarm after which a monitor that has not reported is missed: an hour after its time, or, where it runs
 * more often, when it left out two runs.
 */
export function untilMissed(
  everyMinutes: number,
): Readonly<Record<'periodSeconds' | 'periods', number>> {
  if (everyMinutes >= 60) return { periodSeconds: 3_600, periods: everyMinutes / 60 + 1 };
  const fiveMinutes = 300;
  return {
    periodSeconds: fiveMinutes,
    periods: Math.ceil((3 * everyMinutes * 60) / fiveMinutes) + 1,
  };
}

/** When an environment is slow. */
export interface SlowArgs {
  /** Of the latency over all checks of a run. */
  readonly percentile: number;
  readonly aboveMs: number;
  /** Slow runs in a row, 1 to 7. */
  readonly runs: number;
}

/** What the alarms of one monitor need to know. */
interface MonitorAlarmsArgs extends Pick<RuntimeArgs, 'alarmTopicArn' | 'runbooks' | 'stack'> {
  readonly monitored: MonitorPlace & { readonly workflowUrl?: string };
  readonly everyMinutes: number;
  readonly location: AwsLocation;
  readonly regions?: MonitorRegion;
  readonly slow?: SlowArgs;
}

/**
 * Failing, and not reporting at all, are two alarms: hours without data are normal for one and the fault of the
 * other. A third one, on latency, is for those who set it.
 */
export function createMonitorAlarms(
  name: string,
  args: MonitorAlarmsArgs,
  child: pulumi.CustomResourceOptions,
): void {
  const { repository, environment } = args.monitored;
  const from = args.regions?.own === undefined ? '' : `, run from ${args.regions.own},`;
  const place = `${repository} in ${environment}${from}`;
  const { workflowUrl } = args.monitored;
  const workflow = workflowUrl === undefined ? '' : ` Workflow: ${workflowUrl}.`;
  const success = {
    namespace: metricsNamespace,
    metric: 'SmokeSuccess',
    dimensions: {
      Stack: args.stack,
      Repository: repository,
      Environment: environment,
      ...regionDimension(args.regions, args.location),
    },
    topicArn: args.alarmTopicArn,
  };
  createAlarm(
    `${name}-failing`,
    {
      ...success,
      // As Slack hears of it: after as many runs as the settings say, and never while they are muted.
      metric: 'SmokeFailing',
      statistic: 'Maximum',
      when: { above: 0 },
      periodSeconds: 300,
      periods: 1,
      // Between two runs the last state is kept.
      missingData: 'ignore',
      runbook: runbookOf(args.runbooks, 'smoke-failing'),
      description: `The smoke test of ${place} failed. Its log shows the check and the response.${workflow}`,
    },
    child,
  );
  if (args.slow !== undefined) {
    const { percentile, aboveMs, runs } = args.slow;
    createAlarm(
      `${name}-slow`,
      {
        ...success,
        metric: 'SmokeLatency',
        statistic: `p${percentile}`,
        when: { above: aboveMs },
        periodSeconds: args.everyMinutes * 60,
        periods: runs,
        missingData: 'ignore',
        runbook: runbookOf(args.runbooks, 'smoke-slow'),
        description: `The smoke test of ${place} is slow: the ${percentile}th percentile of its checks was above ${aboveMs} ms in ${runs === 1 ? 'a run' : `${runs} runs in a row`}.${workflow}`,
      },
      child,
    );
  }
  createAlarm(
    `${name}-silent`,
    {
      ...success,
      statistic: 'SampleCount',
      // Hours without a value are filled in, or CloudWatch would look for older values beyond the hours given.
      math: { expression: 'FILL(m, 0)' },
      when: { below: 1 },
      ...untilMissed(args.everyMinutes),
      missingData: 'breaching',
      runbook: runbookOf(args.runbooks, 'smoke-silent'),
      description: `The smoke test of ${place} has stopped reporting. Check its schedule and its log.`,
    },
    child,
  );
}
