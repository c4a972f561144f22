import type * as pulumi from '@pulumi/pulumi';
import { type StoredSecret } from './aws/stored-secret';

/** What both kinds of functions of a stack share. */
export interface RuntimeArgs {
  /** Name of the stack; dimension of every metric. */
  readonly stack: string;
  /** Directory with one built bundle per function. */
  readonly functions: string;
  readonly bucket: {
    readonly arn: pulumi.Input<string>;
    readonly bucketName: pulumi.Input<string>;
  };
  /** Topic that alarms publish to. */
  readonly alarmTopicArn: pulumi.Input<string>;
  /** Where docs/runbooks is read: a URL or a path, without a trailing slash. */
  readonly runbooks: string;
  readonly logRetentionDays: number;
  /** Send traces to X-Ray. */
  readonly tracing: boolean;
  /** Incoming webhook; absent: no Slack messages. */
  readonly slackWebhook?: StoredSecret;
  /** Slack's id of the user group that is mentioned when something fails; absent: no one. */
  readonly onCallId?: pulumi.Input<string>;
  /** Key of one's own that the secrets are encrypted with; absent: the ones AWS manages. */
  readonly secretsKeyArn?: string;
}
