/* The types of resources that Gatehouse knows by name, once each; a rule, a check or a report takes them from here. */

type Tokens<Module extends string, Name extends string> = {
  readonly [Key in Name]: `${Module}/${Uncapitalize<Key>}:${Key}`;
};

/** Tokens of a module of a bridged provider, by the name of the resource: `aws:sqs/queue:Queue`. */
function tokens<const Module extends string, const Name extends string>(
  module: Module,
  names: readonly Name[],
): Tokens<Module, Name> {
  const token = (name: string): string =>
    `${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
  return Object.fromEntries(names.map((name) => [name, token(name)])) as Tokens<Module, Name>;
}

/** The component that is one repository's whole architecture. */
export const pipelineComponent = 'gatehouse:github:Pipeline';

/** Of @pulumi/github. */
export const githubTypes = tokens('github:index', [
  'ActionsEnvironmentSecret',
  'ActionsEnvironmentVariable',
  'ActionsOrganizationSecret',
  'ActionsOrganizationVariable',
  'ActionsOrganizationWorkflowPermissions',
  'ActionsRepositoryAccessLevel',
  'ActionsRepositoryPermissions',
  'ActionsSecret',
  'ActionsVariable',
  'BranchDefault',
  'BranchProtection',
  'BranchProtectionV3',
  'CodespacesOrganizationSecret',
  'CodespacesSecret',
  'CodespacesUserSecret',
  'DependabotOrganizationSecret',
  'DependabotSecret',
  'IssueLabel',
  'OrganizationRuleset',
  'OrganizationWebhook',
  'Repository',
  'RepositoryDependabotSecurityUpdates',
  'RepositoryDeployKey',
  'RepositoryEnvironment',
  'RepositoryEnvironmentDeploymentPolicy',
  'RepositoryFile',
  'RepositoryRuleset',
  'RepositoryWebhook',
  'WorkflowRepositoryPermissions',
]);

/** Of @pulumi/slack. */
export const slackTypes = tokens('slack:index', ['Conversation', 'Usergroup']);

/** Of @pulumi/aws, by module. */
export const awsTypes = {
  budgets: tokens('aws:budgets', ['Budget']),
  chatbot: tokens('aws:chatbot', ['SlackChannelConfiguration']),
  cloudwatch: tokens('aws:cloudwatch', [
    'CompositeAlarm',
    'Dashboard',
    'EventRule',
    'LogGroup',
    'MetricAlarm',
  ]),
  dynamodb: tokens('aws:dynamodb', ['Table']),
  iam: tokens('aws:iam', [
    'AccessKey',
    'GroupPolicy',
    'GroupPolicyAttachment',
    'OpenIdConnectProvider',
    'Policy',
    'Role',
    'RolePolicy',
    'RolePolicyAttachment',
    'UserPolicy',
    'UserPolicyAttachment',
  ]),
  ec2: tokens('aws:ec2', ['SecurityGroup', 'SecurityGroupRule']),
  kms: tokens('aws:kms', ['Key', 'KeyPolicy']),
  lambda: tokens('aws:lambda', ['EventSourceMapping', 'Function', 'FunctionUrl', 'Permission']),
  s3: tokens('aws:s3', [
    'Bucket',
    'BucketAcl',
    'BucketObjectv2',
    'BucketPolicy',
    'BucketPublicAccessBlock',
    'BucketV2',
    'BucketVersioning',
  ]),
  scheduler: tokens('aws:scheduler', ['Schedule', 'ScheduleGroup']),
  secretsmanager: tokens('aws:secretsmanager', ['Secret', 'SecretPolicy', 'SecretVersion']),
  sns: tokens('aws:sns', ['Topic', 'TopicPolicy', 'TopicSubscription']),
  sqs: tokens('aws:sqs', ['Queue', 'QueuePolicy', 'RedrivePolicy']),
  ssm: tokens('aws:ssm', ['Parameter']),
  synthetics: tokens('aws:synthetics', ['Canary']),
  vpc: tokens('aws:vpc', ['SecurityGroupIngressRule']),
};

/** Of Gatehouse's own provider. */
export const gatehouseTypes = {
  CacheSettings: 'gatehouse:index:CacheSettings',
  RepositorySettings: 'gatehouse:index:RepositorySettings',
  WorkflowCommit: 'gatehouse:index:WorkflowCommit',
} as const;
