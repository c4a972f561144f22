import { setTimeout as wait } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { queueRecord } from '../../../sandbox/aws/queue-record';
import type { LambdaProcess } from '../../../sandbox/aws/lambda-process';

export interface EventSourceOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  /** One delivers to each of them at a time. */
  readonly containers: readonly LambdaProcess[];
  /** After how many a container would be ended. What one worked on when it died is left alone for as long. */
  readonly functionSeconds: number;
  /** Whether to deliver this message once more, later, as a queue may. */
  readonly deliversTwice: (delivery: number) => boolean;
  /** Called with the number of messages taken from the queue, each time. */
  readonly onTaken?: (messages: number) => void;
  /** Whether everything that is expected has come. */
  readonly isDone: () => Promise<boolean>;
}

export interface Delivered {
  readonly batches: number;
  readonly duplicates: number;
  /** Batches whose container died. */
  readonly died: number;
}

const batchSize = 10;

/**
 * Seconds after which a message comes back that failed. A queue counts them from when the message was taken, and a
 * machine with much to do takes longer than that over a batch: here they begin when the batch has ended.
 */
const comesBackSeconds = 20;

/**
 * Milliseconds between two looks at an empty queue. A long poll of moto's would end with the first message of a batch
 * that comes in.
 */
const pollMs = 1000;

/**
 * Does what AWS's event source mapping does between queue and function: takes batches, hands them over, and deletes what
 * was not named as failed; what is not deleted becomes visible again. Every second batch is turned round, and some
 * messages come twice.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function deliverAll(options: EventSourceOptions): Promise<Delivered> {
  const { sqs, queueUrl, containers, functionSeconds, deliversTwice, onTaken, isDone } = options;
  const again: Message[] = [];
  let [batches, duplicates, died, deliveries] = [0, 0, 0, 0];
  let done = false;

  const pull = async (container: LambdaProcess): Promise<void> => {
    while (!done) {
      const received = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: batchSize,
        }),
      );
      const fresh = received.Messages ?? [];
      onTaken?.(fresh.length);
      if (fresh.length === 0 && again.length === 0) {
        done = await isDone();
        if (!done) await wait(pollMs);
        continue;
      }
      again.push(...fresh.filter(() => deliversTwice((deliveries += 1))));
      const repeated = again.splice(0, batchSize - fresh.length);
      duplicates += repeated.length;
      batches += 1;
      const batch = [...fresh, ...repeated];
      if (batches % 2 === 0) batch.reverse();
      const ended = await container.invoke({ Records: batch.map(queueRecord) });
      if (ended.kind !== 'answer') {
        died += 1;
        await giveBack(batch, functionSeconds + 5);
        continue;
      }
      const { batchItemFailures } = ended.value as {
        readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
      };
      const failed = new Set(batchItemFailures.map((one) => one.itemIdentifier));
      const isHandled = ({ MessageId = '' }: Message) => !failed.has(MessageId);
      await remove(batch.filter(isHandled));
      await giveBack(
        batch.filter((message) => !isHandled(message)),
        comesBackSeconds,
      );
    }
  };

  const entries = (messages: readonly Message[]) =>
    [...new Set(messages.map(({ ReceiptHandle }) => ReceiptHandle))].map((handle, index) => ({
      Id: String(index),
      ReceiptHandle: handle,
    }));

  const remove = async (messages: readonly Message[]): Promise<void> => {
    if (messages.length === 0) return;
    const Entries = entries(messages);
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  };

  const giveBack = async (messages: readonly Message[], seconds: number): Promise<void> => {
    if (messages.length === 0) return;
    const Entries = entries(messages).map((entry) => ({
      ...entry,
      VisibilityTimeout: seconds,
    }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
  };

  await Promise.all(containers.map(pull));
  return { batches, duplicates, died };
}
