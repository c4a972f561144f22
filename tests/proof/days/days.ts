import { dispatchRun } from '../../../runtime/lambda/dispatcher/dispatch-run';
import { dispatcherEnvironment } from '../../../runtime/lambda/environment';
import { openMonitor } from '../../../runtime/lambda/smoke/open-monitor';
import { smokeEnvironment } from '../../../runtime/lambda/smoke/smoke-environment';
import { openWorker, type Worker } from '../../../runtime/lambda/worker/open-worker';
import type { ScheduledRun } from '../../../runtime/lambda/work-message';
import { queueRecord } from '../../../sandbox/aws/queue-record';
import { CloudWatch } from './cloud-watch';
import { MemoryAws } from './memory-aws';
import { isDue } from './schedules';
import type { RegisteredStack } from './stacks';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** How far the clock goes at once; everything is due at such a time. */
const step = 5 * minute;
/** Repositories that the workers of a stack get through in a step: some 300 a minute. */
const capacity = 1_500;
const batchSize = 5;
const invisibleMs = 720_000;
const receipts = 5;
/** A function that is invoked asynchronously is tried two more times. */
const invocations = 3;
const flexibleSteps = 3;

interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  visibleAt: number;
  received: number;
}

/** Something that is to happen at its time. */
interface Planned {
  readonly at: number;
  /** May give a promise, which is waited for. */
  readonly work: () => unknown;
}

/** A score, as the metric says. */
interface Score {
  readonly stack: string;
  readonly repository: string;
  readonly at: number;
}

/** The runtimes of some stacks, over days that pass as fast as the machine goes. */
export class Days {
  readonly aws: MemoryAws;
  readonly cloudWatch = new CloudWatch(8 * day);
  readonly scores: Score[] = [];
  /** Runs that were due by stack and period. */
  readonly due: { readonly stack: string; readonly period: string; readonly at: number }[] = [];
  /** Names of schedules that are disabled, with their stack. */
  readonly disabled = new Set<string>();
  /** Whether half of the containers are of a version that adds to what is stored. */
  isRolling = false;
  readonly counts = { failed: 0, duplicates: 0, deadLetters: 0, redriven: 0 };
  private now: number;
  private planned: Planned[] = [];
  private readonly queues = new Map<string, Message[]>();
  private readonly deadLetters = new Map<string, Message[]>();
  private readonly workers = new Map<string, readonly Worker[]>();
  private readonly monitors = new Map<string, ReturnType<typeof openMonitor>>();
  private nextId = 0;
  private deliveries = 0;

  constructor(
    private readonly stacks: readonly RegisteredStack[],
    start: number,
    private readonly setTime: (now: number) => void,
    private readonly random: () => number,
  ) {
    this.now = start;
    this.setTime(start);
    this.aws = new MemoryAws(({ queueUrl, body, delaySeconds }) => {
      this.queueOf(queueUrl).push(this.message(body, delaySeconds * 1000));
    });
    this.aws.rewrite = (key, body) =>
      this.isNewer && key.endsWith('/history.json')
        ? JSON.stringify({ ...(JSON.parse(body) as object), addedLater: { of: 'a newer version' } })
        : body;
    for (const registered of stacks) this.open(registered);
  }

  /** A container of the newer version is at work. */
  private isNewer = false;

  close(): void {
    this.aws.close();
  }

  /** Does something at a time, before the schedules of that time. */
  plan(at: number, work: Planned['work']): void {
    this.planned.push({ at: Math.ceil(at / step) * step, work });
  }

  async until(end: number): Promise<void> {
    for (; this.now < end; this.now += step) {
      this.setTime(this.now);
      const due = this.planned.filter(({ at }) => at <= this.now);
      this.planned = this.planned.filter(({ at }) => at > this.now);
      for (const { work } of due) await work();
      for (const registered of this.stacks) {
        this.startSchedules(registered);
        await this.deliver(registered);
        this.measureQueues(registered);
      }
      this.cloudWatch.evaluate(this.now);
    }
  }

