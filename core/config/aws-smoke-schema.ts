import { z } from 'zod';
import { arn, storedSecret } from './aws-formats';
import { secretName } from './formats';

/** Where functions run inside a network. */
const network = z.strictObject({
  subnets: z
    .array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/))
    .min(1)
    .max(16)
    .describe('Ids of 1 to 16 subnets.'),
  securityGroups: z
    .array(z.string().regex(/^sg-[0-9a-f]{8,17}$/))
    .min(1)
    .max(5)
    .describe('Ids of 1 to 5 security groups.'),
  ipv6: z
    .boolean()
    .exactOptional()
    .describe('Give the functions IPv6 addresses too; every subnet must have both (dual stack).'),
});

export const regionName = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, { error: 'must be an AWS region, such as eu-central-1' });

/** A further region that checks run from. */
const furtherRegion = z.strictObject({
  alarmTopic: arn('sns', 'arn:aws:sns:us-east-1:111122223333:alarms')
    .exactOptional()
    .describe(
      'SNS topic of that region, in place of `alarms.topic`: alarms publish in their own region only.',
    ),
  vpc: network.exactOptional().describe('Network of that region that the probes run in.'),
});

/** The smoke monitors of a stack. */
export const smokeMonitorsSchema = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .describe('Run the smoke checks of every repository that has `smoke`, from inside AWS.'),
  everyHours: z.int().min(1).max(24).default(4).describe('Hours between two runs.'),
  everyMinutes: z
    .int()
    .min(1)
    .max(59)
    .exactOptional()
    .describe('Minutes between two runs, in place of `everyHours`.'),
  secrets: z
    .record(secretName, storedSecret)
    .default({})
    .describe('Where each secret that checks name is stored in AWS.'),
  regions: z
    .record(regionName, furtherRegion)
    .default({})
    .describe(
      'Regions that the same checks run from besides `aws.region`, each with functions, state, metrics and alarms of its own.',
    ),
  slackBot: z
    .strictObject({
      token: storedSecret.describe(
        'SSM parameter or Secrets Manager secret with a bot token (scope `chat:write`).',
      ),
      channel: z
        .string()
        .regex(/^(?:[CG][A-Z0-9]{8,}|[a-z0-9_-]{1,80})$/, {
          error:
            'must be the id of a channel, such as C0123456789, or its name without `#` in lower case',
        })
        .describe('Id or name of the channel; the bot must be a member of it.'),
    })
    .exactOptional()
    .describe(
      'Bot that posts the messages of monitors in place of `slackWebhook`, so that each incident is one thread: a webhook cannot reply.',
    ),
  slow: z
    .strictObject({
      percentile: z
        .literal([90, 95, 99], { error: 'must be 90, 95 or 99' })
        .default(95)
        .describe(
          'Percentile of the latency, over all checks and attempts of a run: 90, 95 or 99.',
        ),
      aboveMs: z.int().min(1).max(120_000).describe('Milliseconds above which it is too slow.'),
      runs: z.int().min(1).max(7).default(3).describe('Slow runs in a row that set it off.'),
    })
    .exactOptional()
    .describe(
      'An alarm for each environment on a percentile of the latency, although its checks pass; absent: none.',
    ),
  checkMetrics: z
    .boolean()
    .default(false)
    .describe(
      'Write metrics of each check too, with the dimension `Check`; each of them costs as much as one of an environment.',
    ),
  vpc: network
    .exactOptional()
    .describe(
      'Network the probes run in, to reach databases; it needs outbound access to AWS and Slack.',
    ),
});
