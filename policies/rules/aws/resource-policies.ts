import { statementsOf, strings, type Statement } from '../../../core/reading/policy-document';
import { prop, textProp, type ResourceView } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

const policy = (condition: string): string =>
  `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"${condition}}]}`;

/** A resource is opened to someone, not to everyone. */
export const resourcePolicies = resourceRule({
  name: 'resource-policies',
  description:
    'No resource policy grants access to every AWS account without a condition that limits it',
  severity: 'high',
  why: 'The principal * is everyone with an AWS account, and for some services everyone on the internet.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
  remediation:
    'Name the principal, or add a condition on aws:SourceArn, aws:SourceAccount or aws:PrincipalOrgID.',
  types: [
    awsTypes.s3.BucketPolicy,
    awsTypes.sqs.QueuePolicy,
    awsTypes.sns.TopicPolicy,
    awsTypes.secretsmanager.SecretPolicy,
    awsTypes.kms.Key,
    awsTypes.kms.KeyPolicy,
    awsTypes.lambda.Permission,
  ],
  example: {
    violates: { type: awsTypes.sqs.QueuePolicy, props: { policy: policy('') } },
    passes: {
      type: awsTypes.sqs.QueuePolicy,
      props: {
        policy: policy(
          ',"Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:sns:eu-central-1:111122223333:t"}}',
        ),
      },
    },
  },
  check: (resource): readonly StackFinding[] =>
    isOpen(resource)
      ? [
          {
            message: 'everyone is let in',
            fix: 'name the principal, or add a condition on aws:SourceArn or aws:SourceAccount',
          },
        ]
      : [],
});

function isOpen({ type, props }: ResourceView): boolean {
  if (type === awsTypes.lambda.Permission) return isOpenPermission(props);
  return (statementsOf(props['policy']) ?? []).some(
    (statement) => statement.allow && isForEveryone(statement) && !isLimited(statement),
  );
}

/** A service acts for whoever configures it, in any account, unless the source is named. */
function isOpenPermission(props: ResourceView['props']): boolean {
  const principal = textProp(props, 'principal') ?? '';
  const isService = principal.endsWith('.amazonaws.com');
  if (principal !== '*' && !isService) return false;
  const limits = ['sourceArn', 'sourceAccount', 'principalOrgId'];
  return limits.every((key) => textProp(props, key) === undefined);
}

function isForEveryone({ principal }: Statement): boolean {
  return principal === '*' || strings(prop(principal, 'AWS')).includes('*');
}

/** Keys of conditions that say who or what is meant, wherever the request comes from. */
const NAMING: ReadonlySet<string> = new Set(
  `aws:SourceArn aws:SourceAccount aws:SourceOrgID aws:SourceOrgPaths aws:SourceOwner aws:PrincipalOrgID aws:PrincipalOrgPaths
  aws:PrincipalArn aws:PrincipalAccount aws:SourceVpc aws:SourceVpce aws:SourceIp aws:userId kms:CallerAccount
  s3:DataAccessPointAccount lambda:FunctionUrlAuthType`
    .toLowerCase()
    .split(/\s+/),
);

/** Whether a condition that must hold has such a key with a value that is not everything. */
function isLimited({ condition }: Statement): boolean {
  if (typeof condition !== 'object' || condition === null) return false;
  return Object.entries(condition).some(
    ([operator, tests]) =>
      !/not|ifexists$|^null$/i.test(operator) &&
      Object.entries((tests ?? {}) as Readonly<Record<string, unknown>>).some(
        ([key, value]) =>
          NAMING.has(key.toLowerCase()) &&
          strings(value).length > 0 &&
          !strings(value).some((item) => /^[*?]+$/.test(item)),
      ),
  );
}
