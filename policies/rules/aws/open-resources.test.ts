import {
  judgeResource,
  judgeStack,
  unknown,
  UNSURE,
  type TestResource,
} from '../../fixtures/judge';
import { bucketAcls } from './bucket-acls';
import { bucketTls } from './bucket-tls';
import { functionUrls } from './function-urls';
import { keyRotation } from './key-rotation';
import { openSecurityGroups } from './open-security-groups';
import { resourcePolicies } from './resource-policies';

type Props = Readonly<Record<string, unknown>>;

const statement = (parts: Props): string =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*', ...parts }] });

describe('a bucket', () => {
  test.each([
    ['aws:s3/bucket:Bucket', 'public-read', 1],
    ['aws:s3/bucketAcl:BucketAcl', 'public-read-write', 1],
    ['aws:s3/bucketV2:BucketV2', 'authenticated-read', 1],
    ['aws:s3/bucketAcl:BucketAcl', 'private', 0],
    ['aws:s3/bucketAcl:BucketAcl', undefined, 0],
  ])('%s with the ACL %s: %d findings', (type, acl, count) => {
    expect(judgeResource(bucketAcls, { type, props: { acl } })).toHaveLength(count);
  });

  const bucket: TestResource = {
    type: 'aws:s3/bucket:Bucket',
    name: 'b',
    props: { bucket: 'b' },
  };
  const tls = { Bool: { 'aws:SecureTransport': 'false' } };
  const policy = (parts: Props = {}, props: Props = {}): TestResource => ({
    type: 'aws:s3/bucketPolicy:BucketPolicy',
    name: 'p',
    props: {
      bucket: 'b',
      policy: statement({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Condition: tls,
        ...parts,
      }),
      ...props,
    },
  });
  const plain = ['b: bucket b answers without TLS'];
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['that refuses plain http', [bucket, policy()], []],
    ['without a policy', [bucket], plain],
    ['with a policy of another one', [bucket, policy({}, { bucket: 'c' })], plain],
    ['that allows it', [bucket, policy({ Effect: 'Allow' })], plain],
    ['that refuses reading alone', [bucket, policy({ Action: 's3:GetObject' })], plain],
    ['that refuses one account', [bucket, policy({ Principal: { AWS: '111122223333' } })], plain],
    ['that refuses all accounts', [bucket, policy({ Principal: { AWS: '*' } })], []],
    [
      'that refuses TLS',
      [bucket, policy({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
      plain,
    ],
    [
      'whose policy is not known yet',
      [bucket, { ...policy(), props: unknown(['policy'], { bucket: 'b' }) }],
      [UNSURE],
    ],
    [
      'that is named by reference',
      [
        { ...bucket, props: {} },
        { ...policy({}, { bucket: undefined }), references: { bucket: ['b'] } },
      ],
      [],
    ],
  ])('%s', (_, resources, expected) => {
    expect(judgeStack(bucketTls, resources)).toEqual(expected);
  });
});

describe('a security group', () => {
  const GROUP = 'aws:ec2/securityGroup:SecurityGroup';
  const RULE = 'aws:ec2/securityGroupRule:SecurityGroupRule';
  const INGRESS = 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule';
  const tcp = (fromPort: number, toPort = fromPort, network = '0.0.0.0/0'): Props => ({
    ...{ protocol: 'tcp', fromPort, toPort, cidrBlocks: [network] },
  });
  const open = (what: string) => [`${what} is open to the internet`];
  test.each<[string, string, Props, object, readonly string[]]>([
    ['SSH', GROUP, { ingress: [tcp(22)] }, {}, open('port 22')],
    [
      'SSH by IPv6',
      GROUP,
      { ingress: [{ ...tcp(22, 22, '10.0.0.0/8'), ipv6CidrBlocks: ['::/0'] }] },
      {},
      open('port 22'),
    ],
    ['inside', GROUP, { ingress: [tcp(22, 22, '10.0.0.0/8')] }, {}, []],
    ['HTTPS', GROUP, { ingress: [tcp(443)] }, {}, []],
    [
      'HTTPS, where the settings forbid it',
      GROUP,
      { ingress: [tcp(443)] },
      { ports: [] },
      open('port 443'),
    ],
    ['a range that has HTTPS', GROUP, { ingress: [tcp(400, 500)] }, {}, open('ports 400 to 500')],
    [
      'everything',
      GROUP,
      { ingress: [{ protocol: '-1', fromPort: 0, toPort: 0, cidrBlocks: ['0.0.0.0/0'] }] },
      {},
      open('every port'),
    ],
    ['what goes out', GROUP, { egress: [tcp(22)] }, {}, []],
    ['a rule of its own', RULE, { type: 'ingress', ...tcp(5432) }, {}, open('port 5432')],
    ['a rule of what goes out', RULE, { type: 'egress', ...tcp(5432) }, {}, []],
    [
      'a rule of the newer kind',
      INGRESS,
      { ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIpv4: '0.0.0.0/0' },
      {},
      open('port 22'),
    ],
    [
      'everything of the newer kind',
      INGRESS,
      { ipProtocol: '-1', cidrIpv6: '::/0' },
      {},
      open('every port'),
    ],
    ['one of a group', INGRESS, { ipProtocol: '-1', referencedSecurityGroupId: 'sg-1' }, {}, []],
  ])('%s', (_, type, props, settings, expected) => {
    expect(judgeResource(openSecurityGroups, { type, props }, settings)).toEqual(expected);
  });
});

test.each([
  ['NONE', 1],
  ['AWS_IAM', 0],
])('a URL of a function with the authorization %s: %d findings', (authorizationType, count) => {
  const type = 'aws:lambda/functionUrl:FunctionUrl';
  expect(judgeResource(functionUrls, { type, props: { authorizationType } })).toHaveLength(count);
});

test.each<[string, Props, number]>([
  ['that is never rotated', {}, 1],
  ['whose rotation is off', { enableKeyRotation: false }, 1],
  ['that is rotated', { enableKeyRotation: true }, 0],
  ['that signs', { keyUsage: 'SIGN_VERIFY', customerMasterKeySpec: 'ECC_NIST_P256' }, 0],
  ['of another store', { customKeyStoreId: 'cks-1' }, 0],
])('a key %s', (_, props, count) => {
  expect(judgeResource(keyRotation, { type: 'aws:kms/key:Key', props })).toHaveLength(count);
});

describe('a policy of a resource', () => {
  const QUEUE = 'aws:sqs/queuePolicy:QueuePolicy';
  const from = (operator: string, key: string, value: unknown): Props => ({
    Principal: '*',
    Condition: { [operator]: { [key]: value } },
  });
  test.each<[string, Props, number]>([
    ['lets everyone in', { Principal: '*' }, 1],
    ['lets every account in', { Principal: { AWS: ['*'] } }, 1],
    ['lets one account in', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, 0],
    ['lets a service in', { Principal: { Service: 'sns.amazonaws.com' } }, 0],
    ['keeps everyone out', { Principal: '*', Effect: 'Deny' }, 0],
    ['names the source', from('ArnEquals', 'aws:SourceArn', 'arn:aws:sns:x:1:t'), 0],
    ['names it in any case', from('StringEquals', 'AWS:sourceaccount', ['1']), 0],
    ['names every source', from('ArnLike', 'aws:SourceArn', '*'), 1],
    ['names another source', from('ArnNotEquals', 'aws:SourceArn', 'arn:aws:sns:x:1:t'), 1],
    ['names it if there is one', from('StringEqualsIfExists', 'aws:SourceAccount', '1'), 1],
    ['asks for TLS alone', from('Bool', 'aws:SecureTransport', 'true'), 1],
  ])('%s', (_, parts, count) => {
    const resource = { type: QUEUE, props: { policy: statement(parts) } };
    expect(judgeResource(resourcePolicies, resource)).toHaveLength(count);
  });

  test.each<[string, Props, number]>([
    ['everyone', { principal: '*' }, 1],
    ['an organization', { principal: '*', principalOrgId: 'o-1' }, 0],
    ['a service for anyone', { principal: 's3.amazonaws.com' }, 1],
    ['a service for one bucket', { principal: 's3.amazonaws.com', sourceArn: 'arn' }, 0],
    ['an account', { principal: '111122223333' }, 0],
  ])('of a function that lets in %s', (_, props, count) => {
    const type = 'aws:lambda/permission:Permission';
    expect(judgeResource(resourcePolicies, { type, props })).toHaveLength(count);
  });
});
