import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { CreateQueueCommand, GetQueueUrlCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { LambdaProcess } from '../../../sandbox/aws/lambda-process';
import { queueRecord } from '../../../sandbox/aws/queue-record';
import { goodReports, repository } from '../action/action-world';
import type { RecordedResource } from '../../components/recorded-resources';
import { projectRoot } from '../../support/tools';
import { serveHttp } from '../smoke/loopback-servers';
import { alarmTopic, arnOf, environment, registeredRuntime, stack } from './registered-runtime';
import { openRuntime, type RuntimeWorld } from './runtime-world';
import { metricText, watchedAws, watchedBy, type WatchedAws } from './watched-aws';

/* What the components register, made in AWS as it is, and the functions they register it for: an alarm on a metric that
   no one writes, or a schedule whose event no handler takes, is a mistake of neither part alone. */

const functionNames = ['dispatcher', 'worker', 'smoke'] as const;

let at: RuntimeWorld;
let watched: WatchedAws;
let sick: Awaited<ReturnType<typeof serveHttp>>;
let resources: readonly RecordedResource[];

beforeAll(async () => {
  sick = await serveHttp((_request, response) => {
    response.writeHead(503).end();
  });
  at = await openRuntime(900);
  watched = watchedAws(at);
  resources = await registeredRuntime(at, sick.url);
  for (const { inputs } of ofType('Queue')) {
    await at.sqs.send(new CreateQueueCommand({ QueueName: String(inputs['name']) }));
  }
  for (const group of ofType('ScheduleGroup')) await watched.schedule(group);
  for (const schedule of ofType('Schedule')) await watched.schedule(schedule);
  for (const alarm of ofType('MetricAlarm')) await watched.alarm(alarm);
});
afterAll(async () => {
  watched.close();
  await at.close();
  await sick.close();
});

const ofType = (type: string) => resources.filter((one) => one.type.endsWith(`:${type}`));

/** The variables of a function, as the component sets them. */
function variablesOf({ inputs }: RecordedResource): Readonly<Record<string, string>> {
  return (inputs as { environment: { variables: Record<string, string> } }).environment.variables;
}

function functionOf(service: string): Readonly<Record<string, string>> {
  const found = ofType('Function').map(variablesOf);
  const [variables] = found.filter((one) => one['POWERTOOLS_SERVICE_NAME'] === service);
  if (variables === undefined) throw new Error(`no function ${service} is registered`);
  return variables;
}

/** Starts the code of a function with the variables it is registered with. */
function start(service: string): Promise<LambdaProcess> {
  const [name] = functionNames.filter((one) => one === service);
  if (name === undefined) throw new Error(`no function ${service} is built`);
  return at.container(name, functionOf(service));
}

/** Reads every schedule back. */
function schedules() {
  return Promise.all(
    ofType('Schedule').map(({ inputs }) =>
      watched.scheduled(String(inputs['groupName']), String(inputs['name'])),
    ),
  );
}

test('Scheduler has each run at its time and in its zone, with its retries', async () => {
  const kept = (await schedules()).map((one) => [
    one.ScheduleExpression,
    one.ScheduleExpressionTimezone,
    one.State,
    one.Target?.RetryPolicy,
  ]);
  const retries = { MaximumRetryAttempts: 8, MaximumEventAgeInSeconds: 3_600 };
  expect(kept).toHaveLength(4);
  expect(kept).toEqual(
    expect.arrayContaining([
      ['cron(0 9 * * ? *)', 'Europe/Berlin', 'ENABLED', retries],
      ['cron(30 9 ? * MON *)', 'Europe/Berlin', 'ENABLED', retries],
      ['cron(45 9 1 * ? *)', 'Europe/Berlin', 'ENABLED', retries],
      ['rate(4 hours)', 'UTC', 'ENABLED', retries],
    ]),
  );
});

test('what could not be handed over is kept in a queue that an alarm watches', async () => {
  const alarms = (await watched.alarms()).map(watchedBy);
  const watchedQueues = alarms
    .filter(({ namespace }) => namespace === 'AWS/SQS')
    .map(({ dimensions }) => dimensions['QueueName'] ?? '');
  for (const QueueName of watchedQueues) await at.sqs.send(new GetQueueUrlCommand({ QueueName }));
  for (const { Target } of await schedules()) {
    expect(watchedQueues).toContain(Target?.DeadLetterConfig?.Arn?.split(':').at(-1));
  }
});

describe('started as Scheduler starts them', () => {
  /** Whether each alarm on the functions' own metrics would go off; undefined where it would keep its state. */
  const seen: Record<string, boolean | undefined> = {};
  let periods: readonly unknown[];
  let metrics: ReadonlySet<string>;

  beforeAll(async () => {
    const caches = '[{"name":"pip","hit":true}]';
    await at.sandbox.addRun('failure', { reports: { ...goodReports, 'caches.json': caches } });
    const [document] = ofType('BucketObjectv2');
    await at.putFleet(JSON.parse(String(document?.inputs['content'])) as never);
    const byArn = new Map(ofType('Function').map((one) => [arnOf(one), variablesOf(one)] as const));
    const started = new Map<string, LambdaProcess>();
    for (const { Target } of await schedules()) {
      const service = byArn.get(Target?.Arn ?? '')?.['POWERTOOLS_SERVICE_NAME'] ?? 'unknown target';
      const container = started.get(service) ?? (await start(service));
      started.set(service, container);
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
      const input = Target?.Input?.replace(
        '<aws.scheduler.scheduled-time>',
        '2026-11-24T09:00:00Z',
      );
      const ended = await container.invoke(JSON.parse(input ?? 'null'));
      if (ended.kind !== 'answer') throw new Error(`${service}: ${JSON.stringify(ended)}`);
    }
    const worker = await start('worker');
    const { Messages = [] } = await at.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: functionOf('worker')['GATEHOUSE_QUEUE_URL'],
        MaxNumberOfMessages: 10,
      }),
    );
    periods = Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown);
    const unreadable = queueRecord({ Body: 'no work', MessageId: 'unreadable' });
    const limited = { ...(periods[0] as object), notBefore: new Date(Date.now() + 3_600_000) };
    const Body = JSON.stringify({ ...limited, scheduledAt: new Date().toISOString() });
    await worker.invoke({
      Records: [
        ...Messages.map(queueRecord),
        unreadable,
        queueRecord({ Body, MessageId: 'limited' }),
      ],
    });
    for (const container of [...started.values(), worker]) {
      for (const line of container.metrics()) await watched.take(line);
    }
    metrics = await watched.metrics();
    for (const alarm of await watched.alarms()) {
      if (watchedBy(alarm).namespace !== 'Gatehouse') continue;
      seen[alarm.AlarmName ?? ''] = await watched.goesOff(alarm);
    }
  });

  test('the dispatcher takes the event of each schedule and queues the repository for it', () => {
    expect(periods).toHaveLength(3);
    for (const period of ['daily', 'weekly', 'monthly']) {
      expect(periods).toContainEqual(
        expect.objectContaining({
          stack,
          period,
          scheduledAt: '2026-11-24T09:00:00Z',
          repository: expect.objectContaining({ name: repository }) as unknown,
        }),
      );
    }
  });

  test('each alarm is on a metric that a function writes, or on a queue or function there is', async () => {
    const alarms = await watched.alarms();
    expect(alarms).toHaveLength(16);
    const names = ofType('Function').map(({ inputs }) => inputs['name']);
    const queues = ofType('Queue').map(({ inputs }) => inputs['name']);
    for (const alarm of alarms) {
      expect(alarm.AlarmActions).toEqual([alarmTopic]);
      const { namespace, metric, dimensions } = watchedBy(alarm);
      if (namespace === 'Gatehouse') {
        expect(metrics).toContain(metricText(namespace, metric, dimensions));
      } else if (namespace === 'AWS/Lambda') {
        expect(names).toContain(dimensions['FunctionName']);
      } else {
        expect(queues).toContain(dimensions['QueueName']);
      }
    }
  });

  test('each alarm names its runbook, which is there', async () => {
    for (const { AlarmDescription = '' } of await watched.alarms()) {
      const [page = ''] = /docs\/runbooks\/[a-z-]+\.md$/.exec(AlarmDescription) ?? [];
      expect(readFileSync(path.join(projectRoot, page), 'utf8')).toContain('## First look');
    }
  });

  test('a repository below its threshold and a sick service set off their alarms, and no other', () => {
    expect(seen).toEqual({
      'readiness-heartbeat': false,
      'readiness-below-threshold': true,
      // One message that cannot be read has failed once.
      'readiness-failures': false,
      'readiness-credential': false,
      'readiness-waiting': false,
      'readiness-unseen': false,
      'readiness-slack': false,
      'smoke-unchecked': false,
      'smoke-slack': false,
      [`smoke-${repository}-${environment}-failing`]: true,
      [`smoke-${repository}-${environment}-silent`]: false,
    });
  });

  test('each graph of the dashboard shows metrics that a function writes', async () => {
    const [dashboard] = ofType('Dashboard');
    if (dashboard === undefined) throw new Error('no dashboard');
    const wanted = shownMetrics(await watched.dashboard(dashboard));
    const own = wanted.filter((one) => one.startsWith('Gatehouse '));
    expect(own).toHaveLength(23);
    // Nothing has failed to reach Slack in this run.
    const failures = ['SlackFailures', 'SmokeSlackFailures'];
    expect(
      own.filter((one) => !metrics.has(one) && !failures.some((name) => one.includes(` ${name} `))),
    ).toEqual([]);
    const queues = ofType('Queue').map(({ inputs }) => `QueueName=${String(inputs['name'])}`);
    const functions = ofType('Function').map(
      ({ inputs }) => `FunctionName=${String(inputs['name'])}`,
    );
    for (const one of wanted.filter((text) => !text.startsWith('Gatehouse '))) {
      expect([...queues, ...functions]).toContain(one.split(' ').at(-1));
    }
    expect(wanted).toHaveLength(own.length + 3 + 4);
  });
});

/** The metrics a dashboard's body shows, those it searches for with the one repository and environment there is. */
function shownMetrics(body: string): readonly string[] {
  const { widgets } = JSON.parse(body) as {
    readonly widgets: readonly { readonly properties: { readonly metrics: unknown[][] } }[];
  };
  const values: Readonly<Record<string, string>> = {
    Repository: repository,
    Environment: environment,
  };
  return widgets.flatMap(({ properties }) =>
    properties.metrics.map(([first, name, dimension, value]) => {
      if (typeof first === 'string') {
        return metricText(first, String(name), { [String(dimension)]: String(value) });
      }
      const { expression } = first as { readonly expression: string };
      const [, namespace = '', names = '', metric = '', of = ''] =
        /SEARCH\('\{(\w+),([\w,]+)\} MetricName="(\w+)" Stack="(\w+)"'/.exec(expression) ?? [];
      const dimensions = names
        .split(',')
        .map((each) => [each, each === 'Stack' ? of : (values[each] ?? '')]);
      return metricText(
        namespace,
        metric,
        Object.fromEntries(dimensions) as Record<string, string>,
      );
    }),
  );
}
