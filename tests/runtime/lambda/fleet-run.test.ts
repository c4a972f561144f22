import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import type { LambdaProcess } from '../../../sandbox/aws/lambda-process';
import { queueRecord } from '../../../sandbox/aws/queue-record';
import { isProof, times } from '../../proof/proof-size';
import { deliverAll, type Delivered } from './event-source';
import { fleetOf, openRuntime, type RuntimeWorld } from './runtime-world';
import { slowQueue, type SlowQueue } from './slow-queue';

/** The fleet of every day is small, that of `make proof` has the size which the configuration allows. */
const size = isProof ? times(1000, 5000) : 200;
const timeoutMs = times(900_000, 4_500_000);
const fleet = fleetOf(size);
/** The workers read the clock: a run of a fixed day would soon be too old to be put off when GitHub rate limit. */
/** Seconds ago at which the run was due. */
const late = 600;
const run = { period: 'daily', scheduledAt: secondsAgo(late) } as const;
const yesterday = { period: 'daily', scheduledAt: secondsAgo(86_400) } as const;
const poison = ['no JSON', '{"version":1}', JSON.stringify({ version: 2, ...run })];

/**
 * Ten of them a worker keeps in reserve: with less left it begins no repository, and sends it again. In the rest a slow
 * machine handles a batch too.
 */
const functionSeconds = 30;

/** At this repository both workers are killed, one while it waits for GitHub; at the others GitHub rate limit. */
const killedAt = 'service-25';
const limitedAt = [0.9, 0.95].map((part) => `service-${String(size * part)}`);

/** Most of a fleet has no new run since yesterday; these are looked at for the first time. */
const isNew = ({ name }: { readonly name: string }): boolean =>
  Number(name.replace('service-', '')) % 20 === 0;
const newcomers = fleet.repositories.filter(isNew);

let at: RuntimeWorld;
let queue: SlowQueue;
let workers: readonly LambdaProcess[];
let delivered: Delivered;
/** Versions of each object in the bucket after the run. */
let versions: ReadonlyMap<string, number>;

beforeAll(async () => {
  at = await openRuntime(functionSeconds);
  await at.putFleet(fleet);
  await at.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: at.queueUrl,
      Entries: poison.map((body, index) => ({ Id: String(index), MessageBody: body })),
    }),
  );
  const room = new Room(10);
  queue = await slowQueue(new URL(at.queueUrl), 7, (messages) => room.wait(messages));
  const dispatcher = await at.container('dispatcher', { GATEHOUSE_QUEUE_URL: queue.queueUrl });
  await rememberYesterday(await at.container('worker'));
  workers = [await at.container('worker'), await at.container('worker')];
  at.github.disturb = disturbance();
  let isDispatched = false;
  const dispatching = dispatcher.invoke(run).then((ended) => {
    isDispatched = true;
    return ended;
  });
  delivered = await deliverAll({
    sqs: at.sqs,
    queueUrl: at.queueUrl,
    containers: workers,
    functionSeconds,
    deliversTwice: (delivery) => delivery % 10 === 0,
    onTaken: (messages) => {
      room.free(messages);
    },
    isDone: async () => isDispatched && (await messagesIn(at.queueUrl)) === 0,
  });
  expect(await dispatching).toEqual({ kind: 'answer', value: { queued: size } });
  versions = await at.versions();
}, timeoutMs);
afterAll(async () => {
  await at.close();
  await queue.close();
});

