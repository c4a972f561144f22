import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricStatisticsCommand,
  paginateListMetrics,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  type MetricAlarm,
  type Statistic,
} from '@aws-sdk/client-cloudwatch';
import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  SchedulerClient,
  type GetScheduleCommandOutput,
} from '@aws-sdk/client-scheduler';
import * as z from 'zod';
import type { RecordedResource } from '../../components/recorded-resources';
import type { RuntimeWorld } from './runtime-world';

/** What the components give Scheduler; strict, so that nothing they give is left out unseen. */
const scheduleInputs = z.strictObject({
  name: z.string(),
  groupName: z.string(),
  scheduleExpression: z.string(),
  scheduleExpressionTimezone: z.string(),
  state: z.enum(['ENABLED', 'DISABLED']),
  flexibleTimeWindow: z.strictObject({
    mode: z.enum(['OFF', 'FLEXIBLE']),
    maximumWindowInMinutes: z.optional(z.number()),
  }),
  target: z.strictObject({
    arn: z.string(),
    roleArn: z.string(),
    input: z.string(),
    retryPolicy: z.strictObject({
      maximumRetryAttempts: z.number(),
      maximumEventAgeInSeconds: z.number(),
    }),
    deadLetterConfig: z.strictObject({ arn: z.string() }),
  }),
});

/** What the components give CloudWatch for an alarm; strict too. */
export const alarmInputs = z.strictObject({
  alarmDescription: z.string(),
  namespace: z.optional(z.string()),
  metricName: z.optional(z.string()),
  dimensions: z.optional(z.record(z.string(), z.string())),
  statistic: z.optional(z.enum(['Sum', 'Maximum', 'Minimum', 'Average', 'SampleCount'])),
  period: z.optional(z.number()),
  metricQueries: z.optional(
    z.array(
      z.strictObject({
        id: z.string(),
        expression: z.optional(z.string()),
        label: z.optional(z.string()),
        metric: z.optional(
          z.strictObject({
            namespace: z.string(),
            metricName: z.string(),
            dimensions: z.record(z.string(), z.string()),
            stat: z.string(),
            period: z.number(),
          }),
        ),
        returnData: z.boolean(),
      }),
    ),
  ),
  comparisonOperator: z.enum(['GreaterThanThreshold', 'LessThanThreshold']),
  threshold: z.number(),
  evaluationPeriods: z.number(),
  datapointsToAlarm: z.number(),
  treatMissingData: z.enum(['breaching', 'notBreaching', 'ignore']),
  alarmActions: z.array(z.string()),
  okActions: z.array(z.string()),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const embeddedMetrics = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** Scheduler and CloudWatch on loopback. */
export interface WatchedAws {
  /** Makes a recorded schedule's group or the schedule itself. */
  schedule(recorded: RecordedResource): Promise<void>;
  scheduled(groupName: string, name: string): Promise<GetScheduleCommandOutput>;
  alarm(recorded: RecordedResource): Promise<void>;
  alarms(): Promise<readonly MetricAlarm[]>;
  /** Whether the alarm would go off now; undefined where it would keep its state. */
  goesOff(alarm: MetricAlarm): Promise<boolean | undefined>;
  /** Stores a recorded dashboard and gives back the body that is kept. */
  dashboard(recorded: RecordedResource): Promise<string>;
  /** Does what CloudWatch does with a line of a function's log. */
  take(line: Readonly<Record<string, unknown>>): Promise<void>;
  /** Every metric there is, as {@link metricText} writes it. */
  metrics(): Promise<ReadonlySet<string>>;
  close(): void;
}

/** A metric with its dimensions as one text: another set of dimensions is another metric. */
export function metricText(
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
): string {
  const sorted = Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1));
  return `${namespace} ${name} ${sorted.map((pair) => pair.join('=')).join(' ')}`;
}

