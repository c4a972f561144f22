import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, NoSuchKey, PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { type Target } from '../target';
import { type World } from '../world';
import { LambdaProcess } from './lambda-process';
import { type StartingAws } from './loopback-aws';
import { awsClients, provision, storeParameter, type AwsClients } from './provision';
import { queueRecord } from './queue-record';
import { recordedOf, recordedStack, type RecordedResource } from './recorded-stack';
import { startSampleService } from './sample-service';
import { awsTypes } from '../../core/kernel/resource-types';

const region = 'eu-central-1';

/** Outputs of a Lambda function that say how to run it. */
const functionOutputs = z.object({
  timeout: z.number(),
  environment: z.object({ variables: z.record(z.string(), z.string()) }),
});

/** What every function of a run shares. */
interface Run {
  readonly root: string;
  /** Replaces the repositories of the stack. */
  readonly repository: string;
  readonly world: World;
  readonly clients: AwsClients;
  /** Variables with which the SDK finds the loopback AWS. */
  readonly sdk: Readonly<Record<string, string>>;
  /** URLs of the loopback queues by those the stack recorded. */
  readonly queues: ReadonlyMap<string, string>;
}

/** A function of the stack: its variables, with the sandbox's addresses in place of AWS's and GitHub's. */
interface StackFunction {
  readonly service: string;
  readonly timeoutSeconds: number;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Runs every Lambda function of a stack once, as its schedule would: the built code under AWS's runtime interface client,
 * with the environment that the stack gives it. AWS itself is played by moto, GitHub and Slack by the sandbox, and what
 * is smoke-tested is the sample project, deployed here for as long as it takes.
 *
 * The repository of `target` replaces the fleet: it need not be one of the stack.
 *
 * @param starting the AWS they run against; it stays the caller's to close.
 * @returns what came out, a line each; none when the stack has no functions.
 * @throws {Error} when a function fails.
 */
export async function runFunctions(
  root: string,
  world: World,
  target: Target,
  starting: StartingAws,
): Promise<readonly string[]> {
  const resources = await recordedStack(root, target);
  const recorded = recordedOf(resources, awsTypes.lambda.Function, functionOutputs);
  if (recorded.length === 0) return [];
  const aws = await starting.ready();
  const clients = awsClients(aws.url, region);
  const queues = await provision(resources, clients, region);
  const sdk = { ...aws.environment, AWS_REGION: region };
  const run: Run = { root, repository: target.repository, world, clients, sdk, queues };
  const functions = recorded.map(({ outputs }) => stackFunction(run, outputs));
  await storeSecrets(run, functions);
  await storeFleet(run, resources);
  const before = (await world.messages()).length;
  const lines = await both(runReadiness(run, functions), runSmoke(run, functions));
  const messages = (await world.messages()).slice(before);
  return [...lines, ...messages.map((one) => line(`#${one.channelName}`, one.text))];
}

/** What two do at the same time, in their order; each has come to its end, whatever becomes of the other. */
async function both(...work: readonly Promise<string[]>[]): Promise<readonly string[]> {
  await Promise.allSettled(work);
  return (await Promise.all(work)).flat();
}

function stackFunction(
  { world, queues }: Run,
  { timeout, environment: { variables } }: z.infer<typeof functionOutputs>,
): StackFunction {
  const queue = queues.get(variables['GATEHOUSE_QUEUE_URL'] ?? '');
  return {
    service: variables['POWERTOOLS_SERVICE_NAME'] ?? '',
    timeoutSeconds: timeout,
    variables: {
      ...variables,
      ...('GATEHOUSE_GITHUB_API_URL' in variables
        ? { GATEHOUSE_GITHUB_API_URL: world.githubUrl }
        : {}),
      ...(queue === undefined ? {} : { GATEHOUSE_QUEUE_URL: queue }),
    },
  };
}

async function storeSecrets(
  { world, clients }: Run,
  functions: readonly StackFunction[],
): Promise<void> {
  const { appId, installationId, appPrivateKeyFile } = world;
  const privateKey = readFileSync(appPrivateKeyFile, 'utf8');
  const values = {
    GATEHOUSE_GITHUB_CREDENTIALS: JSON.stringify({ appId, installationId, privateKey }),
    GATEHOUSE_SLACK_WEBHOOK: await world.slackWebhookUrl(),
  };
  for (const [variable, value] of Object.entries(values)) {
    const addresses = functions.flatMap(({ variables }) => variables[variable] ?? []);
    for (const address of new Set(addresses)) await storeParameter(clients, address, value);
  }
}

/** The stack's fleet, with the repository that is looked at in place of its first one. */
async function storeFleet(
  { clients, repository }: Run,
  resources: readonly RecordedResource[],
): Promise<void> {
  const object = z.object({ bucket: z.string(), key: z.string(), content: z.string() });
  const fleet = z.looseObject({ repositories: z.array(z.looseObject({ name: z.string() })) });
  for (const { outputs } of recordedOf(resources, awsTypes.s3.BucketObjectv2, object)) {
    const parsed = fleet.safeParse(JSON.parse(outputs.content));
    if (!parsed.success) continue;
    const repositories = [{ ...parsed.data.repositories[0], name: repository }];
    await clients.s3.send(
      new PutObjectCommand({
        Bucket: outputs.bucket,
        Key: outputs.key,
        Body: JSON.stringify({ ...parsed.data, repositories }),
      }),
    );
  }
}

/** Dispatcher, queue, worker: the daily run. */
async function runReadiness(run: Run, functions: readonly StackFunction[]): Promise<string[]> {
  const [dispatcher] = functions.filter(({ service }) => service === 'dispatcher');
  const [worker] = functions.filter(({ service }) => service === 'worker');
  if (dispatcher === undefined || worker === undefined) return [];
  const event = { period: 'daily', scheduledAt: new Date().toISOString() };
  const { queued } = z.object({ queued: z.number() }).parse(await invoke(run, dispatcher, event));
  const { sqs } = run.clients;
  const QueueUrl = worker.variables['GATEHOUSE_QUEUE_URL'];
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  const { batchItemFailures } = z
    .object({ batchItemFailures: z.array(z.unknown()) })
    .parse(await invoke(run, worker, { Records: Messages.map(queueRecord) }));
  if (batchItemFailures.length > 0) throw new Error('the worker could not score the repository');
  for (const { ReceiptHandle } of Messages) {
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  return [
    line('dispatcher', `${queued} of the stack's repositories queued`),
    line('worker', await score(run, worker)),
  ];
}

/** What the worker wrote to the bucket. */
async function score({ world, clients, repository }: Run, worker: StackFunction): Promise<string> {
  const Bucket = worker.variables['GATEHOUSE_BUCKET'];
  const folder = `repositories/${world.owner}/${repository}`;
  const stored = clients.s3.send(new GetObjectCommand({ Bucket, Key: `${folder}/readiness.json` }));
  try {
    const { Body } = await stored;
    const { value, band } = z
      .object({ value: z.number(), band: z.string() })
      .parse(JSON.parse((await Body?.transformToString()) ?? 'null'));
    return `${repository}: ${value} %, ${band}; dashboard written to s3://${Bucket}/${folder}/`;
  } catch (error) {
    if (!(error instanceof NoSuchKey)) throw error;
    return `${repository}: no CI run has completed yet, so there is nothing to score`;
  }
}

/** Each monitor, against the sample project. */
async function runSmoke(run: Run, functions: readonly StackFunction[]): Promise<string[]> {
  const monitors = functions.filter(({ service }) => service === 'smoke');
  const place = run.world.repository(run.repository);
  if (monitors.length === 0 || place === undefined) return [];
  const service = await startSampleService(place);
  try {
    const lines: string[] = [];
    for (const monitor of monitors) {
      const { GATEHOUSE_ENVIRONMENT: environment = '' } = monitor.variables;
      const settings = { ...(await smokeSettings(run, monitor)), baseUrl: service.url };
      const variables = {
        ...monitor.variables,
        GATEHOUSE_SMOKE_SETTINGS: JSON.stringify(settings),
      };
      const { passed, checks } = z
        .object({ passed: z.boolean(), checks: z.number() })
        .parse(await invoke(run, { ...monitor, variables }, {}));
      const verdict = passed ? 'all passed' : 'not all passed';
      lines.push(
        line('smoke', `${run.repository} in ${environment}: ${checks} checks, ${verdict}`),
      );
    }
    return lines;
  } finally {
    await service.close();
  }
}

/** The checks of a monitor: in its environment, or in the bucket where they are too long for one. */
async function smokeSettings({ clients }: Run, { variables }: StackFunction): Promise<object> {
  const { GATEHOUSE_SMOKE_SETTINGS: text, GATEHOUSE_SMOKE_KEY: Key } = variables;
  if (text !== undefined) return JSON.parse(text) as object;
  const Bucket = variables['GATEHOUSE_BUCKET'];
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '{}') as object;
}

async function invoke(
  { root, sdk }: Run,
  { service, timeoutSeconds, variables }: StackFunction,
  event: unknown,
): Promise<unknown> {
  const container = await LambdaProcess.start(
    join(root, 'build', 'lambda', service),
    { ...sdk, ...variables },
    timeoutSeconds * 1_000,
  );
  try {
    const ended = await container.invoke(event);
    if (ended.kind === 'answer') return ended.value;
    const reason = ended.kind === 'died' ? 'its process exited' : `${ended.type}: ${ended.message}`;
    throw new Error(`the function ${service} failed: ${reason}\n${container.log()}`);
  } finally {
    await container.close();
  }
}

function line(who: string, what: string): string {
  return `${who.padEnd(12)}${what}`;
}
