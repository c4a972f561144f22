import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { LambdaProcess } from '../../../sandbox/aws/lambda-process';
import { startAws, type LoopbackAws } from '../../../sandbox/aws/loopback-aws';
import { scratchDirectory } from '../../support/scratch';
import { projectRoot } from '../../support/tools';
import { builtAction, runStep } from '../action/action-process';
import { certificateFor } from './certificate';
import { serveDns, serveGrpc, serveHttp2, serveHttps } from './loopback-protocols';
import type { Loopback } from './loopback-servers';

const authority = certificateFor('Private CA', 90);
const own = certificateFor('127.0.0.1', 90, authority);
const client = certificateFor('monitor', 90, authority);
const secrets = {
  CA: authority.cert,
  CERTIFICATE: client.cert,
  KEY: client.key,
  PASSWORD: 'hunter2',
};
const tls = {
  ca: { secret: 'CA' },
  certificate: { secret: 'CERTIFICATE' },
  key: { secret: 'KEY' },
};
const bucket = 'gatehouse-prod';
const servers: Loopback[] = [];
let definition = '';
let aws: LoopbackAws;
let monitor: LambdaProcess;

async function kept(starting: Promise<Loopback>): Promise<number> {
  const server = await starting;
  servers.push(server);
  return server.port;
}

beforeAll(async () => {
  const service = await kept(
    serveHttps(
      (request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
        request.on('end', () => {
          if (request.url === '/login') {
            const isRight = body === '{"password":"hunter2"}';
            response.writeHead(isRight ? 200 : 401).end('{"token":"t-1"}');
          } else {
            const isIn = request.headers.authorization === 'Bearer t-1';
            response.writeHead(isIn ? 200 : 403).end('{"orders":[]}');
          }
        });
      },
      own,
      authority,
    ),
  );
  const only2 = await kept(serveHttp2((_, response) => response.end('{}'), own));
  const grpc = await kept(serveGrpc({ '': 1, down: 2 }, own));
  const dns = await kept(serveDns(() => ({ code: 0, records: [Buffer.from([10, 0, 0, 7])] })));
  const shared = { kind: 'api', latencyBudgetMs: 20_000 };
  const host = '127.0.0.1';
  const login = {
    ...{ method: 'POST', path: '/login', body: '{"password":"${secrets.PASSWORD}"}' },
    extract: { token: 'token' },
  };
  const headers = { authorization: 'Bearer ${token}' };
  definition = JSON.stringify({
    baseUrl: `https://127.0.0.1:${service}`,
    attempts: 1,
    checks: [
      { ...shared, name: 'closed', path: '/orders', tls },
      { ...shared, name: 'no client certificate', path: '/orders', tls: { ca: tls.ca } },
      {
        ...shared,
        ...{ name: 'login', probe: 'steps', tls, steps: [login, { path: '/orders', headers }] },
      },
      { ...shared, name: 'grpc', probe: 'grpc', host, port: grpc, tls: { ca: tls.ca } },
      {
        ...shared,
        ...{ name: 'down', probe: 'grpc', host, port: grpc, service: 'down', tls: { ca: tls.ca } },
      },
      {
        ...shared,
        ...{ name: 'name', probe: 'dns', host: 'a.example', resolver: `${host}:${dns}` },
        expectRecords: ['10.0.0.7'],
      },
      { ...shared, name: 'tls', probe: 'tls', host, port: only2, tls: { ca: tls.ca } },
    ],
  });
  aws = await startAws();
  const at = {
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  };
  const s3 = new S3Client(at);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  s3.destroy();
  const ssm = new SSMClient(at);
  for (const [name, Value] of Object.entries(secrets)) {
    const Name = `/smoke/${name}`;
    await ssm.send(new PutParameterCommand({ Name, Type: 'SecureString', Value }));
  }
  ssm.destroy();
  monitor = await LambdaProcess.start(
    path.join(projectRoot, 'build', 'lambda', 'smoke'),
    {
      ...aws.environment,
      GATEHOUSE_STACK: 'prod',
      GATEHOUSE_REPOSITORY: 'orders-service',
      GATEHOUSE_ENVIRONMENT: 'staging',
      GATEHOUSE_BUCKET: bucket,
      GATEHOUSE_SMOKE_SETTINGS: definition,
      POWERTOOLS_METRICS_NAMESPACE: 'Gatehouse',
      POWERTOOLS_SERVICE_NAME: 'smoke',
      ...Object.fromEntries(
        Object.keys(secrets).map((name) => [`SMOKE_SECRET_${name}`, `ssm:/smoke/${name}`]),
      ),
    },
    100_000,
  );
});
afterAll(async () => {
  await monitor.close();
  await Promise.all([aws.close(), ...servers.map((server) => server.close())]);
});
// Its own hook comes second: the servers are closed before their directory is gone.
const directory = scratchDirectory('same-probes');

