import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs';
import { type Letter } from './letters';

/** Queues of a stack's runtime, as the components name them, and what each is for. */
export const stackQueues = {
  'readiness-work': 'repositories to be scored',
  'readiness-work-dead-letters': 'repositories given up',
  'readiness-undelivered': 'runs that were not started',
  'smoke-undelivered': 'smoke tests that were not started',
} as const;
export type StackQueue = keyof typeof stackQueues;

/** Messages of a queue; approximately, as SQS says. */
interface QueueCounts {
  readonly waiting: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** The queues of one stack in AWS. */
export interface StackQueues {
  /** Undefined: there is no such queue. */
  counts(queue: StackQueue): Promise<QueueCounts | undefined>;
  /** Every message of a queue, which no one else gets for five minutes, until {@link giveBack}. */
  take(queue: StackQueue): Promise<readonly Taken[]>;
  giveBack(queue: StackQueue, taken: readonly Taken[]): Promise<void>;
  /** Sends a letter to a queue and deletes it where it was. */
  move(letter: Taken, from: StackQueue, to: StackQueue): Promise<void>;
}

interface Taken extends Letter {
  readonly handle: string;
}

const takenSeconds = 300;

/** What a queue can be called in a region: monitors outside the region of the stack have its name in theirs. */
function namesOf(queue: StackQueue, region: string | undefined): readonly string[] {
  if (queue !== 'smoke-undelivered' || region === undefined) return [queue];
  return [queue, `smoke-${region}-undelivered`];
}

/** @param prefix `<project>-<stack>-`. */
export function openStackQueues(prefix: string, region: string | undefined): StackQueues {
  const sqs = new SQSClient({ maxAttempts: 2, ...(region === undefined ? {} : { region }) });
  const urlOf = async (queue: StackQueue): Promise<string | undefined> => {
    for (const name of namesOf(queue, region)) {
      try {
        const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: prefix + name }));
        return QueueUrl;
      } catch (error) {
        if (!(error instanceof QueueDoesNotExist)) throw error;
      }
    }
    return undefined;
  };
  return {
    counts: async (queue) => {
      const QueueUrl = await urlOf(queue);
      if (QueueUrl === undefined) return undefined;
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      );
      const count = (kind: '' | 'NotVisible' | 'Delayed'): number =>
        Number(Attributes[`ApproximateNumberOfMessages${kind}`] ?? 0);
      return { waiting: count(''), inFlight: count('NotVisible'), delayed: count('Delayed') };
    },
    take: async (queue) => {
      const QueueUrl = await urlOf(queue);
      const taken = new Map<string, Taken>();
      for (let empty = 0; QueueUrl !== undefined && empty < 2;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: 10,
            VisibilityTimeout: takenSeconds,
            MessageSystemAttributeNames: ['SentTimestamp'],
            MessageAttributeNames: ['All'],
          }),
        );
        // A queue asks some of its servers only: one empty answer is not the end.
        empty = Messages.length === 0 ? empty + 1 : 0;
        for (const message of Messages.map(takenOf)) taken.set(message.id, message);
      }
      return [...taken.values()].sort((a, b) => (a.sentAt < b.sentAt ? -1 : 1));
    },
    giveBack: async (queue, taken) => {
      const QueueUrl = await urlOf(queue);
      for (let start = 0; QueueUrl !== undefined && start < taken.length; start += 10) {
        const Entries = taken.slice(start, start + 10).map(({ handle }, index) => ({
          Id: String(index),
          ReceiptHandle: handle,
          VisibilityTimeout: 0,
        }));
        await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
      }
    },
    move: async ({ body, handle }, from, to) => {
      const [source, target] = [await urlOf(from), await urlOf(to)];
      if (source === undefined || target === undefined)
        throw new Error(`there is no queue ${prefix}${to}`);
      // In this order: ended in between it is there twice, which the worker takes for one, and never lost.
      await sqs.send(new SendMessageCommand({ QueueUrl: target, MessageBody: body }));
      await sqs.send(new DeleteMessageCommand({ QueueUrl: source, ReceiptHandle: handle }));
    },
  };
}

/** Lambda and Scheduler say in attributes of the message what went wrong. */
const errorAttributes = ['ErrorMessage', 'ERROR_MESSAGE', 'ErrorCode', 'ERROR_CODE'];

function takenOf({ MessageId = '', Body = '', ReceiptHandle = '', ...of }: Message): Taken {
  const [error] = errorAttributes.flatMap(
    (name) => of.MessageAttributes?.[name]?.StringValue ?? [],
  );
  const sentAt = new Date(Number(of.Attributes?.SentTimestamp ?? 0)).toISOString();
  return { id: MessageId, body: Body, handle: ReceiptHandle, sentAt, error };
}
