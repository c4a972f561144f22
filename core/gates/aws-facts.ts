import { longestPause, pauseText } from '../reading/longest-pause';
import { statementsOf, strings } from '../reading/policy-document';
import { listProp, prop, textProp } from '../reading/resource-view';
import { type KnownFact } from './compare-facts';
import { type GateResource } from './gate-resource';
import { fact, toggle } from './protection-facts';
import { awsTypes } from '../kernel/resource-types';

type Reader = (resource: GateResource) => readonly KnownFact[];

const alarm: Reader = ({ props, name }) => {
  const loud =
    listProp(props, 'alarmActions').length > 0 && prop(props, 'actionsEnabled') !== false;
  return [fact('alarm', name, loud ? 2 : 1, loud ? 'notifies' : 'has no action')];
};

const schedule: Reader = ({ props, name }) => {
  const expression = textProp(props, 'scheduleExpression');
  const pause = expression === undefined ? undefined : longestPause(expression);
  if (expression === undefined || pause === undefined) return [];
  const off = textProp(props, 'state') === 'DISABLED' || prop(props, 'isEnabled') === false;
  return [
    fact(
      'schedule',
      name,
      off ? 0 : 1 / pause,
      off ? 'off' : `${pauseText(pause)} (${expression})`,
    ),
  ];
};

const bucketAccess: Reader = ({ props, name }) => {
  const keys = [
    'blockPublicAcls',
    'blockPublicPolicy',
    'ignorePublicAcls',
    'restrictPublicBuckets',
  ];
  const on = keys.filter((key) => prop(props, key) === true).length;
  return [fact('bucket-public-access', name, on, `${on} of ${keys.length} blocks`)];
};

const versioning: Reader = ({ props, name }) => {
  const [configuration] = [
    ...listProp(props, 'versioningConfiguration'),
    ...listProp(props, 'versioning'),
  ];
  const on =
    textProp(configuration, 'status') === 'Enabled' || prop(configuration, 'enabled') === true;
  return [toggle('bucket-versioning', name, on)];
};

const policyActions: Reader = ({ props, name }) =>
  (statementsOf(prop(props, 'policy')) ?? [])
    .filter(({ allow }) => allow)
    .flatMap(({ actions, notActions, everywhere }) =>
      [
        ...actions,
        ...(notActions.length === 0 ? [] : [`everything except ${notActions.join(', ')}`]),
      ].map((action) => {
        const strength = everywhere ? -2 : -1;
        return fact(
          'iam-action',
          `${action} of ${name}`,
          strength,
          everywhere ? 'on everything' : 'on named resources',
        );
      }),
    );

/** What AWS resources enforce or keep: logs, alarms, schedules, messages, rights. */
const readers: Readonly<Record<string, Reader>> = {
  [awsTypes.cloudwatch.LogGroup]: ({ props, name }) => {
    const days = prop(props, 'retentionInDays');
    // Absent and 0 keep logs forever.
    const kept = typeof days === 'number' && days > 0 ? days : Number.POSITIVE_INFINITY;
    return [
      fact(
        'log-retention',
        name,
        kept,
        kept === Number.POSITIVE_INFINITY ? 'indefinitely' : String(kept),
      ),
    ];
  },
  [awsTypes.cloudwatch.MetricAlarm]: alarm,
  [awsTypes.cloudwatch.CompositeAlarm]: alarm,
  [awsTypes.scheduler.Schedule]: schedule,
  [awsTypes.cloudwatch.EventRule]: schedule,
  [awsTypes.sqs.Queue]: ({ props, name }) => {
    const seconds = prop(props, 'messageRetentionSeconds');
    // SQS keeps messages four days by default.
    const kept = typeof seconds === 'number' ? seconds : 345_600;
    return [
      fact('message-retention', name, kept, `${kept / 3_600} h`),
      toggle('dead-letters', name, prop(props, 'redrivePolicy') !== undefined),
    ];
  },
  [awsTypes.s3.BucketPublicAccessBlock]: bucketAccess,
  [awsTypes.s3.BucketVersioning]: versioning,
  [awsTypes.s3.Bucket]: versioning,
  [awsTypes.dynamodb.Table]: ({ props, name }) => [
    toggle(
      'point-in-time-recovery',
      name,
      listProp(props, 'pointInTimeRecovery').some((item) => prop(item, 'enabled') === true),
    ),
    toggle('deletion-protection', name, prop(props, 'deletionProtectionEnabled') === true),
  ],
  [awsTypes.iam.Policy]: policyActions,
  [awsTypes.iam.RolePolicy]: policyActions,
  [awsTypes.iam.Role]: ({ props, name }) =>
    (statementsOf(prop(props, 'assumeRolePolicy')) ?? [])
      .filter(({ allow }) => allow)
      .flatMap(({ principal, condition }) =>
        identities(principal, condition).map((identity) =>
          fact('oidc-subject', `${identity} (${name})`, -1, 'may assume'),
        ),
      ),
};

export function awsFacts(resource: GateResource): readonly KnownFact[] {
  return readers[resource.type]?.(resource) ?? [];
}

/** Who may assume a role: the subjects of a federated identity, else the principals themselves. */
function identities(principal: unknown, condition: unknown): readonly string[] {
  const subjects = Object.values(asRecord(condition)).flatMap((operator) =>
    Object.entries(asRecord(operator)).flatMap(([key, value]) =>
      key.endsWith(':sub') ? strings(value) : [],
    ),
  );
  if (subjects.length > 0) return subjects;
  return typeof principal === 'string'
    ? [principal]
    : Object.values(asRecord(principal)).flatMap(strings);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
