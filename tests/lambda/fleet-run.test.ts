import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { deliverAll, type Delivered } from './event-source';
import type { LambdaProcess } from '../../sandbox/aws/lambda-process';
import { fleetOf, openRuntime, type RuntimeWorld } from './runtime-world';

const repositories = 1000;
const run = { period: 'daily', scheduledAt: '2026-11-24T09:00:00Z' } as const;
const poison = ['no JSON', '{"version":1}', JSON.stringify({ version: 2, ...run })];

/** The repository whose worker is killed while GitHub has not answered yet, and those at which GitHub limits the rate. */
const killedAt = 'service-40';
const limitedAt = new Set(['service-120', 'service-480']);

let at: RuntimeWorld;
let dispatched: LambdaProcess;
let workers: readonly LambdaProcess[];
let delivered: Delivered;
let pages: ReadonlyMap<string, number>;

beforeAll(async () => {
  at = await openRuntime();
  await at.putFleet(fleetOf(repositories));
  await at.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: at.queueUrl,
      Entries: poison.map((body, index) => ({ Id: String(index), MessageBody: body })),
    }),
  );
  dispatched = await at.container('dispatcher');
  workers = [await at.container('worker'), await at.container('worker')];
  let kills = 0;
  at.github.disturb = (name, path) => {
    if (!path.includes('/workflows/')) return undefined;
    if (name === killedAt && kills === 0) {
      kills += 1;
      // Whichever has asked is waiting for an answer; the other one is killed too, in the middle of anything.
      for (const worker of workers) worker.kill();
      return 'none';
    }
    if (!limitedAt.delete(name)) return undefined;
    return {
      status: 403,
      headers: { 'retry-after': '4', 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'You have exceeded a secondary rate limit.' }),
    };
  };
  let sent = false;
  const queued = async () => {
    const { Attributes } = await at.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: at.queueUrl, AttributeNames: ['All'] }),
    );
    return ['', 'NotVisible', 'Delayed'].map((kind) =>
      Number(Attributes?.[`ApproximateNumberOfMessages${kind}`]),
    );
  };
  const [, ended] = await Promise.all([
    // The scheduler may deliver an event twice.
    dispatched.invoke(run).then(async (first) => {
      expect(first).toEqual({ kind: 'answer', value: { queued: repositories } });
      sent = true;
    }),
    deliverAll({
      sqs: at.sqs,
      queueUrl: at.queueUrl,
      containers: workers,
      deliversTwice: (delivery) => delivery % 10 === 0,
      isDone: async () => sent && (await queued()).every((count) => count === 0),
    }),
  ]);
  delivered = ended;
  pages = await at.versions();
}, 600_000);
afterAll(() => at.close());

test('each of a thousand repositories is scored, and its history written exactly once', () => {
  const histories = fleetOf(repositories).repositories.map(
    ({ name }) => pages.get(`repositories/acme/${name}/history.json`) ?? 0,
  );
  console.log(delivered, process.cpuUsage());
  expect(histories.filter((count) => count !== 1)).toEqual([]);
});

test('the dead-letter queue holds exactly the poison', async () => {
  const { Messages = [] } = await at.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: at.deadLetterUrl, MaxNumberOfMessages: 10 }),
  );
  expect(Messages.map((message) => message.Body).sort()).toEqual([...poison].sort());
});