/** Without milliseconds, and without what differs from one machine to the next. */
const withoutTimes = (text: string): string => text.replaceAll(/\b\d+ ms/g, '# ms');

test('every probe gives the action and the function the same, with a private CA, client certificates and secrets', async () => {
  writeFileSync(path.join(directory, 'smoke.json'), definition);
  const step = await runStep(builtAction, {
    cwd: directory,
    inputs: { command: 'smoke', definition: 'smoke.json', output: 'report.json' },
    env: {
      GITHUB_REPOSITORY: 'acme/orders-service',
      GITHUB_RUN_ID: '7',
      GITHUB_SHA: 'a'.repeat(40),
      ...Object.fromEntries(
        Object.entries(secrets).map(([name, value]) => [`SMOKE_SECRET_${name}`, value]),
      ),
    },
  });
  const report = JSON.parse(readFileSync(path.join(directory, 'report.json'), 'utf8')) as {
    readonly checks: readonly {
      readonly name: string;
      readonly attempts: readonly {
        readonly phases: Readonly<Record<string, number>>;
        readonly violations: readonly { readonly text: string }[];
      }[];
    }[];
  };
  const inAction = report.checks.map(({ name, attempts: [attempt] }) => [
    name,
    withoutTimes(attempt?.violations.map(({ text }) => text).join(', ') ?? '') || '# ms',
  ]);
  expect(inAction).toEqual([
    ['closed', 'status 403 instead of 200'],
    [
      'no client certificate',
      expect.stringMatching(/certificate required|ECONNRESET|closed/i) as unknown,
    ],
    ['login', '# ms'],
    ['grpc', '# ms'],
    ['down', 'the service is NOT_SERVING (connect # ms, TLS # ms, first byte # ms)'],
    ['name', '# ms'],
    ['tls', '# ms'],
  ]);
  const phases = report.checks.map(({ attempts: [attempt] }) => Object.keys(attempt?.phases ?? {}));
  expect(phases[2]).toEqual(['connectMs', 'tlsMs', 'firstByteMs']);
  expect([phases[5], phases[6]]).toEqual([['dnsMs'], ['connectMs', 'tlsMs']]);

  expect(await monitor.invoke({})).toMatchObject({ value: { checks: 7, unchecked: [] } });
  const line = monitor
    .log()
    .split('\n')
    .find((text) => text.includes('"checks":'));
  const logged = JSON.parse(withoutTimes(line ?? '')) as {
    readonly checks: readonly { readonly name: string; readonly attempts: readonly string[] }[];
  };
  expect(logged.checks.map(({ name, attempts: [words] }) => [name, words])).toEqual(inAction);
  const measured = monitor.metrics().find((each) => 'SmokeSuccess' in each) ?? {};
  // The look-up of the dns probe is the only one: every host is an address.
  expect([measured['SmokeDnsTime']].flat()).toHaveLength(1);
  expect(measured['SmokeTlsTime']).toHaveLength(6);
  // What the runner is asked to mask it does not show.
  const shown = step.log.replaceAll(/^::add-mask::.*$/gm, '') + monitor.log();
  expect(shown).not.toMatch(/hunter2|t-1|BEGIN [A-Z ]*KEY/);
});
