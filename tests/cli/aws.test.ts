import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text as consume } from 'node:stream/consumers';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startAws, type LoopbackAws } from '../../sandbox/aws/loopback-aws';
import { projectRoot } from '../support/tools';

let aws: LoopbackAws;
let sqs: SQSClient;
const urls: Record<string, string> = {};

beforeAll(async () => {
  aws = await startAws();
  const { AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = '' } = aws.environment;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  sqs = new SQSClient({ endpoint, region, credentials });
  for (const queue of ['readiness-work', 'readiness-work-dead-letters', 'readiness-undelivered']) {
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: `gatehouse-prod-${queue}` }),
    );
    urls[queue] = QueueUrl;
  }
});
afterAll(async () => {
  sqs.destroy();
  await aws.close();
});

async function gatehouse(...argv: readonly string[]) {
  const child = spawn(process.execPath, ['cli/bin.mjs', 'aws', ...argv, '--stack', 'prod'], {
    cwd: projectRoot,
    env: { ...process.env, ...aws.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const text = await consume(child.stdout);
  return { code: child.exitCode ?? (await once(child, 'exit'))[0], text };
}

const send = (queue: string, MessageBody: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl: urls[queue], MessageBody }));
const bodiesIn = async (queue: string): Promise<readonly unknown[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: urls[queue],
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
    }),
  );
  return Messages.map(({ Body }) => Body);
};
const letter = (name: string): string =>
  JSON.stringify({
    owner: 'acme',
    repository: { name },
    period: 'daily',
    scheduledAt: '2026-11-24T09:00:00Z',
  });

test('with nothing given up the queues are listed, and one that is not there is named', async () => {
  const { code, text } = await gatehouse('status');
  expect(code).toBe(0);
  expect(text).toMatch(/^readiness-work +0 waiting \(repositories to be scored\)$/m);
  expect(text).toMatch(/^smoke-undelivered +not there$/m);
  expect(await gatehouse('redrive', '--yes')).toEqual({
    code: 0,
    text: 'there are no dead letters\n',
  });
});

test('in another region the queue of its monitors is counted', async () => {
  const { AWS_ENDPOINT_URL: endpoint = '' } = aws.environment;
  const region = 'ap-southeast-2';
  const there = new SQSClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { QueueUrl } = await there.send(
    new CreateQueueCommand({ QueueName: `gatehouse-prod-smoke-${region}-undelivered` }),
  );
  await there.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
  there.destroy();
  const { code, text } = await gatehouse('status', '--region', region);
  expect(code).toBe(2);
  expect(text).toMatch(/^smoke-undelivered +1 waiting \(smoke tests that were not started\)$/m);
});

test('dead letters are shown, and sent only when told to; what cannot be read stays', async () => {
  const dead = 'readiness-work-dead-letters';
  for (const body of [letter('orders'), letter('billing'), 'poison']) await send(dead, body);
  const status = await gatehouse('status');
  expect(status.code).toBe(2);
  expect(status.text).toContain('acme/orders, daily run of 2026-11-24T09:00:00Z, sent 20');
  expect(status.text).toContain('not readable');

  // Looking takes nothing away: it can be repeated.
  for (let look = 0; look < 2; look += 1) {
    const { code, text } = await gatehouse('redrive');
    expect(code).toBe(2);
    expect(text).toContain('2 would be sent to be scored again');
    expect(text).toContain('1 cannot be read and would come back; they stay');
  }
  expect(await bodiesIn('readiness-work')).toEqual([]);

  const { code, text } = await gatehouse('redrive', '--yes');
  expect(code).toBe(2);
  expect(text).toMatch(/^sent: acme\/orders/m);
  expect([...(await bodiesIn('readiness-work'))].sort()).toEqual([
    letter('billing'),
    letter('orders'),
  ]);
  expect(await bodiesIn(dead)).toEqual(['poison']);
  expect((await gatehouse('redrive', '--yes')).text).not.toContain('sent:');
});
