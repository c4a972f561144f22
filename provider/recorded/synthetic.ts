import { createHash } from 'node:crypto';
import { type PropertyMap, type PropertyValue, unwrapSecret } from '../protocol/property-value';
import { packageOf, parseUrn } from '../protocol/urn';
import { awsTypes } from '../../core/kernel/resource-types';

/** The account that every placeholder ARN belongs to: no real account has this number. */
const account = '000000000000';
const defaultRegion = 'us-east-1';

interface Subject {
  readonly region: string;
  readonly name: string;
}

interface Shape {
  /** The input that names the resource; when it is absent, a name is made up as the provider would. */
  readonly nameInput?: string;
  /** Amazon Resource Name in the documented form. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
  readonly arn?: (subject: Subject) => string;
  /** The id; default: the name. */
  readonly id?: (subject: Subject) => string;
  readonly more?: (subject: Subject) => PropertyMap;
}

const inRegion =
  (service: string, resource: (name: string) => string) =>
  ({ region, name }: Subject): string =>
    `arn:aws:${service}:${region}:${account}:${resource(name)}`;
const inAccount =
  (service: string, resource: (name: string) => string) =>
  ({ name }: Subject): string =>
    `arn:aws:${service}::${account}:${resource(name)}`;

/** What AWS would compute for each type; a type that is not here gets its inputs and a placeholder id only. */
const awsShapes: Readonly<Record<string, Shape>> = {
  [awsTypes.budgets.Budget]: {
    arn: inAccount('budgets', (name) => `budget/${name}`),
    id: ({ name }) => `${account}:${name}`,
  },
  [awsTypes.chatbot.SlackChannelConfiguration]: {
    nameInput: 'configurationName',
    more: (subject) => ({
      chatConfigurationArn: inAccount(
        'chatbot',
        (name) => `chat-configuration/slack-channel/${name}`,
      )(subject),
    }),
  },
  [awsTypes.cloudwatch.Dashboard]: {
    nameInput: 'dashboardName',
    more: (subject) => ({
      dashboardArn: inAccount('cloudwatch', (name) => `dashboard/${name}`)(subject),
    }),
  },
  [awsTypes.cloudwatch.EventRule]: { arn: inRegion('events', (name) => `rule/${name}`) },
  [awsTypes.cloudwatch.LogGroup]: { arn: inRegion('logs', (name) => `log-group:${name}`) },
  [awsTypes.cloudwatch.MetricAlarm]: {
    arn: inRegion('cloudwatch', (name) => `alarm:${name}`),
  },
  [awsTypes.dynamodb.Table]: { arn: inRegion('dynamodb', (name) => `table/${name}`) },
  [awsTypes.iam.OpenIdConnectProvider]: {
    nameInput: 'url',
    arn: inAccount('iam', (name) => `oidc-provider/${name.replace(/^https:\/\//, '')}`),
    id: inAccount('iam', (name) => `oidc-provider/${name.replace(/^https:\/\//, '')}`),
  },
  [awsTypes.iam.Policy]: {
    arn: inAccount('iam', (name) => `policy/${name}`),
    id: inAccount('iam', (name) => `policy/${name}`),
  },
  [awsTypes.iam.Role]: {
    arn: inAccount('iam', (name) => `role/${name}`),
    more: ({ name }) => ({ uniqueId: `AROA${hash(name, 17).toUpperCase()}` }),
  },
  [awsTypes.kms.Key]: { arn: inRegion('kms', (name) => `key/${name}`) },
  [awsTypes.lambda.Function]: {
    arn: inRegion('lambda', (name) => `function:${name}`),
    more: (subject) => {
      const arn = inRegion('lambda', (name) => `function:${name}`)(subject);
      const path = '2015-03-31/functions';
      return {
        version: '$LATEST',
        qualifiedArn: `${arn}:$LATEST`,
        invokeArn: `arn:aws:apigateway:${subject.region}:lambda:path/${path}/${arn}/invocations`,
      };
    },
  },
  [awsTypes.s3.Bucket]: {
    nameInput: 'bucket',
    arn: ({ name }) => `arn:aws:s3:::${name}`,
    more: ({ region, name }) => ({
      bucketDomainName: `${name}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      bucketRegion: region,
    }),
  },
  [awsTypes.scheduler.Schedule]: {
    arn: inRegion('scheduler', (name) => `schedule/default/${name}`),
    id: ({ name }) => `default/${name}`,
  },
  [awsTypes.scheduler.ScheduleGroup]: {
    arn: inRegion('scheduler', (name) => `schedule-group/${name}`),
  },
  [awsTypes.secretsmanager.Secret]: {
    arn: inRegion('secretsmanager', (name) => `secret:${name}-${hash(name, 6)}`),
    id: inRegion('secretsmanager', (name) => `secret:${name}-${hash(name, 6)}`),
  },
  [awsTypes.sns.Topic]: {
    arn: inRegion('sns', (name) => name),
    id: inRegion('sns', (name) => name),
  },
  [awsTypes.sqs.Queue]: {
    arn: inRegion('sqs', (name) => name),
    id: ({ region, name }) => `https://sqs.${region}.amazonaws.com/${account}/${name}`,
    more: ({ region, name }) => ({
      url: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
    }),
  },
  [awsTypes.ssm.Parameter]: {
    arn: inRegion('ssm', (name) => `parameter/${name.replace(/^\//, '')}`),
    more: () => ({ version: 1 }),
  },
  [awsTypes.synthetics.Canary]: { arn: inRegion('synthetics', (name) => `canary:${name}`) },
};

/** Outputs that only the service could compute, made up: always the same ones for the same resource. */
export function syntheticOutputs(
  urn: string,
  inputs: PropertyMap,
  provider: PropertyMap,
): PropertyMap {
  const { type, name: resourceName } = parseUrn(urn);
  if (packageOf(type) !== 'aws') return {};
  const shape = awsShapes[type];
  if (shape === undefined) return {};
  const region = textOf(inputs['region']) ?? regionOf(provider);
  const nameInput = shape.nameInput ?? 'name';
  const name = textOf(inputs[nameInput]) ?? `${resourceName}-${hash(urn, 7)}`;
  const subject: Subject = { region, name };
  return {
    id: shape.id?.(subject) ?? name,
    [nameInput]: name,
    region,
    ...(shape.arn === undefined ? {} : { arn: shape.arn(subject) }),
    ...shape.more?.(subject),
  };
}

/** The answer of a function that only tells where the program runs; undefined for any other. */
export function syntheticFunction(token: string, provider: PropertyMap): PropertyMap | undefined {
  const region = regionOf(provider);
  switch (token) {
    case 'aws:index/getCallerIdentity:getCallerIdentity':
      return {
        id: account,
        accountId: account,
        arn: `arn:aws:iam::${account}:root`,
        userId: account,
      };
    case 'aws:index/getRegion:getRegion':
      return { id: region, name: region, region, endpoint: `ec2.${region}.amazonaws.com` };
    case 'aws:index/getPartition:getPartition':
      return {
        id: 'aws',
        partition: 'aws',
        dnsSuffix: 'amazonaws.com',
        reverseDnsPrefix: 'com.amazonaws',
      };
    default:
      return undefined;
  }
}

/**
 * What stands for a secret that is looked up in AWS: a text that says so, always the same one. What the host makes with
 * it is recorded or goes to the sandbox, so that it never arrives where a real one is expected. Undefined for any other
 * function.
 */
export function syntheticSecret(
  token: string,
  args: PropertyMap,
  provider: PropertyMap,
): PropertyMap | undefined {
  const region = regionOf(provider);
  const made = (name: string): string => `placeholder from the sandbox for ${name}`;
  switch (token) {
    case 'aws:ssm/getParameter:getParameter': {
      const name = textOf(args['name']) ?? '';
      const arn = `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
      return { ...args, id: name, arn, type: 'SecureString', version: 1, value: made(name) };
    }
    case 'aws:secretsmanager/getSecretVersion:getSecretVersion': {
      const name = textOf(args['secretId']) ?? '';
      const versionId = hash(name, 32);
      return { ...args, id: `${name}|AWSCURRENT`, versionId, secretString: made(name) };
    }
    default:
      return undefined;
  }
}

function regionOf(provider: PropertyMap): string {
  return textOf(provider['region']) ?? defaultRegion;
}

function textOf(value: PropertyValue | undefined): string | undefined {
  const plain = value === undefined ? null : unwrapSecret(value);
  return typeof plain === 'string' && plain !== '' ? plain : undefined;
}

function hash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
