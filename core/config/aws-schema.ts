import { z } from 'zod';
import { isEveryResource } from '../kernel/arn';
import { arn, storedSecret } from './aws-formats';
import { regionName, smokeMonitorsSchema } from './aws-smoke-schema';
import { cronExpression, environmentName, repositoryName } from './formats';
import { isTimezone } from '../kernel/timezone';

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
  undeclared: z
    .boolean()
    .default(false)
    .describe(
      'Report once a day what repositories have that the stack does not declare, such as a workflow or a deploy key: seven requests a repository, and further read permissions of the App where they are granted.',
    ),
  githubCredentials: storedSecret
    .exactOptional()
    .describe(
      'SSM parameter or Secrets Manager secret with GitHub App credentials or a token; needed when enabled.',
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
  smoke: smokeMonitorsSchema
    .default(smokeMonitorsSchema.parse({}))
    .describe('Smoke monitors of deployed environments.'),
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

/** Region of the smoke monitors; undefined where there are none, or only the environment of `pulumi` says which. */
export function monitorRegion({ smoke: { enabled }, region }: AwsSettings): string | undefined {
  return enabled ? region : undefined;
}

/** Minutes between two runs of the smoke monitors. */
export function minutesBetweenRuns({ everyHours, everyMinutes }: AwsSettings['smoke']): number {
  return everyMinutes ?? everyHours * 60;
}
