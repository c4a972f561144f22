import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type LambdaProcess } from '../../../sandbox/aws/lambda-process';
import { startAws, type LoopbackAws } from '../../../sandbox/aws/loopback-aws';
import { startSlack, type SlackServer } from '../../../sandbox/slack/server';
import type { SlackMessage } from '../../../sandbox/slack/state';
import { scratchDirectory } from '../../support/scratch';
import { serveHttp, type Loopback } from './loopback-servers';
import { startRegionalMonitor } from './regional-monitor';

const bucket = 'gatehouse-prod';
const home = 'eu-central-1';
const other = 'us-east-1';
const keys = {
  [home]: 'smoke/orders/staging/state.json',
  [other]: 'smoke/orders/staging/us-east-1/state.json',
};
/** Regions from which the service does not work. */
const broken = new Set<string>();
const monitors = new Map<string, LambdaProcess>();
let services: readonly (Loopback & { readonly url: string })[];
let aws: LoopbackAws;
let slack: SlackServer;
let s3: S3Client;

beforeAll(async () => {
  slack = await startSlack({ directory });
  slack.world.createChannel('ci-alerts');
  aws = await startAws();
  const at = {
    endpoint: aws.url,
    region: home,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  };
  s3 = new S3Client(at);
  await s3.send(
    new CreateBucketCommand({
      Bucket: bucket,
      CreateBucketConfiguration: { LocationConstraint: home },
    }),
  );
  const ssm = new SSMClient(at);
  await ssm.send(
    new PutParameterCommand({ Name: '/gatehouse/bot', Type: 'SecureString', Value: slack.token }),
  );
  ssm.destroy();
  services = await Promise.all(
    [home, other].map((region) =>
      serveHttp((_, response) => response.writeHead(broken.has(region) ? 500 : 200).end('{}')),
    ),
  );
  await Promise.all(
    [home, other].map(async (region, index) => {
      const settings = {
        baseUrl: services[index]?.url,
        attempts: 1,
        checks: [{ name: 'healthy', kind: 'health', path: '/', latencyBudgetMs: 20_000 }],
        alerts: { recoverAfter: 1 },
      };
      const monitor = await startRegionalMonitor({
        ...{ aws, region, bucket, home, further: [other], settings },
        variables: {
          // The bot posts where both are configured.
          GATEHOUSE_SLACK_BOT_TOKEN: 'ssm:/gatehouse/bot',
          GATEHOUSE_SLACK_CHANNEL: 'ci-alerts',
          GATEHOUSE_SLACK_API_URL: `${slack.url}/api/`,
        },
      });
      monitors.set(region, monitor);
    }),
  );
});
afterAll(async () => {
  s3.destroy();
  await Promise.all([...monitors.values()].map((monitor) => monitor.close()));
  await Promise.all([slack.close(), aws.close(), ...services.map((each) => each.close())]);
});
// Its own hook comes second: the servers are closed before their directory is gone.
const directory = scratchDirectory('threads');

/** One run of a region; the messages that Slack got from it. */
async function run(region: string): Promise<readonly SlackMessage[]> {
  const before = slack.world.state.messages.length;
  const answer = await monitors.get(region)?.invoke({});
  expect(answer).toMatchObject({ value: { passed: !broken.has(region) } });
  return slack.world.state.messages.slice(before);
}

async function stateOf(region: keyof typeof keys): Promise<Record<string, unknown>> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: keys[region] }));
  return JSON.parse((await Body?.transformToString()) ?? '') as Record<string, unknown>;
}

const summary = ({ text, threadTs, isBroadcast = false }: SlackMessage) => [
  text,
  threadTs,
  isBroadcast,
];
const failed = (region: string) => `Smoke test failed: orders (staging, from ${region})`;
const recovered = (region: string) => `Smoke test recovered: orders (staging, from ${region})`;

test('an incident is one thread over all regions, reminders included, and its end is shown in the channel', async () => {
  broken.add(home).add(other);
  const [first, ...more] = await run(home);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ text: failed(home), via: 'chat.postMessage' });
  expect(first?.threadTs).toBeUndefined();
  const root = first?.ts ?? '';
  expect((await stateOf(home))['thread']).toEqual({ channel: first?.channel, ts: root });

  expect((await run(other)).map(summary)).toEqual([[failed(other), root, false]]);

  const state = await stateOf(home);
  const longAgo = { ...state, toldAt: '2020-01-01T00:00:00Z' };
  await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: keys[home], Body: JSON.stringify(longAgo) }),
  );
  expect((await run(home)).map(summary)).toEqual([
    [`Smoke test still fails: orders (staging, from ${home})`, root, false],
  ]);

  broken.delete(home);
  expect((await run(home)).map(summary)).toEqual([[recovered(home), root, false]]);
  broken.delete(other);
  expect((await run(other)).map(summary)).toEqual([[recovered(other), root, true]]);
});

test('the next incident is a thread of its own', async () => {
  broken.add(other);
  const [first] = await run(other);
  expect(first?.threadTs).toBeUndefined();
  expect(await stateOf(other)).toMatchObject({ thread: { ts: first?.ts }, announced: 'failed' });
  broken.clear();
  expect((await run(other)).map(summary)).toEqual([[recovered(other), first?.ts, true]]);
  expect(Object.keys(await stateOf(other))).not.toContain('thread');
});

test('neither log nor metrics have the token, and every message counts', () => {
  for (const monitor of monitors.values()) expect(monitor.log()).not.toContain(slack.token);
  const refused = [...monitors.values()].flatMap((monitor) =>
    monitor.metrics().flatMap((line) => line['SmokeSlackRefused'] ?? []),
  );
  expect(refused).toEqual(slack.world.state.messages.map(() => 0));
});