export function watchedAws({ client }: RuntimeWorld): WatchedAws {
  const scheduler = new SchedulerClient(client);
  const cloudWatch = new CloudWatchClient(client);
  return {
    schedule: async ({ inputs, type }) => {
      if (type.endsWith(':ScheduleGroup')) {
        const { name: Name } = z.strictObject({ name: z.string() }).parse(inputs);
        await scheduler.send(new CreateScheduleGroupCommand({ Name }));
        return;
      }
      const { target, ...given } = scheduleInputs.parse(inputs);
      await scheduler.send(
        new CreateScheduleCommand({
          Name: given.name,
          GroupName: given.groupName,
          ScheduleExpression: given.scheduleExpression,
          ScheduleExpressionTimezone: given.scheduleExpressionTimezone,
          State: given.state,
          FlexibleTimeWindow: {
            Mode: given.flexibleTimeWindow.mode,
            MaximumWindowInMinutes: given.flexibleTimeWindow.maximumWindowInMinutes,
          },
          Target: {
            Arn: target.arn,
            RoleArn: target.roleArn,
            Input: target.input,
            RetryPolicy: {
              MaximumRetryAttempts: target.retryPolicy.maximumRetryAttempts,
              MaximumEventAgeInSeconds: target.retryPolicy.maximumEventAgeInSeconds,
            },
            DeadLetterConfig: { Arn: target.deadLetterConfig.arn },
          },
        }),
      );
    },
    scheduled: (GroupName, Name) => scheduler.send(new GetScheduleCommand({ GroupName, Name })),
    alarm: async ({ name, inputs }) => {
      const given = alarmInputs.parse(inputs);
      await cloudWatch.send(
        new PutMetricAlarmCommand({
          AlarmName: name,
          AlarmDescription: given.alarmDescription,
          Namespace: given.namespace,
          MetricName: given.metricName,
          Dimensions: given.dimensions && pairs(given.dimensions),
          Statistic: given.statistic,
          Metrics: given.metricQueries?.map(({ id, expression, label, metric, returnData }) => ({
            Id: id,
            Expression: expression,
            Label: label,
            ReturnData: returnData,
            MetricStat: metric && {
              Metric: {
                Namespace: metric.namespace,
                MetricName: metric.metricName,
                Dimensions: pairs(metric.dimensions),
              },
              Stat: metric.stat,
              Period: metric.period,
            },
          })),
          ComparisonOperator: given.comparisonOperator,
          Threshold: given.threshold,
          Period: given.period,
          EvaluationPeriods: given.evaluationPeriods,
          DatapointsToAlarm: given.datapointsToAlarm,
          TreatMissingData: given.treatMissingData,
          AlarmActions: given.alarmActions,
          OKActions: given.okActions,
        }),
      );
    },
    alarms: async () => {
      const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
      return MetricAlarms;
    },
    goesOff: async (alarm) => {
      const { EvaluationPeriods = 1, DatapointsToAlarm = 1, Threshold = 0 } = alarm;
      const { namespace, metric, dimensions, statistic, period, expression } = watchedBy(alarm);
      // The end is not part of the time asked for.
      const end = Date.now() + 60_000;
      const start = end - period * EvaluationPeriods * 1000;
      const { Datapoints = [] } = await cloudWatch.send(
        new GetMetricStatisticsCommand({
          Namespace: namespace,
          MetricName: metric,
          Dimensions: pairs(dimensions),
          Period: period,
          Statistics: [statistic],
          StartTime: new Date(start),
          EndTime: new Date(end),
        }),
      );
      const filled = expression === 'FILL(m, 0)' ? 0 : undefined;
      if (Datapoints.length === 0 && filled === undefined) {
        return alarm.TreatMissingData === 'ignore'
          ? undefined
          : alarm.TreatMissingData === 'breaching';
      }
      const values: (number | undefined)[] = Array.from(
        { length: EvaluationPeriods },
        () => filled,
      );
      for (const point of Datapoints) {
        const index = Math.floor(((point.Timestamp?.getTime() ?? start) - start) / (period * 1000));
        values[Math.min(EvaluationPeriods - 1, Math.max(0, index))] = point[statistic];
      }
      const isBelow = alarm.ComparisonOperator === 'LessThanThreshold';
      const isWrong = (value: number | undefined): boolean => {
        if (value === undefined) return alarm.TreatMissingData === 'breaching';
        return isBelow ? value < Threshold : value > Threshold;
      };
      return values.filter(isWrong).length >= DatapointsToAlarm;
    },
    dashboard: async ({ inputs }) => {
      const given = z
        .strictObject({ dashboardName: z.string(), dashboardBody: z.string() })
        .parse(inputs);
      const DashboardName = given.dashboardName;
      await cloudWatch.send(
        new PutDashboardCommand({ DashboardName, DashboardBody: given.dashboardBody }),
      );
      const kept = await cloudWatch.send(new GetDashboardCommand({ DashboardName }));
      return kept.DashboardBody ?? '';
    },
    take: async (line) => {
      const { _aws, ...values } = embeddedMetrics.parse(line);
      for (const { Namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics) {
        const MetricData = Dimensions.flatMap((names) =>
          Metrics.map(({ Name }) => ({
            MetricName: Name,
            Timestamp: new Date(_aws.Timestamp),
            Dimensions: names.map((name) => ({ Name: name, Value: String(values[name]) })),
            Values: [values[Name]].flat().map(Number),
          })),
        );
        await cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
      }
    },
    metrics: async () => {
      const found = new Set<string>();
      for await (const { Metrics = [] } of paginateListMetrics({ client: cloudWatch }, {})) {
        for (const { Namespace = '', MetricName = '', Dimensions = [] } of Metrics) {
          found.add(metricText(Namespace, MetricName, dimensionsOf(Dimensions)));
        }
      }
      return found;
    },
    close: () => {
      scheduler.destroy();
      cloudWatch.destroy();
    },
  };
}

/** What an alarm watches, whether it does so directly or by an expression. */
export function watchedBy(alarm: MetricAlarm) {
  const [query] = (alarm.Metrics ?? []).filter(({ Id }) => Id === 'm');
  const { Metric = {}, Stat, Period } = query?.MetricStat ?? { Metric: alarm };
  return {
    namespace: Metric.Namespace ?? '',
    metric: Metric.MetricName ?? '',
    dimensions: dimensionsOf(Metric.Dimensions),
    statistic: (Stat ?? alarm.Statistic) as Statistic,
    period: Period ?? alarm.Period ?? 0,
    expression: alarm.Metrics?.find(({ Expression }) => Expression !== undefined)?.Expression,
  };
}

interface Pair {
  readonly Name: string | undefined;
  readonly Value: string | undefined;
}

/** Dimensions as the SDK answers them, by name. */
function dimensionsOf(pairsOf: readonly Pair[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(pairsOf.map(({ Name = '', Value = '' }) => [Name, Value]));
}

function pairs(dimensions: Readonly<Record<string, string>>): { Name: string; Value: string }[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
