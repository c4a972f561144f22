import { z } from 'zod';
import { isEveryResource } from '../kernel/arn';
import { cronExpression, environmentName, repositoryName, secretName } from './formats';
import { isTimezone } from '../kernel/timezone';

/** Parameter names. https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
const parameterName = z.string().regex(/^\/?[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/, {
  error: 'must be the name of an SSM parameter, such as /gatehouse/github-app',
});

/** Names, not ARNs: the functions' permissions are made from them. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const secretsManagerName = z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/, {
  error: 'must be the name of a Secrets Manager secret, such as gatehouse/github-app',
});

/** A secret that functions read at run time: it must exist in AWS, and only its name is known here. */
const storedSecret = z.union(
  [
    z.strictObject({ ssmParameter: parameterName }),
    z.strictObject({ secretsManager: secretsManagerName }),
  ],
  {
    error:
      'must say where the secret is in AWS, never its value: { ssmParameter: NAME } or { secretsManager: NAME }',
  },
);

const arn = (service: string, example: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:([0-9]{12}|aws):.+$`), {
    error: `must be an ARN, such as ${example}`,
  });

/** Cron in five fields as everywhere in a stack file; EventBridge's own dialect is made from it. */
const awsCron = cronExpression.refine(
  (cron) => {
    const [, , day, , weekday] = cron.trim().split(/ +/);
    return day === '*' || weekday === '*';
  },
  {
    error:
      'restricts both day of month and day of week, which EventBridge Scheduler cannot express; leave one of them `*`',
  },
);

const timezone = z.string().refine(isTimezone, {
  error: 'must be an IANA time zone, such as UTC or Europe/Berlin',
});

/** What the log groups of CloudWatch take. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionDays = z.literal(
  [14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
  { error: 'must be a retention CloudWatch knows: 14, 30, 60, 90, 120, 150, 180, 365, 400, …' },
);

const schedules = z.strictObject({
  daily: awsCron.default('0 9 * * *').describe('Scores every repository.'),
  weekly: awsCron.default('30 9 * * 1').describe('Adds the trend of the week.'),
  monthly: awsCron.default('45 9 1 * *').describe('Adds the security audit of the month.'),
});

const readiness = z.strictObject({
  enabled: z.boolean().default(false).describe('Run the readiness functions.'),
  schedules: schedules
    .default(schedules.parse({}))
    .describe('Cron expressions of five fields, read in `timezone`.'),
  timezone: timezone.default('UTC').describe('IANA time zone of the schedules.'),
  memory: z
    .int()
    .min(128)
    .max(10_240)
    .default(512)
    .describe('Megabytes of the worker; its processor grows with it.'),
  concurrency: z
    .int()
    .min(2)
    .max(20)
    .default(3)
    .describe(
      'Workers at once. GitHub allows 900 points a minute and 100 requests at once; a worker makes one request at a time, up to about 300 a minute.',
    ),
  githubCredentials: storedSecret
    .exactOptional()
    .describe(
      'SSM parameter or Secrets Manager secret with GitHub App credentials or a token; needed when enabled.',
    ),
});

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

const regionName = z
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

const smoke = z.strictObject({
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

const alarms = z.strictObject({
  email: z.email().exactOptional().describe('Email address that is notified of each alarm.'),
  topic: arn('sns', 'arn:aws:sns:eu-central-1:111122223333:alarms')
    .exactOptional()
    .describe('SNS topic of your own, instead of one with a subscription by mail.'),
  runbooks: z
    .string()
    .regex(/^[A-Za-z0-9._~:/-]{1,200}$/, { error: 'must be a URL or a path, up to 200 characters' })
    .default('docs/runbooks')
    .describe(
      'Where people read the runbooks, which the descriptions of alarms name: a URL or path of docs/runbooks.',
    ),
});

const role = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, {
      error: 'must be lower-case letters, digits and hyphens, up to 40',
    })
    .describe('Part of the name of the role.'),
  repository: repositoryName.describe('One of `repositories`.'),
  environment: environmentName
    .refine((name) => !name.includes(':'), { error: 'must not contain a colon' })
    .describe("One of the repository's environments."),
  ids: z
    .strictObject({
      owner: z.int().min(1).describe('Id of the owner, from `GET /repos/{owner}/{repo}`.'),
      repository: z.int().min(1).describe('Id of the repository, from the same answer.'),
    })
    .exactOptional()
    .describe(
      'Numeric ids of owner and repository, for repositories whose tokens carry them (new or renamed since July 2026).',
    ),
  managedPolicies: z
    .array(arn('iam', 'arn:aws:iam::aws:policy/ReadOnlyAccess'))
    .max(10)
    .default([])
    .describe('ARNs of managed policies.'),
  statements: z
    .array(
      z.strictObject({
        actions: z
          .tuple([action()], action())
          .describe('IAM actions without wildcard, such as s3:GetObject.'),
        resources: z
          .tuple([resource()], resource())
          .describe('ARNs, such as arn:aws:s3:::releases/*.'),
      }),
    )
    .max(20)
    .default([])
    .describe('What the role may do: actions and ARNs, each named.'),
  sessionMinutes: z.int().min(60).max(720).default(60).describe('Minutes a session lasts.'),
});

function action() {
  return z.string().regex(/^[a-z0-9-]+:[A-Za-z0-9]+$/, {
    error: 'must name one action without wildcard, such as s3:GetObject',
  });
}

function resource() {
  const error = 'must be an ARN that names its resource, such as arn:aws:s3:::releases/*';
  return z
    .string()
    .regex(/^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12})?:.+$/, { error, abort: true })
    .refine((arn) => !isEveryResource(arn), { error });
}

const oidc = z.strictObject({
  enabled: z.boolean().default(false).describe('Let workflows assume roles by OpenID Connect.'),
  provider: arn(
    'iam',
    'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
  )
    .exactOptional()
    .describe("The account's provider for GitHub where there is one; absent, it is created."),
  roles: z
    .array(role)
    .max(1_000)
    .default([])
    .describe('Roles, each for one environment, which gets its ARN as variable AWS_ROLE_ARN.'),
});

/** The stack's part in AWS; everything is off until it is enabled. */
export const awsSchema = z.strictObject({
  region: regionName
    .exactOptional()
    .describe('Region of the resources, and of parameters and secrets. Default: AWS_REGION.'),
  tags: z
    .record(z.string().min(1).max(128), z.string().max(256))
    .default({})
    .describe('Tags of every resource.'),
  readiness: readiness
    .default(readiness.parse({}))
    .describe('Scores every repository on a schedule, outside of GitHub.'),
  smoke: smoke.default(smoke.parse({})).describe('Smoke monitors of deployed environments.'),
  logRetentionDays: retentionDays.default(30).describe('Days the functions’ logs are kept.'),
  tracing: z.boolean().default(false).describe('Send traces of the functions to X-Ray.'),
  slackWebhook: storedSecret
    .exactOptional()
    .describe(
      'SSM parameter or Secrets Manager secret with the incoming webhook that the functions report to; absent, they do not.',
    ),
  secretsKey: arn('kms', 'arn:aws:kms:eu-central-1:111122223333:key/…')
    .exactOptional()
    .describe('KMS key of your own that those secrets are encrypted with.'),
  oldVersionDays: z
    .int()
    .min(1)
    .max(3_650)
    .default(90)
    .describe('Days an overwritten version in the bucket is kept.'),
  alarms: alarms
    .default(alarms.parse({}))
    .describe('Who is notified of alarms; one of the two is needed when functions run.'),
  oidc: oidc.default(oidc.parse({})).describe('Roles for deployments from GitHub Actions.'),
});

export type AwsSettings = z.infer<typeof awsSchema>;

/** Minutes between two runs of the smoke monitors. */
export function minutesBetweenRuns({ everyHours, everyMinutes }: AwsSettings['smoke']): number {
  return everyMinutes ?? everyHours * 60;
}
