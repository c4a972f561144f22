import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { recordedOf, type RecordedResource } from './recorded-stack';
import { awsTypes } from '../../core/kernel/resource-types';

/** Clients of the loopback AWS. */
export interface AwsClients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
  readonly dynamo: DynamoDBClient;
}

export function awsClients(endpoint: string, region: string): AwsClients {
  const options = {
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  return {
    s3: new S3Client(options),
    sqs: new SQSClient(options),
    ssm: new SSMClient(options),
    dynamo: new DynamoDBClient(options),
  };
}

const bucket = z.object({ bucket: z.string() });
const object = z.object({ bucket: z.string(), key: z.string(), content: z.string() });
const table = z.object({ name: z.string(), hashKey: z.string() });
const queue = z.object({ name: z.string(), url: z.string() });

/**
 * Makes in the loopback AWS what a stack's functions work with: its buckets with their objects, its tables and queues,
 * under the names the stack has for them.
 *
 * @returns the loopback URL of each queue by the URL that the stack recorded.
 */
export async function provision(
  resources: readonly RecordedResource[],
  { s3, sqs, dynamo }: AwsClients,
  region: string,
): Promise<ReadonlyMap<string, string>> {
  for (const { outputs } of recordedOf(resources, awsTypes.s3.Bucket, bucket)) {
    await s3.send(
      new CreateBucketCommand({
        Bucket: outputs.bucket,
        CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
      }),
    );
  }
  for (const { outputs } of recordedOf(resources, awsTypes.s3.BucketObjectv2, object)) {
    await s3.send(
      new PutObjectCommand({ Bucket: outputs.bucket, Key: outputs.key, Body: outputs.content }),
    );
  }
  for (const { outputs } of recordedOf(resources, awsTypes.dynamodb.Table, table)) {
    await dynamo.send(
      new CreateTableCommand({
        TableName: outputs.name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: outputs.hashKey, AttributeType: 'S' }],
        KeySchema: [{ AttributeName: outputs.hashKey, KeyType: 'HASH' }],
      }),
    );
  }
  const urls = new Map<string, string>();
  for (const { outputs } of recordedOf(resources, awsTypes.sqs.Queue, queue)) {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: outputs.name }));
    urls.set(outputs.url, QueueUrl ?? '');
  }
  return urls;
}

/** Stores a secret where a function's environment says it will look: `ssm:NAME`. */
export async function storeParameter(
  { ssm }: AwsClients,
  address: string,
  value: string,
): Promise<void> {
  const [, name] = /^ssm:(.+)$/.exec(address) ?? [];
  if (name === undefined) throw new Error(`the sandbox has no secret store for ${address}`);
  await ssm.send(new PutParameterCommand({ Name: name, Type: 'SecureString', Value: value }));
}
