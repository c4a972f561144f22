import { judgeResource, unknown, UNSURE } from '../../fixtures/judge';
import { functionRuntime } from './function-runtime';
import { logRetention } from './log-retention';
import { partialBatches } from './partial-batches';
import { queueEncryption } from './queue-encryption';
import { scheduleDelivery } from './schedule-delivery';
import { tableRecovery } from './table-recovery';

/* What the examples of the rules do not show. */

type Props = Readonly<Record<string, unknown>>;

describe('function-runtime', () => {
  const judge = (props: Props, settings: object = {}) =>
    judgeResource(functionRuntime, { type: 'aws:lambda/function:Function', props }, settings);
  const old = (runtime: string) => [`runtime ${runtime} no longer receives updates`];
  test.each<[string, string, readonly string[]]>([
    ['nodejs16.x', '2026-12-31', old('nodejs16.x')],
    ['nodejs22.x', '2026-12-31', []],
    ['nodejs22.x', '2027-04-30', []],
    ['nodejs22.x', '2027-05-01', ['runtime nodejs22.x receives no updates after 2027-04-30']],
    ['nodejs26.x', '2027-06-30', []],
  ])('%s must be supported until %s', (runtime, until, expected) => {
    expect(judge({ runtime }, { until })).toEqual(expected);
  });

  test.each([
    ['nodejs20.x', '2026-04-30', '2026-05-01'],
    ['nodejs24.x', '2028-04-30', '2028-05-01'],
    ['python3.13', '2029-06-30', '2029-07-01'],
    ['python3.14', '2029-06-30', '2029-07-01'],
    ['java25', '2029-06-30', '2029-07-01'],
    ['ruby3.3', '2027-03-31', '2027-04-01'],
    ['ruby3.4', '2028-03-31', '2028-04-01'],
    ['dotnet10', '2028-11-14', '2028-11-15'],
  ])('%s gets updates until %s', (runtime, last, next) => {
    expect(judge({ runtime }, { until: last })).toEqual([]);
    expect(judge({ runtime }, { until: next })).toEqual([
      `runtime ${runtime} receives no updates after ${last}`,
    ]);
  });

  test.each([
    ...[
      'nodejs',
      'nodejs4.3',
      'nodejs8.10',
      'nodejs10.x',
      'nodejs12.x',
      'nodejs14.x',
      'nodejs18.x',
    ],
    ...['python2.7', 'python3.6', 'python3.7', 'python3.8', 'python3.9'],
    ...['ruby2.7', 'ruby3.2', 'dotnetcore3.1', 'dotnet6', 'java8', 'go1.x', 'provided'],
  ])('%s is deprecated', (runtime) => {
    expect(judge({ runtime })).toEqual(old(runtime));
  });

  test.each(['python3.15', 'java8.al2', 'provided.al2023', 'dotnet60', 'ruby3.20', 'xjava8'])(
    '%s is not',
    (runtime) => {
      expect(judge({ runtime })).toEqual([]);
    },
  );

  test.each<[string, Props, readonly string[]]>([
    ['an image, which brings its own', { runtime: 'nodejs16.x', imageUri: 'x' }, []],
    ['no runtime', { handler: 'x' }, []],
    ['a runtime that is unknown', unknown(['runtime']), [UNSURE]],
  ])('%s', (_name, props, expected) => {
    expect(judge(props)).toEqual(expected);
  });
});

describe('partial-batches', () => {
  const queue = 'arn:aws:sqs:eu-central-1:111122223333:jobs';
  const stream = 'arn:aws:kinesis:eu-central-1:111122223333:stream/jobs';
  const whole = ['one failing message returns the whole batch to the queue'];
  test.each<[string, Props, readonly string[]]>([
    ['a queue', { eventSourceArn: queue }, whole],
    ['a queue in batches', { eventSourceArn: queue, batchSize: 10 }, whole],
    ['a queue by single messages', { eventSourceArn: queue, batchSize: 1 }, []],
    [
      'a queue that gets a report',
      { eventSourceArn: queue, functionResponseTypes: ['ReportBatchItemFailures'] },
      [],
    ],
    [
      'a queue that gets another report',
      { eventSourceArn: queue, functionResponseTypes: ['x'] },
      whole,
    ],
    ['a stream', { eventSourceArn: stream }, []],
    [
      'a stream whose name is that of a queue',
      { eventSourceArn: stream.replace('jobs', 'sqs') },
      [],
    ],
    ['no source', {}, []],
    ['a source that is unknown', unknown(['eventSourceArn']), [UNSURE]],
    [
      'a source that is unknown and gets a report',
      unknown(['eventSourceArn'], { batchSize: 1 }),
      [],
    ],
  ])('%s', (_name, props, expected) => {
    const type = 'aws:lambda/eventSourceMapping:EventSourceMapping';
    expect(judgeResource(partialBatches, { type, props })).toEqual(expected);
  });
});

