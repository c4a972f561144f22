import { z } from 'zod';
import { allOf, anyOf } from '../../../core/reading/readings';
import {
  ifKnown,
  listProp,
  prop,
  textProp,
  type ResourceView,
} from '../../../core/reading/resource-view';
import { stackRule, type ExampleResource, type StackFinding } from '../../../core/reading/rule';
import { scheduleTimes } from '../../../core/reading/schedule-expression';
import { awsTypes, slackTypes } from '../../../core/kernel/resource-types';

const FUNCTION = awsTypes.lambda.Function;
const worker: ExampleResource = {
  type: FUNCTION,
  name: 'worker',
  props: { runtime: 'nodejs22.x' },
};
const schedule: ExampleResource = {
  type: awsTypes.scheduler.Schedule,
  name: 'daily',
  props: { scheduleExpression: 'cron(0 9 * * ? *)', state: 'ENABLED' },
};
const alarm: ExampleResource = {
  type: awsTypes.cloudwatch.MetricAlarm,
  name: 'errors',
  props: { alarmActions: ['arn:aws:sns:eu-central-1:111122223333:alerts'] },
};
const slack: ExampleResource = {
  type: slackTypes.Conversation,
  name: 'alerts',
  props: { name: 'ci-alerts' },
};

/** A smoke monitor, which has its own schedule and alarms: it is marked by the environment that it watches. */
function isMonitor({ props }: ResourceView): boolean {
  return (
    ifKnown(() => prop(props, 'environment', 'variables', 'GATEHOUSE_ENVIRONMENT')) !== undefined
  );
}

/** A runtime that no one starts, or whose failure no one hears of, does nothing. */
export const runtimeWatched = stackRule({
  name: 'runtime-watched',
  description:
    'A readiness runtime has its daily schedule, an alarm with an action and a route to Slack',
  severity: 'medium',
  security: false,
  why: 'A scheduled function that has stopped looks the same as one with nothing to report.',
  link: 'https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_workload_observability_create_alerts.html',
  remediation:
    'Add the schedule, a MetricAlarm with alarmActions, and a Slack channel or subscription.',
  setting: 'aws.readiness.schedules',
  config: z.strictObject({
    hour: z.number().int().min(0).max(23).default(9).describe('Hour of the daily run'),
    timezone: z.string().default('UTC').describe('IANA time zone of that hour'),
    slack: z.boolean().default(true).describe('Require a route to Slack'),
    /** A stack with functions of another purpose has no schedules of ours. */
    when: z
      .enum(['schedule', 'function'])
      .default('schedule')
      .describe('When a stack counts as having a runtime: if it has a schedule, or any function'),
  }),
  example: { violates: [worker, schedule, slack], passes: [worker, schedule, alarm, slack] },
  check: (stack, config): readonly StackFinding[] => {
    const of = (...types: readonly string[]) =>
      stack.resources.filter((item) => types.includes(item.type));
    const schedules = of(awsTypes.scheduler.Schedule, awsTypes.cloudwatch.EventRule);
    const functions = of(FUNCTION).filter((item) => !isMonitor(item));
    const [subject] = config.when === 'schedule' ? schedules : functions;
    if (subject === undefined || functions.length === 0) return [];
    const found: StackFinding[] = [];
    const isDaily = ({ props }: ResourceView): boolean => {
      const times = scheduleTimes(textProp(props, 'scheduleExpression') ?? '');
      const zone = textProp(props, 'scheduleExpressionTimezone') ?? 'UTC';
      return (
        textProp(props, 'state') !== 'DISABLED' &&
        zone === config.timezone &&
        times?.everyDay === true &&
        times.hours.includes(config.hour)
      );
    };
    // An expression that is not known yet may be the daily one; it is reported as not checked instead.
    if (stack.attempt(() => anyOf(schedules.map((item) => () => isDaily(item)))) === false)
      found.push({
        urn: subject.urn,
        message: `no enabled schedule runs daily at ${config.hour}:00 ${config.timezone}`,
        fix: `add a Schedule with cron(0 ${config.hour} * * ? *)`,
      });
    const alarms = of(awsTypes.cloudwatch.MetricAlarm, awsTypes.cloudwatch.CompositeAlarm);
    const isLoud = ({ props }: ResourceView): boolean =>
      allOf([
        () => listProp(props, 'alarmActions').length > 0,
        () => prop(props, 'actionsEnabled') !== false,
      ]);
    // An action that is only known after the update is an action all the same.
    if (stack.attempt(() => anyOf(alarms.map((item) => () => isLoud(item)))) === false)
      found.push({
        urn: subject.urn,
        message: 'no alarm of the runtime has an action',
        fix: 'add a MetricAlarm with alarmActions',
      });
    const routes = of(
      slackTypes.Conversation,
      awsTypes.chatbot.SlackChannelConfiguration,
      awsTypes.sns.TopicSubscription,
    );
    if (config.slack && routes.length === 0)
      found.push({
        urn: subject.urn,
        message: 'no notification reaches Slack',
        fix: 'add a slack Conversation, a SlackChannelConfiguration or a TopicSubscription',
      });
    return found;
  },
});