/** As EventBridge Scheduler writes a time. */
function secondsAgo(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** One repository is scored, and what that leaves in the bucket is what every other one but the newcomers has. */
async function rememberYesterday(worker: LambdaProcess): Promise<void> {
  const [first] = fleet.repositories;
  if (first === undefined) throw new Error('the fleet is empty');
  const { version, stack, owner } = fleet;
  const Body = JSON.stringify({ version, stack, owner, repository: first, ...yesterday });
  const ended = await worker.invoke({ Records: [queueRecord({ Body, MessageId: 'yesterday' })] });
  expect(ended).toEqual({ kind: 'answer', value: { batchItemFailures: [] } });
  const history = (await at.object(first.name, 'history.json')) ?? '';
  for (const { name } of fleet.repositories.filter((one) => one !== first && !isNew(one))) {
    const own = history.replaceAll(`acme/${first.name}"`, `acme/${name}"`);
    await at.putObject(name, 'history.json', own);
  }
  await worker.close();
}

const historyOf = (name: string): string => `repositories/acme/${name}/history.json`;

/** Places in a queue. */
class Room {
  private waiting: (() => void)[] = [];

  constructor(private places: number) {}

  /** Waits until there is a place, and takes some. */
  async wait(taken: number): Promise<void> {
    while (this.places < taken) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.places -= taken;
  }

  free(places: number): void {
    this.places += places;
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

/** One death and two rate limits, each once. */
function disturbance(): RuntimeWorld['github']['disturb'] {
  const left = new Set([killedAt, ...limitedAt]);
  return (name, path) => {
    if (!path.includes('/workflows/') || !left.delete(name)) return undefined;
    if (name === killedAt) {
      for (const worker of workers) worker.kill();
      return 'none';
    }
    return {
      status: 403,
      headers: { 'retry-after': '4', 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'You have exceeded a secondary rate limit.' }),
    };
  };
}

/** Messages in a queue, whether visible or not. */
async function messagesIn(queueUrl: string): Promise<number> {
  const { Attributes } = await at.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  );
  const counts: Readonly<Record<string, string>> = Attributes ?? {};
  return ['', 'NotVisible', 'Delayed']
    .map((kind) => Number(counts[`ApproximateNumberOfMessages${kind}`]))
    .reduce((sum, one) => sum + one, 0);
}

const sum = (metric: string) =>
  workers
    .flatMap((worker) => worker.metrics())
    .reduce((total, one) => total + Number(one[metric] ?? 0), 0);

test('the run had what it is about: refused batches, duplicates, dead workers and rate limits', () => {
  expect(queue.refusals()).toBeGreaterThanOrEqual(1);
  expect(delivered.duplicates).toBeGreaterThanOrEqual(10);
  expect(delivered.died).toBeGreaterThanOrEqual(1);
  expect(sum('Throttled')).toBeGreaterThanOrEqual(limitedAt.length);
});

test('each message that is put off says how long it waits, since its run was due', () => {
  const waits = workers
    .flatMap((worker) => worker.metrics())
    .flatMap((line) => line['OldestWait'] ?? [])
    .map(Number);
  expect(waits.length).toBeGreaterThanOrEqual(limitedAt.length);
  // The age of the message itself would be some seconds.
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(late);
});

test('each repository is scored once, which leaves one version of its history', () => {
  const histories = fleet.repositories.map(({ name }) => [name, versions.get(historyOf(name))]);
  expect(histories.filter(([, count]) => count !== 1)).toEqual([]);
  // What a worker wrote in its last moment may be lost with it.
  expect(sum('RepositoriesScored')).toBeLessThanOrEqual(size);
  expect(sum('RepositoriesScored')).toBeGreaterThanOrEqual(size - delivered.died);
});

test('a newcomer gets its pages, and a repository without a new run none again', async () => {
  const scores = new Set<number | undefined>();
  for (const { name } of newcomers) {
    const text = (await at.object(name, 'readiness.json')) ?? '{}';
    const document = JSON.parse(text) as { readonly value?: number; readonly repository?: string };
    scores.add(document.repository === `acme/${name}` ? document.value : undefined);
  }
  expect(scores).toEqual(new Set([98.8]));
  const pages = [...versions.keys()].filter((key) => key.endsWith('/index.html'));
  expect(pages).toHaveLength(newcomers.length + 1);
});

test('each is remembered as done, so that no later delivery scores it again', async () => {
  const items = await at.remembered();
  // And the one that was scored yesterday.
  expect(items).toHaveLength(size + 1);
  expect(items.filter((item) => item['status']?.S !== 'COMPLETED')).toEqual([]);
  const refused = workers.flatMap(
    (one) => one.log().match(/"message":"(already|elsewhere)"/g) ?? [],
  );
  expect(refused.length).toBeGreaterThanOrEqual(10);
});

test('a repository is looked at again only where its worker died before it was remembered', () => {
  const [first] = fleet.repositories;
  const looks = [...at.github.looks].map(([name, count]) =>
    name === first?.name ? count - 1 : count,
  );
  expect(looks).toHaveLength(size);
  const twice = looks.filter((count) => count > 1);
  expect(twice.length).toBeLessThanOrEqual(2 * delivered.died);
});

test('the dead-letter queue holds exactly the poison, and the queue nothing', async () => {
  const { Messages = [] } = await at.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: at.deadLetterUrl, MaxNumberOfMessages: 10 }),
  );
  expect(Messages.map((message) => message.Body).sort()).toEqual([...poison].sort());
  expect(await messagesIn(at.deadLetterUrl)).toBe(poison.length);
  expect(await messagesIn(at.queueUrl)).toBe(0);
});
