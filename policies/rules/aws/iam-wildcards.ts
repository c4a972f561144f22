import { z } from 'zod';
import { statementsOf, strings } from '../../../core/reading/policy-document';
import { listProp, prop } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

/** A role may do what its work needs, on the things it works on. */
export const iamWildcards = resourceRule({
  name: 'iam-wildcards',
  description: 'IAM policies allow no wildcard action and no write action on every resource',
  severity: 'high',
  why: 'A wildcard also grants every action that the service adds later, and a flaw in one function then affects the whole account.',
  link: 'https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21',
  remediation: 'List specific actions and the ARNs of the resources.',
  types: [
    awsTypes.iam.Policy,
    awsTypes.iam.RolePolicy,
    awsTypes.iam.UserPolicy,
    awsTypes.iam.GroupPolicy,
    awsTypes.iam.Role,
    awsTypes.iam.RolePolicyAttachment,
    awsTypes.iam.UserPolicyAttachment,
    awsTypes.iam.GroupPolicyAttachment,
  ],
  config: z.strictObject({
    allowedOnAll: z
      .array(z.string())
      .default([
        'cloudwatch:PutMetricData',
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        'logs:CreateLogGroup',
        'sts:GetCallerIdentity',
        'ecr:GetAuthorizationToken',
      ])
      .describe(
        'Actions allowed on Resource "*" because the service has no resource-level permissions',
      ),
  }),
  example: {
    violates: {
      type: awsTypes.iam.RolePolicy,
      props: {
        role: 'worker',
        policy: '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
      },
    },
    passes: {
      type: awsTypes.iam.RolePolicy,
      props: {
        role: 'worker',
        policy:
          '{"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/*"}]}',
      },
    },
  },
  check: ({ type, props }, { allowedOnAll }, attempt) => {
    if (type.endsWith('Attachment')) return wideManaged([props['policyArn']]);
    const isRole = type === awsTypes.iam.Role;
    const inline = (): readonly unknown[] => (isRole ? listProp(props, 'inlinePolicies') : []);
    const documents: readonly (() => unknown)[] = [
      ...(isRole ? [] : [() => props['policy']]),
      ...Array.from(
        { length: attempt(() => inline().length) ?? 0 },
        (_, index) => () => prop(inline()[index], 'policy'),
      ),
    ];
    // Each by itself, so that one that is not known yet hides no fault of the others.
    const parts: readonly (() => readonly StackFinding[])[] = [
      () => wideManaged(isRole ? strings(props['managedPolicyArns']) : []),
      ...documents.map((read) => () => wideStatements(read(), allowedOnAll)),
    ];
    return parts.flatMap((read) => attempt(read) ?? []);
  },
});

/** Policies of AWS that allow everything, or everything but IAM. */
const WIDE_MANAGED = /:aws:policy\/(?:AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

function wideManaged(arns: readonly unknown[]): readonly StackFinding[] {
  return arns
    .filter((arn): arn is string => typeof arn === 'string' && WIDE_MANAGED.test(arn))
    .map((arn) => ({
      message: `${arn.split('/').at(-1) ?? arn} is attached`,
      fix: 'attach a policy that lists specific actions',
    }));
}

function wideStatements(
  document: unknown,
  allowedOnAll: readonly string[],
): readonly StackFinding[] {
  return (statementsOf(document) ?? []).flatMap((statement): readonly StackFinding[] => {
    if (!statement.allow) return [];
    if (statement.actions.length === 0)
      return [
        {
          message: 'the policy allows every action except those in NotAction',
          fix: 'list specific actions under Action',
        },
      ];
    const wide = statement.actions.filter((action) => /[*?]/.test(action));
    if (wide.length > 0)
      return [{ message: `the policy allows ${wide.join(', ')}`, fix: 'list specific actions' }];
    const onAll = statement.actions.filter(
      (action) => !allowedOnAll.includes(action) && !/:(?:Describe|List)/.test(action),
    );
    return statement.everywhere && onAll.length > 0
      ? [
          {
            message: `the policy allows ${onAll.join(', ')} on every resource`,
            fix: 'list the ARNs of the resources',
          },
        ]
      : [];
  });
}
