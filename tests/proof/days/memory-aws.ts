import { createHash, randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

type Item = Record<string, AttributeValue>;

/** A message on its way into a queue. */
interface Sent {
  readonly queueUrl: string;
  readonly body: string;
  readonly delaySeconds: number;
}

/**
 * What the functions ask of AWS, in memory and without a network, so that days pass in seconds. The same operations are
 * held against moto by the tests in tests/runtime/lambda; any other operation is an error.
 */
export class MemoryAws {
  /** Objects that are read again, by `bucket/key`. */
  readonly objects = new Map<string, string>();
  /** Writes of each object. */
  readonly writes = new Map<string, number>();
  readonly items = new Map<string, Item>();
  /** Values of parameters and secrets by name; what is not there cannot be read. */
  readonly secrets = new Map<string, string>();
  /** Whether the bucket denies everything, as it does under a wrong policy. */
  deniesBucket = false;
  /** What a stored object becomes on its way in. */
  rewrite: (key: string, body: string) => string = (_key, body) => body;
  private readonly undo: (() => void)[] = [];

  constructor(private readonly sent: (message: Sent) => void) {
    this.takeOver(S3Client, (command) => this.bucket(command));
    this.takeOver(DynamoDBClient, (command) => this.table(command));
    this.takeOver(SQSClient, (command) => this.queue(command));
    this.takeOver(SSMClient, (command) => this.secret(command));
    this.takeOver(SecretsManagerClient, (command) => this.secret(command));
  }

  close(): void {
    for (const undo of this.undo) undo();
  }

  private takeOver(
    client: { readonly prototype: object },
    answer: (command: object) => object,
  ): void {
    const send = (command: object): Promise<object> =>
      new Promise((resolve) => {
        resolve(answer(command));
      });
    Object.defineProperty(client.prototype, 'send', { value: send, configurable: true });
    this.undo.push(() => Reflect.deleteProperty(client.prototype, 'send'));
  }

  private bucket(command: object): object {
    if (this.deniesBucket) throw refusal('AccessDenied', 403);
    if (command instanceof GetObjectCommand) {
      const body = this.objects.get(`${command.input.Bucket}/${command.input.Key}`);
      if (body === undefined) throw new NoSuchKey({ message: 'no such key', $metadata: {} });
      return { ETag: etagOf(body), Body: { transformToString: () => Promise.resolve(body) } };
    }
    if (command instanceof PutObjectCommand) {
      const { Bucket, Key = '', IfMatch, IfNoneMatch } = command.input;
      const key = `${Bucket}/${Key}`;
      const before = this.objects.get(key);
      const isRefused =
        (IfNoneMatch === '*' && before !== undefined) ||
        (IfMatch !== undefined && (before === undefined || etagOf(before) !== IfMatch));
      if (isRefused) throw refusal('PreconditionFailed', 412);
      this.writes.set(key, (this.writes.get(key) ?? 0) + 1);
      const body = this.rewrite(Key, command.input.Body as string);
      // The pages are for people; nothing reads them.
      if (Key.endsWith('/history.json') || !Key.startsWith('repositories/'))
        this.objects.set(key, body);
      return { ETag: etagOf(body) };
    }
    throw unknown(command);
  }

  private table(command: object): object {
    if (command instanceof PutItemCommand) {
      const { Item: item = {}, ExpressionAttributeValues: values = {} } = command.input;
      const key = keyOf(item);
      const before = this.items.get(key);
      // The one condition that Powertools sets: absent, expired, or begun by one that is out of time.
      const isFree =
        before === undefined ||
        numberOf(before['expiration']) < numberOf(values[':now']) ||
        (before['status']?.S === 'INPROGRESS' &&
          before['in_progress_expiration'] !== undefined &&
          numberOf(before['in_progress_expiration']) < numberOf(values[':now_in_millis']));
      if (!isFree) {
        throw new ConditionalCheckFailedException({
          ...{ message: 'the condition failed', $metadata: {}, Item: before },
        });
      }
      this.items.set(key, item);
      return {};
    }
    if (command instanceof UpdateItemCommand) return this.update(command);
    if (command instanceof GetItemCommand) {
      return { Item: this.items.get(keyOf(command.input.Key ?? {})) };
    }
    if (command instanceof DeleteItemCommand) {
      this.items.delete(keyOf(command.input.Key ?? {}));
      return {};
    }
    throw unknown(command);
  }

  /** `SET #a = :a, …` as Powertools writes it, and `ADD a :one SET b = :b` as the counter of sights does. */
  private update({ input }: UpdateItemCommand): object {
    const { Key: key = {}, UpdateExpression: expression = '' } = input;
    const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input;
    const item: Item = { ...key, ...this.items.get(keyOf(key)) };
    const value = (name: string): AttributeValue => values[name] ?? { NULL: true };
    for (const [, name = '', of = ''] of expression.matchAll(/(#?\w+) = (:\w+)/g))
      item[names[name] ?? name] = value(of);
    for (const [, name = '', of = ''] of expression.matchAll(/ADD (\w+) (:\w+)/g))
      item[name] = { N: String(numberOf(item[name]) + numberOf(value(of))) };
    this.items.set(keyOf(key), item);
    return { Attributes: item };
  }

  private queue(command: object): object {
    if (command instanceof SendMessageCommand) {
      const { QueueUrl = '', MessageBody = '', DelaySeconds = 0 } = command.input;
      this.sent({ queueUrl: QueueUrl, body: MessageBody, delaySeconds: DelaySeconds });
      return { MessageId: randomUUID() };
    }
    if (command instanceof SendMessageBatchCommand) {
      const { QueueUrl = '', Entries = [] } = command.input;
      for (const { MessageBody = '', DelaySeconds = 0 } of Entries)
        this.sent({ queueUrl: QueueUrl, body: MessageBody, delaySeconds: DelaySeconds });
      return { Failed: [] };
    }
    throw unknown(command);
  }

  private secret(command: object): object {
    if (command instanceof GetParameterCommand) {
      return { Parameter: { Value: this.secretOf(command.input.Name, 'ParameterNotFound') } };
    }
    if (command instanceof GetSecretValueCommand) {
      return {
        SecretString: this.secretOf(command.input.SecretId, 'ResourceNotFoundException'),
      };
    }
    throw unknown(command);
  }

  private secretOf(name: string | undefined, error: string): string {
    const value = this.secrets.get(name ?? '');
    if (value !== undefined) return value;
    throw Object.assign(new Error(`${error}: ${name}`), {
      ...{ name: error, $metadata: { httpStatusCode: 400 } },
    });
  }
}

function refusal(name: string, httpStatusCode: number): Error {
  return new S3ServiceException({
    ...{ name, message: name, $fault: 'client', $metadata: { httpStatusCode } },
  });
}

function unknown(command: object): Error {
  return new Error(`the functions are not known to ask AWS for ${command.constructor.name}`);
}

function etagOf(body: string): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function keyOf(item: Item): string {
  return item['id']?.S ?? '';
}

function numberOf(value: AttributeValue | undefined): number {
  return Number(value?.N ?? 0);
}
