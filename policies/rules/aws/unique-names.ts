import { ifKnown, prop, refersTo, textProp } from '../../../core/reading/resource-view';
import type { ResourceView, StackView } from '../../../core/reading/resource-view';
import { stackRule, type ExampleResource, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

/** How AWS tells resources of a kind apart. */
interface Kind {
  /** What it is called in messages. */
  readonly noun: string;
  /** The property with the physical name. */
  readonly property: string;
  /** How far the name has to be unique. */
  readonly unique: 'world' | 'account' | 'region';
  /** The property that names what it is part of, where names repeat in different ones, and what its absence means. */
  readonly within?: { readonly property: string; readonly otherwise: string };
  /** AWS does not tell names apart that differ in case only. */
  readonly ignoresCase?: true;
}

const regional = (noun: string): Kind => ({ noun, property: 'name', unique: 'region' });

const bucket: Kind = { noun: 'bucket', property: 'bucket', unique: 'world' };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names */
const identity = (noun: string): Kind => ({
  noun,
  property: 'name',
  unique: 'account',
  ignoresCase: true,
});

/** Metric and composite alarms share their names. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
const alarm = regional('alarm');

const kinds: ReadonlyMap<string, Kind> = new Map([
  [awsTypes.cloudwatch.CompositeAlarm, alarm],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
  [
    awsTypes.cloudwatch.Dashboard,
    { noun: 'dashboard', property: 'dashboardName', unique: 'account' },
  ],
  [
    awsTypes.cloudwatch.EventRule,
    {
      ...regional('event rule'),
      within: { property: 'eventBusName', otherwise: 'default' },
    },
  ],
  [awsTypes.cloudwatch.LogGroup, regional('log group')],
  [awsTypes.cloudwatch.MetricAlarm, alarm],
  [awsTypes.dynamodb.Table, regional('table')],
  [awsTypes.iam.Policy, identity('policy')],
  [awsTypes.iam.Role, identity('role')],
  [
    awsTypes.iam.RolePolicy,
    { ...identity('policy of a role'), within: { property: 'role', otherwise: '' } },
  ],
  [awsTypes.lambda.Function, regional('function')],
  [awsTypes.s3.Bucket, bucket],
  [awsTypes.s3.BucketV2, bucket],
  [
    awsTypes.scheduler.Schedule,
    { ...regional('schedule'), within: { property: 'groupName', otherwise: 'default' } },
  ],
  [awsTypes.scheduler.ScheduleGroup, regional('schedule group')],
  [awsTypes.secretsmanager.Secret, regional('secret')],
  [awsTypes.sns.Topic, regional('topic')],
  [awsTypes.sqs.Queue, regional('queue')],
  [awsTypes.ssm.Parameter, regional('parameter')],
]);

/** What of a provider's settings decides in which account it acts. */
const accountSettings = [
  'accessKey',
  'allowedAccountIds',
  'assumeRoles',
  'assumeRoleWithWebIdentity',
  'endpoints',
  'profile',
  'sharedConfigFiles',
  'sharedCredentialsFiles',
] as const;

const queue = (name: string): ExampleResource => ({
  type: awsTypes.sqs.Queue,
  name,
  props: { name: 'work' },
});

/** Of two resources with one physical name the second one fails, or replaces the first without a word. */
export const uniqueNames = stackRule({
  name: 'unique-names',
  description: 'No two AWS resources of a stack have the same physical name',
  severity: 'medium',
  security: false,
  why: 'The second function, role or table of a name fails in the middle of an update. An alarm, dashboard, queue, topic or policy of a role of the same name overwrites or adopts the first one, and deleting either deletes both. Names that differ only in a character that was replaced (my.app and my-app) become equal this way. Which account a provider acts in is taken from its settings; resources of providers that differ in these are not compared, except for buckets, whose names are unique in all of AWS.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names',
  remediation: 'Give each resource a name of its own, or leave the name out: Pulumi makes one.',
  example: {
    violates: [queue('a'), queue('b')],
    passes: [queue('a'), { ...queue('b'), props: { name: 'work-b' } }],
  },
  check: (stack): readonly StackFinding[] => {
    const first = new Map<string, ResourceView>();
    return stack.resources.flatMap((resource): readonly StackFinding[] => {
      const kind = kinds.get(resource.type);
      if (kind === undefined) return [];
      const named = stack.attempt(() => identityOf(resource, kind, stack));
      if (named === undefined || named === 'none') return [];
      const other = first.get(named.key);
      if (other === undefined) {
        first.set(named.key, resource);
        return [];
      }
      return [
        {
          urn: resource.urn,
          message: `${kind.noun} ${resource.name} has the same name as ${other.name}: ${named.name}`,
          fix: `change ${kind.property} of one of them, or leave it out`,
        },
      ];
    });
  },
});

/** What AWS tells the resource by; `none`: Pulumi or AWS makes the name. Throws where a part of it is unknown. */
function identityOf(resource: ResourceView, kind: Kind, stack: StackView) {
  const { property, unique, ignoresCase, within, noun } = kind;
  const name = textProp(resource.props, property);
  if (name === undefined) return 'none';
  const key = JSON.stringify([
    noun,
    ignoresCase === true ? name.toLowerCase() : name,
    ...(unique === 'world' ? [] : [accountOf(resource)]),
    ...(unique === 'region' ? [regionOf(resource)] : []),
    ...(within === undefined ? [] : [ownerOf(resource, within, stack)]),
  ]);
  return { name, key };
}

/** What it is part of: the resource that it refers to, which is known in a preview too, or the value. */
function ownerOf(
  resource: ResourceView,
  { property, otherwise }: NonNullable<Kind['within']>,
  { resources }: StackView,
): string {
  const owner = resources.find((other) => refersTo(resource, property, other));
  const name = owner === undefined ? undefined : ifKnown(() => textProp(owner.props, 'name'));
  return name ?? owner?.urn ?? textProp(resource.props, property) ?? otherwise;
}

/** The same text for providers that act in the same account; one that cannot be read is like no other. */
function accountOf({ provider }: ResourceView): string {
  if (provider === undefined) return '';
  return (
    ifKnown(() => JSON.stringify(accountSettings.map((key) => prop(provider.props, key) ?? ''))) ??
    provider.urn
  );
}

/** A resource may name its region; else it is its provider's. */
function regionOf({ props, provider }: ResourceView): string {
  const own = textProp(props, 'region');
  if (own !== undefined || provider === undefined) return own ?? '';
  return ifKnown(() => textProp(provider.props, 'region')) ?? provider.urn;
}
