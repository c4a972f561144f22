import * as sns from '@pulumi/aws/sns';
import * as pulumi from '@pulumi/pulumi';
import { awsLocation } from './location';
import { policyDocument } from './policy-document';

/** Arguments of {@link AlarmTopic}. */
export interface AlarmTopicArgs {
  /** Address that gets a mail for each alarm, after its owner confirmed the subscription. */
  readonly email: string;
}

/**
 * Topic that alarms of this account publish to, over TLS only, with a subscription by mail. It is not encrypted by the
 * key that AWS manages for SNS: CloudWatch may not use that one, and alarm texts hold no secrets.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export class AlarmTopic extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super('gatehouse:aws:AlarmTopic', name, {}, opts);
    const child = { parent: this };
    const topic = new sns.Topic(name, {}, child);
    new sns.TopicPolicy(
      `${name}-policy`,
      {
        arn: topic.arn,
        policy: policyDocument([
          {
            sid: 'AlarmsOfThisAccount',
            principal: { Service: 'cloudwatch.amazonaws.com' },
            actions: ['sns:Publish'],
            resources: [topic.arn],
            conditions: { StringEquals: { 'aws:SourceAccount': awsLocation(this).account } },
          },
          {
            sid: 'DenyWithoutTls',
            effect: 'Deny',
            principal: '*',
            actions: ['sns:Publish'],
            resources: [topic.arn],
            conditions: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ]),
      },
      child,
    );
    new sns.TopicSubscription(
      `${name}-email`,
      { topic: topic.arn, protocol: 'email', endpoint: args.email },
      child,
    );
    this.arn = topic.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
