import { judgeResource, unknown, UNSURE } from '../../fixtures/judge';
import { iamWildcards } from './iam-wildcards';
import { oidcTrust } from './oidc-trust';

type Props = Readonly<Record<string, unknown>>;

const ROLE = 'aws:iam/role:Role';
const ROLE_POLICY = 'aws:iam/rolePolicy:RolePolicy';

const document = (...statements: Props[]) => ({
  Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
});
const policy = (...statements: Props[]) => ({ policy: JSON.stringify(document(...statements)) });

describe('iam-wildcards', () => {
  const wide = (actions: string) => [`the policy allows ${actions}`];
  const onAll = (actions: string) => [`the policy allows ${actions} on every resource`];
  const on = (Action: unknown, Resource: unknown = '*') => policy({ Action, Resource });
  const everything = on('*');
  const bucket = 'arn:aws:s3:::reports/*';
  test.each<[string, Props, readonly string[]]>([
    ['everything', everything, wide('*')],
    ['a whole service', on('s3:*', bucket), wide('s3:*')],
    ['part of a service', on('s3:Get*', bucket), wide('s3:Get*')],
    ['an action of which one letter is open', on('s3:GetObjec?', bucket), wide('s3:GetObjec?')],
    [
      'every resource but some',
      policy({ Action: 's3:GetObject', NotResource: bucket }),
      onAll('s3:GetObject'),
    ],
    [
      'listing on every resource but some',
      policy({ Action: 's3:ListBucket', NotResource: [bucket] }),
      [],
    ],
    [
      'of several actions those with a wildcard',
      on(['s3:Get*', 's3:PutObject', 'sqs:*'], bucket),
      wide('s3:Get*, sqs:*'),
    ],
    [
      'all but one action',
      policy({ NotAction: 'iam:*', Resource: '*' }),
      ['the policy allows every action except those in NotAction'],
    ],
    ['one action on named resources', on('s3:GetObject', bucket), []],
    ['reading on every resource', on('s3:GetObject'), onAll('s3:GetObject')],
    ['writing on every resource', on('s3:PutObject'), onAll('s3:PutObject')],
    [
      'writing on every resource among others',
      on('s3:PutObject', [bucket, '*']),
      onAll('s3:PutObject'),
    ],
    ...['arn:aws:s3:::*/*', 'arn:aws:s3:::?*', 'arn:aws:iam::111122223333:role/*'].flatMap(
      (arn): [string, Props, readonly string[]][] => [
        [`reading on ${arn}`, on('s3:GetObject', arn), onAll('s3:GetObject')],
        [`passing a role on ${arn}`, on('iam:PassRole', [bucket, arn]), onAll('iam:PassRole')],
      ],
    ),
    ['listing on every resource', on(['s3:ListAllMyBuckets', 'ec2:DescribeInstances']), []],
    ['what only ends like listing', on('x:GetList'), onAll('x:GetList')],
    [
      'listing and writing on every resource',
      on(['s3:ListBucket', 's3:PutObject']),
      onAll('s3:PutObject'),
    ],
    ['a wildcard that is denied', policy({ Effect: 'Deny', Action: 's3:*', Resource: '*' }), []],
    [
      'two statements',
      policy({ Action: 's3:*', Resource: bucket }, { Action: 'sqs:SendMessage', Resource: '*' }),
      [...wide('s3:*'), ...onAll('sqs:SendMessage')],
    ],
    [
      'a single statement',
      { policy: '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}' },
      wide('*'),
    ],
    ['a document that is no text', { policy: document({ Action: '*', Resource: '*' }) }, wide('*')],
    ['a text that is no document', { policy: 'secret' }, []],
    ['a document without statements', { policy: '{}' }, []],
    ['no document', {}, []],
    ['a document that is unknown', unknown(['policy']), [UNSURE]],
  ])('%s', (_name, props, expected) => {
    expect(judgeResource(iamWildcards, { type: ROLE_POLICY, props })).toEqual(expected);
  });

  test.each([
    'cloudwatch:PutMetricData',
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'logs:CreateLogGroup',
    'sts:GetCallerIdentity',
    'ecr:GetAuthorizationToken',
  ])('%s has no finer resource', (action) => {
    expect(judgeResource(iamWildcards, { type: ROLE_POLICY, props: on(action) })).toEqual([]);
    expect(
      judgeResource(iamWildcards, { type: ROLE_POLICY, props: on(action) }, { allowedOnAll: [] }),
    ).toEqual(onAll(action));
  });

  test.each([
    'aws:iam/policy:Policy',
    ROLE_POLICY,
    'aws:iam/userPolicy:UserPolicy',
    'aws:iam/groupPolicy:GroupPolicy',
  ])('the document of a %s', (type) => {
    expect(judgeResource(iamWildcards, { type, props: everything })).toEqual(wide('*'));
  });

  test('the documents of a role itself', () => {
    const props = { inlinePolicies: [everything, on('s3:GetObject', bucket)], ...on('sqs:*') };
    expect(judgeResource(iamWildcards, { type: ROLE, props })).toEqual(wide('*'));
    expect(judgeResource(iamWildcards, { type: ROLE, props: unknown(['inlinePolicies']) })).toEqual(
      [UNSURE],
    );
  });

  test('a document that is unknown hides no fault of another', () => {
    const later = { inlinePolicies: [unknown(['policy']), everything] };
    expect(judgeResource(iamWildcards, { type: ROLE, props: later })).toEqual([
      ...wide('*'),
      UNSURE,
    ]);
    const attached = unknown(['inlinePolicies'], {
      managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    });
    expect(judgeResource(iamWildcards, { type: ROLE, props: attached })).toEqual([
      'AdministratorAccess is attached',
      UNSURE,
    ]);
  });

  const managed = 'arn:aws:iam::aws:policy/';
  test.each<[string, readonly string[]]>([
    [`${managed}AdministratorAccess`, ['AdministratorAccess is attached']],
    [`${managed}PowerUserAccess`, ['PowerUserAccess is attached']],
    [`${managed}IAMFullAccess`, ['IAMFullAccess is attached']],
    [`${managed}AmazonS3ReadOnlyAccess`, []],
    [`${managed}AdministratorAccess-Amplify`, []],
    ['arn:aws:iam::111122223333:policy/AdministratorAccess', []],
  ])('the policy %s', (arn, expected) => {
    for (const kind of ['role', 'user', 'group']) {
      const name = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}PolicyAttachment`;
      const type = `aws:iam/${kind}PolicyAttachment:${name}`;
      expect(judgeResource(iamWildcards, { type, props: { policyArn: arn } })).toEqual(expected);
      expect(judgeResource(iamWildcards, { type, props: unknown(['policyArn']) })).toEqual([
        UNSURE,
      ]);
    }
    const role = { type: ROLE, props: { managedPolicyArns: [arn] } };
    expect(judgeResource(iamWildcards, role)).toEqual(expected);
    const other = { type: ROLE_POLICY, props: { managedPolicyArns: [arn] } };
    expect(judgeResource(iamWildcards, other)).toEqual([]);
  });
});

describe('oidc-trust', () => {
  const host = 'token.actions.githubusercontent.com';
  const github = { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` };
  const trust = (Condition: Props, more: Props = {}): Props => ({
    assumeRolePolicy: JSON.stringify(
      document({ Principal: github, Action: 'sts:AssumeRoleWithWebIdentity', Condition, ...more }),
    ),
  });
  const aud = { [`${host}:aud`]: 'sts.amazonaws.com' };
  const sub = (...subjects: readonly string[]) => ({
    [`${host}:sub`]: subjects.length === 1 ? subjects[0] : subjects,
  });
  const equals = (...subjects: readonly string[]): Props => ({ ...aud, ...sub(...subjects) });
  const production = 'repo:acme/shop:environment:production';
  const any = 'the role trusts workflows of every repository on GitHub';
  const audience = 'the role accepts tokens issued for other audiences';
  const wide = (subject: string) =>
    `the subject is not limited to a branch, tag or environment of one repository: ${subject}`;
  test.each<[string, Props, readonly string[]]>([
    ['one environment', trust({ StringEquals: equals(production) }), []],
    ['one branch', trust({ StringEquals: equals('repo:acme/shop:ref:refs/heads/main') }), []],
    [
      'one environment, with immutable ids',
      trust({ StringEquals: equals('repo:acme@12/shop@34:environment:production') }),
      [],
    ],
    [
      'two environments',
      trust({ StringEquals: equals(production, 'repo:acme/blog:environment:x') }),
      [],
    ],
    [
      'of two subjects the wide one',
      trust({ StringEquals: equals(production, 'repo:acme/*') }),
      [wide('repo:acme/*')],
    ],
    ['no audience', trust({ StringEquals: sub(production) }), [audience]],
    [
      'an audience by a pattern',
      trust({ StringEquals: sub(production), StringLike: aud }),
      [audience],
    ],
    [
      'every place of a repository',
      trust({ StringEquals: aud, StringLike: sub('repo:acme/shop:*') }),
      [wide('repo:acme/shop:*')],
    ],
    ...[
      ...['ref:*', 'environment:*', 'r*', '**', '?*', 'pull_request', 'ref:refs/heads/*'],
      ...['ref:refs/*', 'environment:?', 'job_workflow_ref:*', 'ref:refs/tags/?*', 'x'],
    ].map((place): [string, Props, readonly string[]] => [
      `the place ${place}`,
      trust({ StringEquals: aud, StringLike: sub(`repo:acme/shop:${place}`) }),
      [wide(`repo:acme/shop:${place}`)],
    ]),
    ...[
      ...['ref:refs/tags/v*', 'ref:refs/heads/release/*', 'environment:prod-*'],
      'job_workflow_ref:acme/flows/.github/workflows/deploy.yml@refs/heads/main',
    ].map((place): [string, Props, readonly string[]] => [
      `the place ${place}`,
      trust({ StringEquals: aud, StringLike: sub(`repo:acme/shop:${place}`) }),
      [],
    ]),
    ['no place', trust({ StringEquals: equals('repo:acme/shop:') }), [wide('repo:acme/shop:')]],
    [
      'a repository without a place',
      trust({ StringEquals: equals('repo:acme/shop') }),
      [wide('repo:acme/shop')],
    ],
    [
      'every repository of an owner',
      trust({ StringEquals: aud, StringLike: sub('repo:acme/*:environment:x') }),
      [wide('repo:acme/*:environment:x')],
    ],
    [
      'repositories of similar names',
      trust({ StringEquals: aud, StringLike: sub('repo:acme/sho?:environment:x') }),
      [wide('repo:acme/sho?:environment:x')],
    ],
    [
      'owners of similar names',
      trust({ StringEquals: aud, StringLike: sub('repo:acm?/shop:environment:x') }),
      [wide('repo:acm?/shop:environment:x')],
    ],
    [
      'something before the repository',
      trust({ StringEquals: aud, StringLike: sub('*repo:acme/shop:environment:x') }),
      [wide('*repo:acme/shop:environment:x')],
    ],
    [
      'subjects of a set',
      trust({ 'ForAnyValue:StringEquals': sub('repo:*'), StringEquals: aud }),
      [wide('repo:*')],
    ],
    [
      'patterns of a set',
      trust({ 'ForAnyValue:StringLike': sub(production), StringEquals: aud }),
      [],
    ],
    [
      'an operator that is true where nothing is given',
      trust({ 'ForAllValues:StringEquals': sub(production), StringEquals: aud }),
      [any],
    ],
    ['any repository', trust({ StringEquals: aud }), [any]],
    ['no condition', trust({}), [any, audience]],
    ['what is denied', trust({}, { Effect: 'Deny' }), []],
    ['another provider', trust({}, { Principal: { Federated: 'accounts.google.com' } }), []],
    ['a service', trust({}, { Principal: { Service: 'lambda.amazonaws.com' } }), []],
    [
      'GitHub among other providers',
      trust({}, { Principal: { Federated: ['accounts.google.com', github.Federated] } }),
      [any, audience],
    ],
    ['no document', {}, []],
    ['a document that is unknown', unknown(['assumeRolePolicy']), [UNSURE]],
  ])('%s', (_name, props, expected) => {
    expect(judgeResource(oidcTrust, { type: ROLE, props })).toEqual(expected);
  });
});
