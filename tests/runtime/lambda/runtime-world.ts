import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  paginateScan,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Fleet } from '../../../core/readiness/fleet';
import { actionWorld, goodReports, repository, type ActionWorld } from '../action/action-world';
import { projectRoot } from '../../support/tools';
import { fleetGitHub, type FleetGitHub } from './fleet-github';
import { LambdaProcess } from '../../../sandbox/aws/lambda-process';
import { startAws } from '../../../sandbox/aws/loopback-aws';

/**
 * Seconds a message that was taken stays invisible: longer than a slow machine needs for a batch, and no longer, since
 * moto may forget one of two deletions that come at once.
 */
const invisibleSeconds = 60;

/** A stack's runtime: AWS, GitHub and Slack on loopback, and the built functions. */
export interface RuntimeWorld {
  readonly sandbox: ActionWorld;
  readonly github: FleetGitHub;
  /** Options with which a client of the SDK finds this AWS. */
  readonly client: Readonly<Record<'endpoint' | 'region', string>> & {
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Directory with one built bundle per function. */
  readonly functions: string;
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterUrl: string;
  /** Starts one more container of a function. */
  container(
    name: 'dispatcher' | 'worker' | 'smoke',
    more?: Readonly<Record<string, string>>,
  ): Promise<LambdaProcess>;
  putFleet(fleet: Fleet): Promise<void>;
  putParameter(name: string, value: string): Promise<void>;
  putSecret(name: string, value: string): Promise<void>;
  /** An object of a repository of `acme`; undefined when there is none. */
  object(repository: string, file: string): Promise<string | undefined>;
  /** An object of all repositories together. */
  sharedObject(file: string): Promise<string | undefined>;
  putObject(repository: string, file: string, body: string): Promise<void>;
  /** Versions of the objects below `repositories/`, by key. */
  versions(): Promise<ReadonlyMap<string, number>>;
  /** Items of the idempotency table. */
  remembered(): Promise<readonly Readonly<Record<string, AttributeValue>>[]>;
  close(): Promise<void>;
}

/** Name of the bucket. */
export const bucket = 'gatehouse-prod';
/** Name of the idempotency table. */
export const table = 'gatehouse-prod-once';

/** Name of the parameter with the App's credentials. */
export const credentialParameter = '/gatehouse/prod/github';
/** Name of the secret with the address of Slack's incoming webhook. */
export const webhookSecret = 'gatehouse-prod-slack';

/** `functionSeconds`: the time limit that a function sees; it is not enforced. */
export async function openRuntime(functionSeconds: number): Promise<RuntimeWorld> {
  const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-runtime-'));
  const functions = path.join(projectRoot, 'build', 'lambda');
  const [aws, sandbox] = await Promise.all([startAws(), actionWorld(directory)]);
  await sandbox.addRun('success', { reports: goodReports });
  const github = await fleetGitHub(sandbox.world.githubUrl, repository);
  const client = {
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const s3 = new S3Client(client);
  const sqs = new SQSClient(client);
  const ssm = new SSMClient(client);
  const secrets = new SecretsManagerClient(client);
  const dynamo = new DynamoDBClient(client);
  const containers: LambdaProcess[] = [];

  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: bucket,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  );
  await dynamo.send(
    new CreateTableCommand({
      TableName: table,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const queue = async (name: string, Attributes: Record<string, string>): Promise<string> => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
    return QueueUrl ?? '';
  };
  const deadLetterUrl = await queue('work-dead-letters', {});
  const queueUrl = await queue('work', {
    VisibilityTimeout: String(invisibleSeconds),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:work-dead-letters',
      maxReceiveCount: 3,
    }),
  });
  const environment = {
    ...aws.environment,
    GATEHOUSE_STACK: 'prod',
    GATEHOUSE_BUCKET: bucket,
    GATEHOUSE_QUEUE_URL: queueUrl,
    GATEHOUSE_IDEMPOTENCY_TABLE: table,
    GATEHOUSE_GITHUB_CREDENTIALS: `ssm:${credentialParameter}`,
    GATEHOUSE_GITHUB_API_URL: github.url,
    POWERTOOLS_METRICS_NAMESPACE: 'Gatehouse',
  };
  const key = (name: string, file: string): string => `repositories/acme/${name}/${file}`;
  const textOf = async (Key: string): Promise<string | undefined> => {
    try {
      const found = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      return await found.Body?.transformToString();
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  };
  const world: RuntimeWorld = {
    sandbox,
    github,
    client,
    functions,
    sqs,
    queueUrl,
    deadLetterUrl,
    container: async (name, more = {}) => {
      const started = await LambdaProcess.start(
        path.join(functions, name),
        { ...environment, POWERTOOLS_SERVICE_NAME: name, ...more },
        functionSeconds * 1000,
      );
      containers.push(started);
      return started;
    },
    putFleet: async (fleet) => {
      const body = JSON.stringify(fleet);
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'config/fleet.json', Body: body }));
    },
    putParameter: async (name, value) => {
      const parameter = {
        Name: name,
        Type: 'SecureString',
        Value: value,
        Overwrite: true,
      } as const;
      await ssm.send(new PutParameterCommand(parameter));
    },
    putSecret: async (name, value) => {
      await secrets.send(new CreateSecretCommand({ Name: name, SecretString: value }));
    },
    object: (name, file) => textOf(key(name, file)),
    sharedObject: (file) => textOf(`repositories/${file}`),
    putObject: async (name, file, body) => {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key(name, file), Body: body }));
    },
    versions: async () => {
      const counts = new Map<string, number>();
      let from: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> = {};
      for (;;) {
        const { Versions, NextKeyMarker, NextVersionIdMarker, IsTruncated } = await s3.send(
          new ListObjectVersionsCommand({ Bucket: bucket, Prefix: 'repositories/', ...from }),
        );
        for (const { Key = '' } of Versions ?? []) counts.set(Key, (counts.get(Key) ?? 0) + 1);
        if (IsTruncated !== true) break;
        from = { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker };
      }
      return counts;
    },
    remembered: async () => {
      const items: Record<string, AttributeValue>[] = [];
      for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName: table })) {
        items.push(...Items);
      }
      return items;
    },
    close: async () => {
      await Promise.all(containers.map((one) => one.close()));
      await github.close();
      await sandbox.close();
      await aws.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  const privateKey = readFileSync(sandbox.world.appPrivateKeyFile, 'utf8');
  const { appId, installationId } = sandbox.world;
  await world.putParameter(
    credentialParameter,
    JSON.stringify({ appId, installationId, privateKey }),
  );
  await world.putSecret(webhookSecret, await sandbox.world.slackWebhookUrl('ci-alerts'));
  return world;
}

/** A fleet of `count` repositories, all judged alike. */
export function fleetOf(count: number): Fleet {
  return {
    version: 1,
    stack: 'prod',
    owner: 'acme',
    repositories: Array.from({ length: count }, (_, index) => ({
      name: `service-${index + 1}`,
      branch: 'main',
      settings: {
        threshold: 90,
        weights: { ci: 40, coverage: 30, security: 20, quality: 10 },
        window: 10,
        bands: { excellent: 95, good: 90, fair: 80 },
        workflow: 'ci.yml',
        sources: ['src'],
      },
    })),
  };
}
