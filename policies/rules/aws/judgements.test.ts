import { type ResourceView } from '../../model/resource-view';
import { type Rule } from '../../model/rule';
import { settingsOf } from '../../model/settings-of';
import { functionRuntime } from './function-runtime';
import { iamWildcards } from './iam-wildcards';
import { oidcTrust } from './oidc-trust';
import { partialBatches } from './partial-batches';

/* What the examples of the rules do not show. */

type Props = Readonly<Record<string, unknown>>;

function judge(rule: Rule, type: string, props: Props, settings: unknown = {}): string[] {
  if (rule.scope !== 'resource') throw new Error('not a resource rule');
  const view: ResourceView = { type, name: 'it', urn: 'it', props };
  return rule
    .check(view, settingsOf(rule, settings), (read) => read())
    .map(({ message }) => message);
}

const policy = (...statements: Props[]) => ({
  policy: JSON.stringify({
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  }),
});

describe('iam-wildcards', () => {
  const rolePolicy = 'aws:iam/rolePolicy:RolePolicy';
  const role = 'aws:iam/role:Role';
  const everything = policy({ Action: '*', Resource: '*' });
  test.each<[string, string, Props, number]>([
    [
      'part of a service',
      rolePolicy,
      policy({ Action: 's3:Get*', Resource: 'arn:aws:s3:::a/*' }),
      1,
    ],
    ['all but one action', rolePolicy, policy({ NotAction: 'iam:*', Resource: '*' }), 1],
    [
      'traces, which have no resource',
      rolePolicy,
      policy({ Action: 'xray:PutTraceSegments', Resource: '*' }),
      0,
    ],
    [
      'a wildcard that is denied',
      rolePolicy,
      policy({ Effect: 'Deny', Action: 's3:*', Resource: '*' }),
      0,
    ],
    ['an inline policy of the role itself', role, { inlinePolicies: [everything] }, 1],
    [
      'a managed policy of the role itself',
      role,
      { managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
      1,
    ],
    [
      'an attached policy',
      'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
      { policyArn: 'arn:aws:iam::aws:policy/PowerUserAccess' },
      1,
    ],
    [
      'an attached policy that only reads',
      'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
      { policyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' },
      0,
    ],
  ])('%s', (_name, type, props, expected) => {
    expect(judge(iamWildcards, type, props)).toHaveLength(expected);
  });
});

describe('oidc-trust', () => {
  const host = 'token.actions.githubusercontent.com';
  const trust = (condition: Props) =>
    judge(oidcTrust, 'aws:iam/role:Role', {
      assumeRolePolicy: JSON.stringify({
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: condition,
          },
        ],
      }),
    });
  const aud = { [`${host}:aud`]: 'sts.amazonaws.com' };
  const sub = (subject: string) => ({ [`${host}:sub`]: subject });
  test.each<[string, Props, string[]]>([
    [
      'one environment',
      { StringEquals: { ...aud, ...sub('repo:acme/shop:environment:production') } },
      [],
    ],
    [
      'one environment, with immutable ids',
      { StringEquals: { ...aud, ...sub('repo:acme@12/shop@34:environment:production') } },
      [],
    ],
    [
      'no audience',
      { StringEquals: sub('repo:acme/shop:environment:production') },
      ['the role accepts tokens that were issued for another audience'],
    ],
    [
      'every branch',
      { StringEquals: aud, StringLike: sub('repo:acme/shop:*') },
      ['the role accepts more than one place of one repository: repo:acme/shop:*'],
    ],
    [
      'repositories of similar names',
      { StringEquals: aud, StringLike: sub('repo:acme/sho?:ref:refs/heads/main') },
      [
        'the role accepts more than one place of one repository: repo:acme/sho?:ref:refs/heads/main',
      ],
    ],
    [
      'any repository',
      { StringEquals: aud },
      ['the role accepts workflows of every repository on GitHub'],
    ],
  ])('%s', (_name, condition, expected) => {
    expect(trust(condition)).toEqual(expected);
  });
});

test.each<[string, string, number]>([
  ['nodejs16.x', '2026-12-31', 1],
  ['nodejs22.x', '2026-12-31', 0],
  ['nodejs22.x', '2027-06-30', 1],
  ['nodejs26.x', '2027-06-30', 0],
])('function-runtime: %s must be supported until %s', (runtime, until, expected) => {
  expect(
    judge(functionRuntime, 'aws:lambda/function:Function', { runtime }, { until }),
  ).toHaveLength(expected);
});

test('partial-batches looks at queues only, and not at single messages', () => {
  const type = 'aws:lambda/eventSourceMapping:EventSourceMapping';
  const queue = 'arn:aws:sqs:eu-central-1:111122223333:jobs';
  const stream = 'arn:aws:kinesis:eu-central-1:111122223333:stream/jobs';
  expect(judge(partialBatches, type, { eventSourceArn: stream })).toEqual([]);
  expect(judge(partialBatches, type, { eventSourceArn: queue, batchSize: 1 })).toEqual([]);
  expect(judge(partialBatches, type, { eventSourceArn: queue, batchSize: 10 })).toHaveLength(1);
});
