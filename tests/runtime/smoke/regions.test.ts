import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type LambdaProcess } from '../../../sandbox/aws/lambda-process';
import { startAws, type LoopbackAws } from '../../../sandbox/aws/loopback-aws';
import { startSlack, type SlackServer } from '../../../sandbox/slack/server';
import { scratchDirectory } from '../../support/scratch';
import { serveHttp, type Loopback } from './loopback-servers';
import { startRegionalMonitor } from './regional-monitor';

const bucket = 'gatehouse-prod';
const home = 'eu-central-1';
const further = ['us-east-1', 'ap-southeast-2'];
/** Regions from which the service does not work. */
const broken = new Set<string>();
const monitors = new Map<string, LambdaProcess>();
let services: readonly (Loopback & { readonly url: string })[];
let aws: LoopbackAws;
let slack: SlackServer;
let s3: S3Client;

beforeAll(async () => {
  slack = await startSlack({ directory });
  aws = await startAws();
  const at = {
    endpoint: aws.url,
    // Bucket and secret are there; moto knows no parameter of another region.
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
  const Value = await slack.webhookUrl('ci-alerts');
  await ssm.send(
    new PutParameterCommand({ Name: '/gatehouse/slack', Type: 'SecureString', Value }),
  );
  ssm.destroy();
  const regions = [home, ...further];
  // Each region has its own way to the service.
  services = await Promise.all(
    regions.map((region) =>
      serveHttp((_, response) => response.writeHead(broken.has(region) ? 500 : 200).end('{}')),
    ),
  );
  await Promise.all(
    regions.map(async (region, index) => {
      const check = { name: 'gesund: ja ✓', kind: 'health', path: '/', latencyBudgetMs: 20_000 };
      const settings = { baseUrl: services[index]?.url, attempts: 1, checks: [check] };
      const monitor = await startRegionalMonitor({
        ...{ aws, region, bucket, home, further, settings },
        variables: {
          GATEHOUSE_CHECK_METRICS: 'true',
          GATEHOUSE_ALARM: 'smoke-orders-staging-failing',
          GATEHOUSE_WORKFLOW_URL: 'https://github.com/acme/orders/actions/workflows/smoke.yml',
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
const directory = scratchDirectory('regions');

/** One run from each of the regions, in their order; the messages that Slack got from it. */
async function run(...regions: readonly string[]): Promise<readonly string[]> {
  const before = slack.world.state.messages.length;
  for (const region of regions) {
    const answer = await monitors.get(region)?.invoke({});
    expect(answer).toMatchObject({ value: { passed: !broken.has(region) } });
  }
  return slack.world.state.messages.slice(before).map((message) => JSON.stringify(message));
}

test('each region has its own state, and a message says whether one region sees a failure or all', async () => {
  expect(await run(home, ...further)).toEqual([]);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  expect(Contents.map(({ Key }) => Key).sort()).toEqual([
    'smoke/orders/staging/ap-southeast-2/state.json',
    'smoke/orders/staging/state.json',
    'smoke/orders/staging/us-east-1/state.json',
  ]);

  broken.add('us-east-1');
  const [one, ...others] = await run(home, ...further);
  expect(others).toEqual([]);
  expect(one).toContain('Smoke test failed: orders (staging, from us-east-1)');
  expect(one).toContain(
    'it fails from us-east-1 only; it passes from eu-central-1, ap-southeast-2',
  );

  expect(one).toContain(
    '<https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#alarmsV2:?search=smoke-orders-staging-failing|alarm>',
  );
  expect(one).toContain('<https://github.com/acme/orders/actions/workflows/smoke.yml|workflow>');
  expect(one).toMatch(
    /log-events\$3Fstart\$3D\d+\$26end\$3D\d+\$26filterPattern\$3D\$2522[^$]+\$2522\|run>/,
  );

  broken.add(home).add('ap-southeast-2');
  const all = await run('ap-southeast-2', home, 'us-east-1');
  expect(all).toHaveLength(2);
  expect(all[0]).toContain('it fails from ap-southeast-2, us-east-1; it passes from eu-central-1');
  expect(all[1]).toContain('it fails from every region: eu-central-1, us-east-1, ap-southeast-2');

  broken.clear();
  const over = await run('us-east-1', 'us-east-1');
  expect(over).toHaveLength(1);
  expect(over[0]).toContain('Smoke test recovered: orders (staging, from us-east-1)');
});

test('metrics say which region they are of, and each check has its own', () => {
  const lines = monitors.get('us-east-1')?.metrics() ?? [];
  const [whole, own] = lines.filter((line) => 'SmokeSuccess' in line);
  const dimensions = ['Stack', 'Repository', 'Environment', 'Region'];
  expect(whole).toMatchObject({
    _aws: { CloudWatchMetrics: [{ Dimensions: [dimensions] }] },
    Region: 'us-east-1',
  });
  expect(own).toMatchObject({
    _aws: {
      CloudWatchMetrics: [
        {
          Dimensions: [[...dimensions, 'Check']],
          Metrics: ['SmokeSuccess', 'SmokeRetried', 'SmokeLatency', 'SmokeConnectTime']
            .concat('SmokeFirstByteTime')
            .map((Name) => expect.objectContaining({ Name }) as unknown),
        },
      ],
    },
    // CloudWatch takes ASCII only.
    Check: 'gesund: ja ?',
    SmokeSuccess: 1,
  });
});
