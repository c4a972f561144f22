import { CiDashboard } from '../../../components/ci-dashboard';
import { fleetRepository } from '../../../components/fleet-document';
import { ReadinessLambda } from '../../../components/readiness-lambda';
import { SmokeMonitors } from '../../../components/smoke-monitors';
import { exampleSettings } from '../../../core/pipeline/example-settings';
import { repository } from '../action/action-world';
import { exampleRuns } from '../../components/example-runs';
import { recordResources, type RecordedResource } from '../../components/recorded-resources';
import {
  bucket,
  credentialParameter,
  table,
  webhookSecret,
  type RuntimeWorld,
} from './runtime-world';

/** Not the stack that the world's own variables name: the components set what the functions write under. */
export const stack = 'eu';
/** Of the repository, the one that is smoke-tested. */
export const environment = 'staging';

const place = 'us-east-1:123456789012';
/** Topic of the alarms. */
export const alarmTopic = `arn:aws:sns:${place}:alarms`;

/**
 * What the components register for a stack with one repository and one monitor, of a service at `baseUrl`. Bucket, table
 * and secrets are those of the runtime's world; queues are in its AWS once they are made under their names.
 */
export function registeredRuntime(
  at: RuntimeWorld,
  baseUrl: string,
): Promise<readonly RecordedResource[]> {
  return recordResources(
    () => {
      register(at, baseUrl);
    },
    (resource) => computed(resource, at.queueUrl),
  );
}

function register(at: RuntimeWorld, baseUrl: string): void {
  const shared = {
    stack,
    functions: at.functions,
    alarmTopicArn: alarmTopic,
    runbooks: 'docs/runbooks',
    logRetentionDays: 30,
    tracing: false,
    bucket: { arn: `arn:aws:s3:::${bucket}`, bucketName: bucket },
    slackWebhook: { secretsManager: webhookSecret },
  };
  const fleet = {
    version: 1,
    stack,
    owner: 'acme',
    repositories: [fleetRepository({ ...exampleSettings, repository })],
  } as const;
  const readiness = new ReadinessLambda('readiness', {
    ...shared,
    fleet,
    githubApiUrl: at.sandbox.world.githubUrl,
    githubCredentials: { ssmParameter: credentialParameter },
    ...exampleRuns,
  });
  const { smoke } = exampleSettings;
  if (smoke === undefined) throw new Error('the example has smoke checks');
  const settings = {
    baseUrl,
    checks: [smoke.checks[0]],
    attempts: 1,
    delaySeconds: 0,
  } as const;
  const monitors = new SmokeMonitors('smoke', {
    ...shared,
    environments: [{ repository, environment, settings }],
    everyMinutes: 240,
  });
  new CiDashboard('ci', {
    stack,
    smoke: true,
    queues: [...readiness.givenUpQueueNames, monitors.undeliveredQueueName],
    functions: [readiness.workerName, ...monitors.functionNames],
  });
}

/** What AWS would answer. */
function computed(resource: RecordedResource, queueUrl: string): Record<string, unknown> {
  const { type } = resource;
  if (!type.startsWith('aws:')) return {};
  const arn = arnOf(resource);
  if (type.endsWith(':Table')) return { name: table, arn };
  if (!type.endsWith(':Queue')) return { name: ownName(resource), arn };
  return { url: queueUrl.replace(/[^/]+$/, ownName(resource)), arn };
}

/** ARN of a registered resource; that of a queue is moto's. */
export function arnOf(resource: RecordedResource): string {
  const service = resource.type.split(/[:/]/)[1] ?? '';
  return `arn:aws:${service}:${place}:${ownName(resource)}`;
}

function ownName({ inputs, name }: RecordedResource): string {
  return typeof inputs['name'] === 'string' ? inputs['name'] : name;
}