describe('log-retention', () => {
  const judge = (props: Props, settings: object = {}) =>
    judgeResource(logRetention, { type: 'aws:cloudwatch/logGroup:LogGroup', props }, settings);
  const ever = ['logs never expire'];
  test.each<[string, Props, readonly string[]]>([
    ['the minimum', { retentionInDays: 14 }, []],
    ['less', { retentionInDays: 13 }, ['logs are kept for only 13 days']],
    ['nothing said', {}, ever],
    ['zero, which never expires', { retentionInDays: 0 }, ever],
    ['unknown', unknown(['retentionInDays']), [UNSURE]],
  ])('%s', (_name, props, expected) => {
    expect(judge(props)).toEqual(expected);
  });

  test('the minimum is a setting', () => {
    expect(judge({ retentionInDays: 3 }, { minimum: 3 })).toEqual([]);
    expect(judge({ retentionInDays: 30 }, { minimum: 31 })).toHaveLength(1);
  });
});

describe('queue-encryption', () => {
  test.each<[string, Props, boolean]>([
    ['by SQS', { sqsManagedSseEnabled: true }, true],
    ['by default', {}, true],
    ['switched off', { sqsManagedSseEnabled: false }, false],
    ['by a key', { sqsManagedSseEnabled: false, kmsMasterKeyId: 'alias/x' }, true],
  ])('%s: %j', (_name, props, encrypted) => {
    const resource = { type: 'aws:sqs/queue:Queue', props };
    expect(judgeResource(queueEncryption, resource)).toEqual(
      encrypted ? [] : ['the queue is not encrypted'],
    );
  });

  test('unknown', () => {
    const props = unknown(['kmsMasterKeyId'], { sqsManagedSseEnabled: false });
    expect(judgeResource(queueEncryption, { type: 'aws:sqs/queue:Queue', props })).toEqual([
      UNSURE,
    ]);
  });
});

describe('schedule-delivery', () => {
  const dropped = 'events that cannot be delivered are dropped';
  const retried = 'an event is retried for a day';
  const retryPolicy = { maximumEventAgeInSeconds: 3600 };
  const deadLetterConfig = { arn: 'arn:aws:sqs:eu-central-1:111122223333:undelivered' };
  test.each<[string, Props, readonly string[]]>([
    ['both', { target: { retryPolicy, deadLetterConfig } }, []],
    ['no queue', { target: { retryPolicy } }, [dropped]],
    [
      'no limit',
      { target: { deadLetterConfig, retryPolicy: { maximumRetryAttempts: 2 } } },
      [retried],
    ],
    ['neither', { target: {} }, [dropped, retried]],
    ['unknown', unknown(['target']), [UNSURE]],
  ])('%s', (_name, props, expected) => {
    const type = 'aws:scheduler/schedule:Schedule';
    expect(judgeResource(scheduleDelivery, { type, props })).toEqual(expected);
  });
});

describe('table-recovery', () => {
  const lost = ['the table cannot be restored to an earlier point in time'];
  test.each<[string, Props, readonly string[]]>([
    ['on', { pointInTimeRecovery: { enabled: true } }, []],
    ['off', { pointInTimeRecovery: { enabled: false } }, lost],
    ['nothing said', {}, lost],
    ['unknown', unknown(['pointInTimeRecovery']), [UNSURE]],
  ])('%s', (_name, props, expected) => {
    expect(judgeResource(tableRecovery, { type: 'aws:dynamodb/table:Table', props })).toEqual(
      expected,
    );
  });
});