  /** Sends the dead letters of a stack to its queue again, as `gatehouse aws redrive` does. */
  redrive(stack: string): void {
    const { work, dead } = this.namesOf(stack);
    const letters = this.deadLetters.get(dead) ?? [];
    this.deadLetters.set(dead, []);
    this.counts.redriven += letters.length;
    this.queueOf(work).push(...letters.map(({ body }) => this.message(body, 0)));
  }

  /** Invokes the dispatcher with an event, as a person does with one that was not delivered. */
  async dispatch(stack: string, run: ScheduledRun): Promise<void> {
    await dispatchRun(run, dispatcherEnvironment(this.variables(stack, 'readiness-dispatcher')));
  }

  /** Takes a line of a function's log. */
  take(line: string): void {
    if (!line.startsWith('{"_aws"')) return;
    const { _aws, ...values } = JSON.parse(line) as {
      readonly _aws: {
        readonly Timestamp: number;
        readonly CloudWatchMetrics: readonly {
          readonly Namespace: string;
          readonly Dimensions: readonly (readonly string[])[];
          readonly Metrics: readonly { readonly Name: string }[];
        }[];
      };
    } & Readonly<Record<string, unknown>>;
    for (const { Namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics) {
      for (const names of Dimensions) {
        const dimensions = Object.fromEntries(names.map((name) => [name, String(values[name])]));
        for (const { Name } of Metrics) {
          for (const value of [values[Name]].flat().map(Number)) {
            this.cloudWatch.put(Namespace, Name, dimensions, { at: _aws.Timestamp, value });
          }
          const { Stack: stack = '', Repository: repository = '' } = dimensions;
          if (Name === 'ReadinessScore') this.scores.push({ stack, repository, at: this.now });
        }
      }
    }
  }

  private open(registered: RegisteredStack): void {
    const { name } = registered.stack;
    for (const alarm of registered.alarms) this.cloudWatch.register(alarm, name);
    this.aws.objects.set(`${name}/config/fleet.json`, JSON.stringify(registered.fleet));
    const variables = this.variables(name, 'readiness-worker');
    this.workers.set(name, [openWorker(variables), openWorker(variables)]);
    for (const service of registered.stack.services) {
      this.monitors.set(
        `${name} ${service}`,
        openMonitor(smokeEnvironment(this.variables(name, `smoke-${service}-staging`))),
      );
    }
  }

  private variables(stack: string, name: string): Readonly<Record<string, string>> {
    const registered = this.stacks.find((one) => one.stack.name === stack);
    const found = registered?.functions.get(name);
    if (found === undefined) {
      throw new Error(`no function ${name}: ${[...(registered?.functions.keys() ?? [])].join()}`);
    }
    return found;
  }

  private startSchedules(registered: RegisteredStack): void {
    const { name: stack } = registered.stack;
    for (const schedule of registered.schedules) {
      if (!isDue(schedule, this.now) || this.disabled.has(`${stack} ${schedule.name}`)) continue;
      const scheduledAt = new Date(this.now).toISOString();
      const { period } = JSON.parse(schedule.input) as Partial<ScheduledRun>;
      if (period === undefined) {
        const service = schedule.name.replace(/^smoke-(.*)-staging-schedule-run$/, '$1');
        this.plan(this.now + step, () => this.runMonitor(`${stack} ${service}`));
        continue;
      }
      this.due.push({ stack, period, at: this.now });
      const late = Math.floor(this.random() * flexibleSteps) * step;
      this.invoke(stack, { period, scheduledAt }, this.now + step + late, 1);
    }
  }

  private invoke(stack: string, run: ScheduledRun, at: number, attempt: number): void {
    this.plan(at, async () => {
      try {
        await this.dispatch(stack, run);
      } catch {
        if (attempt < invocations) this.invoke(stack, run, this.now + step, attempt + 1);
        else this.sentTo(this.namesOf(stack).undelivered);
      }
    });
  }

  private async runMonitor(key: string): Promise<void> {
    const monitor = this.monitors.get(key);
    if (monitor === undefined) throw new Error(`no monitor ${key}`);
    await monitor({ getRemainingTimeInMillis: () => 60_000, awsRequestId: 'request' });
  }

  /** What the event source mapping does in a step. */
  private async deliver({ stack: { name } }: RegisteredStack): Promise<void> {
    const { work, dead } = this.namesOf(name);
    const visible = this.queueOf(work).filter(({ visibleAt }) => visibleAt <= this.now);
    const taken = visible.slice(0, capacity);
    for (const message of taken.filter(({ received }) => received >= receipts)) {
      this.remove(work, message);
      this.deadLetters.set(dead, [...(this.deadLetters.get(dead) ?? []), message]);
      this.counts.deadLetters += 1;
    }
    const live = taken.filter(({ received }) => received < receipts);
    for (let start = 0; start < live.length; start += batchSize) {
      await this.hand(name, work, live.slice(start, start + batchSize));
    }
  }

  private async hand(stack: string, work: string, batch: readonly Message[]): Promise<void> {
    this.deliveries += 1;
    const [older, newer] = this.workers.get(stack) ?? [];
    this.isNewer = this.isRolling && this.deliveries % 2 === 0;
    const worker = this.isNewer ? newer : older;
    // A standard queue delivers at least once.
    const again = this.random() < 0.02 ? batch.slice(0, 1) : [];
    this.counts.duplicates += again.length;
    for (const message of batch) {
      message.received += 1;
      message.visibleAt = this.now + invisibleMs;
    }
    const records = [...batch, ...again].map(({ id, body }) =>
      queueRecord({ MessageId: id, Body: this.isNewer ? withMore(body) : body }),
    );
    const context = { getRemainingTimeInMillis: () => 100_000 };
    const answer = await worker?.(records as never, context as never);
    this.isNewer = false;
    const failed = new Set(answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    this.counts.failed += failed.size;
    for (const message of batch) if (!failed.has(message.id)) this.remove(work, message);
  }

  private remove(queue: string, message: Message): void {
    const messages = this.queueOf(queue);
    messages.splice(messages.indexOf(message), 1);
  }

  private measureQueues({ stack: { name } }: RegisteredStack): void {
    const { work, dead } = this.namesOf(name);
    const at = this.now;
    const put = (metric: string, queue: string, value: number): void => {
      this.cloudWatch.put('AWS/SQS', metric, { QueueName: queue }, { at, value });
    };
    const oldest = this.queueOf(work).reduce((age, { sentAt }) => Math.max(age, at - sentAt), 0);
    if (this.queueOf(work).length > 0) put('ApproximateAgeOfOldestMessage', work, oldest / 1000);
    const letters = this.deadLetters.get(dead) ?? [];
    put('ApproximateNumberOfMessagesVisible', dead, letters.length);
    put('ApproximateNumberOfMessagesNotVisible', dead, 0);
  }

  private sentTo(queue: string): void {
    const of = { at: this.now, value: 1 };
    this.cloudWatch.put('AWS/SQS', 'NumberOfMessagesSent', { QueueName: queue }, of);
  }

  private namesOf(stack: string) {
    const work = this.variables(stack, 'readiness-worker')['GATEHOUSE_QUEUE_URL'] ?? '';
    const found = this.stacks.find((one) => one.stack.name === stack);
    const watched = (alarm: string): string => {
      const inputs = found?.alarms.find(({ name }) => name === alarm)?.inputs ?? {};
      return /"QueueName":"([^"]+)"/.exec(JSON.stringify(inputs))?.[1] ?? '';
    };
    return {
      work,
      dead: watched('readiness-dead-letters'),
      undelivered: watched('readiness-undelivered'),
    };
  }

  private queueOf(url: string): Message[] {
    const known = this.queues.get(url) ?? [];
    this.queues.set(url, known);
    return known;
  }

  private message(body: string, delayMs: number): Message {
    this.nextId += 1;
    const id = String(this.nextId);
    return { id, body, sentAt: this.now, visibleAt: this.now + delayMs, received: 0 };
  }
}

/** A message as a newer version might write it. */
function withMore(body: string): string {
  return JSON.stringify({ ...(JSON.parse(body) as object), addedLater: true });
}
