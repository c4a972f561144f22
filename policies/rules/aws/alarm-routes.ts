import { allOf, anyOf, isNaming, type Naming } from '../../../core/reading/readings';
import {
  listProp,
  prop,
  refersTo,
  textsProp,
  type ResourceView,
} from '../../../core/reading/resource-view';
import { stackRule, type ExampleResource, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:alarms';
const alarm = (props: Readonly<Record<string, unknown>>): ExampleResource => ({
  type: awsTypes.cloudwatch.MetricAlarm,
  name: 'dead-letters',
  props: { metricName: 'ApproximateNumberOfMessagesVisible', ...props },
});
const topic: ExampleResource = {
  type: awsTypes.sns.Topic,
  name: 'alarms',
  props: { arn: TOPIC },
};
const subscription: ExampleResource = {
  type: awsTypes.sns.TopicSubscription,
  name: 'mail',
  props: { topic: TOPIC, protocol: 'email', endpoint: 'ci@acme.example' },
};

/** Every alarm notifies someone. */
export const alarmRoutes = stackRule({
  name: 'alarm-routes',
  description: 'Every alarm has an action, and every topic it publishes to a subscription',
  severity: 'medium',
  security: false,
  why: 'An alarm without an action goes unnoticed until after the incident.',
  link: 'https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-15',
  remediation: 'Set alarmActions on the alarm, and add a subscription to the topic.',
  setting: 'aws.alarms',
  example: {
    violates: [alarm({ alarmActions: [TOPIC] }), topic],
    passes: [alarm({ alarmActions: [TOPIC] }), topic, subscription],
  },
  check: (stack): readonly StackFinding[] => {
    const of = (type: string) => stack.resources.filter((item) => item.type === type);
    const composites = of(awsTypes.cloudwatch.CompositeAlarm);
    const alarms = [...of(awsTypes.cloudwatch.MetricAlarm), ...composites];
    const subscriptions = [
      ...of(awsTypes.sns.TopicSubscription),
      ...of(awsTypes.chatbot.SlackChannelConfiguration),
    ];
    const silent = alarms.filter((item) => {
      if (composites.some((composite) => refersTo(composite, 'alarmRule', item))) return false;
      const isOff = stack.attempt(() => prop(item.props, 'actionsEnabled')) === false;
      if (isReferring(item, 'alarmActions')) return isOff;
      return isOff || stack.attempt(() => listProp(item.props, 'alarmActions').length) === 0;
    });
    const topics = of(awsTypes.sns.Topic);
    const naming = (property: string): Naming => ({
      property,
      read: ({ props }) => textsProp(props, property),
      by: ['arn'],
      among: topics,
    });
    const isNamed = (sources: readonly ResourceView[], topic: ResourceView, property: string) =>
      anyOf(sources.map((source) => () => isNaming(source, topic, naming(property))));
    const unheard = topics.filter((topic) =>
      stack.attempt(() =>
        allOf([
          () => isNamed(alarms, topic, 'alarmActions'),
          () => !isNamed(subscriptions, topic, 'topic'),
          () => !isNamed(subscriptions, topic, 'snsTopicArns'),
        ]),
      ),
    );
    return [
      ...silent.map((item) => ({
        urn: item.urn,
        message: `alarm ${item.name} has no action`,
        fix: 'set alarmActions',
      })),
      ...unheard.map((item) => ({
        urn: item.urn,
        message: `topic ${item.name} receives alarms but has no subscription`,
        fix: 'add a TopicSubscription',
      })),
    ];
  },
});

function isReferring(item: ResourceView, property: string): boolean {
  return (item.references?.[property] ?? []).length > 0;
}
