import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

/** One message of a batch. */
export interface BatchEntry {
  /** Unique within its batch. */
  readonly id: string;
  readonly body: string;
  /** Seconds until it is delivered, at most 900; default 0. */
  readonly delaySeconds?: number;
}

export interface FailedEntry {
  readonly id: string;
  readonly reason: string;
  /** Whether the message itself is at fault: sending it again would change nothing. */
  readonly isOurs: boolean;
}

const client = new SQSClient({});

/** Sends one message, to be delivered after a delay of at most 900 seconds. */
export async function sendMessage(
  queueUrl: string,
  body: string,
  delaySeconds: number,
): Promise<void> {
  const message = { QueueUrl: queueUrl, MessageBody: body, DelaySeconds: delaySeconds };
  await client.send(new SendMessageCommand(message));
}

/** Sends at most ten messages; gives back those the queue did not take. */
export async function sendBatch(
  queueUrl: string,
  entries: readonly BatchEntry[],
): Promise<readonly FailedEntry[]> {
  const { Failed = [] } = await client.send(
    new SendMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: entries.map(({ id, body, delaySeconds = 0 }) => ({
        Id: id,
        MessageBody: body,
        DelaySeconds: delaySeconds,
      })),
    }),
  );
  return Failed.map((one) => ({
    id: one.Id ?? '',
    reason: `${one.Code ?? 'unknown'}: ${one.Message ?? 'no reason given'}`,
    isOurs: one.SenderFault === true,
  }));
}
