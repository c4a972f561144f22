import { ReadinessLambda } from '../../../components/readiness-lambda';
import { SmokeMonitors } from '../../../components/smoke-monitors';
import type { Fleet } from '../../../core/readiness/fleet';
import { defaultPolicy, defaultThreshold } from '../../../core/readiness/policy';
import { checkDefinition, type SmokeDefinition } from '../../../core/smoke/definition';
import { projectRoot } from '../../support/tools';
import { recordResources, type RecordedResource } from '../../components/recorded-resources';
import type { Schedule } from './schedules';

/** A stack whose runtime is watched for days. */
export interface WatchedStack {
  readonly name: string;
  readonly timezone: string;
  readonly schedules: Readonly<Record<'daily' | 'weekly' | 'monthly', string>>;
  readonly repositories: readonly string[];
  /** Environments with a monitor, each of a repository of the same name. */
  readonly services: readonly string[];
}

export interface RegisteredStack {
  readonly stack: WatchedStack;
  readonly alarms: readonly RecordedResource[];
  readonly schedules: readonly (Schedule & { readonly name: string; readonly input: string })[];
  readonly functions: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly fleet: Fleet;
}

const environment = 'staging';
export const credentialName = '/gatehouse/github';
export const webhookName = '/gatehouse/slack';
export const hoursOfMonitors = 4;

/** What the components register for a stack. `services` says where an environment is served. */
export async function register(
  stack: WatchedStack,
  githubApiUrl: string,
  serviceUrl: (service: string) => string,
): Promise<RegisteredStack> {
  const fleet = fleetOf(stack);
  const resources = await recordResources(
    () => {
      const shared = {
        stack: stack.name,
        functions: `${projectRoot}/build/lambda`,
        alarmTopicArn: 'arn:aws:sns:us-east-1:123456789012:alarms',
        runbooks: 'docs/runbooks',
        logRetentionDays: 30,
        tracing: false,
        bucket: { arn: `arn:aws:s3:::${stack.name}`, bucketName: stack.name },
        slackWebhook: { ssmParameter: webhookName },
      };
      new ReadinessLambda('readiness', {
        ...shared,
        fleet,
        githubApiUrl,
        githubCredentials: { ssmParameter: credentialName },
        schedules: stack.schedules,
        timezone: stack.timezone,
        memoryMb: 512,
        concurrency: 3,
      });
      new SmokeMonitors('smoke', {
        ...shared,
        environments: stack.services.map((repository) => ({
          repository,
          environment,
          settings: settingsOf(serviceUrl(repository)),
        })),
        everyMinutes: hoursOfMonitors * 60,
      });
    },
    // The name of a queue is its address too. Two stacks are two accounts here, in which names may be the same.
    ({ type, name, inputs }) => {
      const given = inputs['name'];
      const own = `${stack.name} ${typeof given === 'string' ? given : name}`;
      if (type.endsWith(':Queue')) return { name: own, url: own, arn: own };
      return { name: own, arn: own };
    },
  );
  const ofType = (type: string) => resources.filter((one) => one.type.endsWith(`:${type}`));
  return {
    stack,
    fleet,
    alarms: ofType('MetricAlarm'),
    schedules: ofType('Schedule').map(({ name, inputs }) => ({
      name,
      expression: String(inputs['scheduleExpression']),
      timezone: String(inputs['scheduleExpressionTimezone']),
      input: (inputs['target'] as { readonly input: string }).input,
    })),
    functions: new Map(ofType('Function').map(({ name, inputs }) => [name, variablesOf(inputs)])),
  };
}

function variablesOf(inputs: RecordedResource['inputs']): Readonly<Record<string, string>> {
  return (inputs['environment'] as { readonly variables: Record<string, string> }).variables;
}

function fleetOf({ name, repositories }: WatchedStack): Fleet {
  return {
    version: 1,
    stack: name,
    owner: 'acme',
    repositories: repositories.map((repository) => ({
      name: repository,
      branch: 'main',
      settings: {
        threshold: defaultThreshold,
        weights: defaultPolicy.weights,
        window: defaultPolicy.window,
        bands: defaultPolicy.bands,
        workflow: 'ci.yml',
        sources: ['src'],
      },
    })),
  };
}

/** One check, tried once. Its budget is of the machine that runs the test, not of the service. */
function settingsOf(baseUrl: string): SmokeDefinition {
  const check = { name: 'health', kind: 'health', path: '/health', latencyBudgetMs: 300_000 };
  const read = checkDefinition(
    { baseUrl, checks: [check], attempts: 1, delaySeconds: 0 },
    'smoke.json',
  );
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.definition;
}
