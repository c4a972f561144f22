import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { alarmLink } from '../../../core/smoke/alarm-link';
import { isFailing } from '../../../core/smoke/announce';
import { ProblemsError } from '../../../core/kernel/problem';
import { parseDefinition, type SmokeDefinition } from '../../../core/smoke/definition';
import { wordsOf, type SmokeContext } from '../../../core/smoke/report';
import { secretReader, type SecretReader } from '../../adapters/secret-store';
import { smokePorts } from '../../adapters/smoke-ports';
import { readObject, smokeStateStore } from '../../adapters/smoke-state';
import { logLink } from '../log-link';
import { slackSender, type SlackSource } from '../slack-sender';
import {
  monitor,
  type MonitorPorts,
  type MonitorVerdict,
  type SecretsAtHand,
  type Unchecked,
} from './monitor';
import type { SmokeEnvironment } from './smoke-environment';
import { publishFailing, publishSlack, publishVerdict } from './smoke-metrics';

/** What one run found, for whoever invoked the function. */
export interface MonitorResult {
  /** Whether every check was run and passed. */
  readonly passed: boolean;
  readonly checks: number;
  readonly unchecked: readonly Unchecked[];
}

/** What a run needs to know of its invocation. */
export type RunContext = Pick<Context, 'getRemainingTimeInMillis' | 'awsRequestId'>;

/** Longest time a function may run. */
const longestRunMs = 900_000;

/** Seconds kept back for metrics, state and Slack. */
const reserveSeconds = 30;

/** Makes what one container keeps from run to run: clients with their connections, secrets for a while. */
export function openMonitor(
  environment: SmokeEnvironment,
): (context: RunContext) => Promise<MonitorResult> {
  const logger = new Logger();
  const { repository, homeRegion, regions } = environment;
  const s3 = new S3Client(homeRegion === undefined ? {} : { region: homeRegion });
  const secrets = secretReader(Date.now, { region: homeRegion });
  const storeOf = (region?: string) =>
    smokeStateStore(s3, environment.bucket, stateKey(environment, region));
  const store = storeOf(regions?.isHome === false ? regions.own : undefined);
  const elsewhere = () =>
    Promise.all(
      (regions?.others ?? []).map(async ({ region, isHome }) => {
        const { state } = await storeOf(isHome ? undefined : region).read();
        if (state === undefined) return { region, failing: undefined };
        return { region, failing: isFailing(state), thread: state.thread };
      }),
    );
  const send = sender(environment, secrets.read, logger);
  return async (context) => {
    const definition = await readDefinition(s3, environment);
    const { values, atHand } = await readSecrets(environment, secrets.read);
    const ports: MonitorPorts = {
      ...smokePorts({ secrets: values }),
      secondsLeft: () => context.getRemainingTimeInMillis() / 1000 - reserveSeconds,
      store,
      measured: (verdict) => {
        publishVerdict(environment, verdict);
      },
      failing: (failing) => {
        publishFailing(environment, failing);
      },
      send,
      elsewhere,
      now: () => new Date(),
    };
    const place: SmokeContext = {
      repository,
      environment: environment.environment,
      baseUrl: definition.baseUrl,
      runUrl: logOf(environment, context) ?? definition.baseUrl,
      links: linksOf(environment),
      stack: environment.stack,
      onCall: environment.onCall,
      region: regions?.own,
    };
    const verdict = await monitor(definition, atHand, place, ports);
    log(logger, environment, verdict);
    const { passed, unchecked, results } = verdict;
    return { passed: passed && unchecked.length === 0, checks: results.length, unchecked };
  };
}

/** Where people read the log of this run, whose message is sent near its end. */
function logOf(
  { region, logGroup }: SmokeEnvironment,
  { awsRequestId }: RunContext,
): string | undefined {
  const now = Date.now();
  return logLink(region, logGroup, { requestId: awsRequestId, from: now, to: now + longestRunMs });
}

/** What else is about this deployment. */
function linksOf({
  region,
  alarm,
  workflowUrl,
}: SmokeEnvironment): NonNullable<SmokeContext['links']> {
  return [
    ...(alarm === undefined || region === ''
      ? []
      : [{ text: 'alarm', url: alarmLink(region, alarm) }]),
    ...(workflowUrl === undefined ? [] : [{ text: 'workflow', url: workflowUrl }]),
  ];
}

/** The state of one environment, as it is seen from a region; absent: from the home region. */
function stateKey({ repository, environment }: SmokeEnvironment, region?: string): string {
  const folder = region === undefined ? '' : `${region}/`;
  return `smoke/${repository}/${environment}/${folder}state.json`;
}

/** Hands a message to Slack, and says in log and metric what became of it. */
function sender(
  environment: SmokeEnvironment,
  read: SecretReader,
  logger: Logger,
): MonitorPorts['send'] {
  const source = sourceOf(environment, read);
  if (source === undefined) return undefined;
  return slackSender(source, (delivery) => {
    publishSlack(environment, delivery);
    if (delivery.delivered) return;
    const { kind, reason } = delivery;
    logger.warn('the Slack message was not sent; the next run retries', { kind, reason });
  });
}

/** The bot where there is one, since only a bot can reply. */
function sourceOf(
  { slackBot, slackWebhook }: SmokeEnvironment,
  read: SecretReader,
): SlackSource | undefined {
  if (slackBot !== undefined) {
    const { token, ...bot } = slackBot;
    return { bot: { ...bot, token: () => read(token) } };
  }
  return slackWebhook === undefined ? undefined : { webhook: () => read(slackWebhook) };
}

/** Every secret that can be read: one that cannot costs the checks that name it, and no other. */
async function readSecrets(
  environment: SmokeEnvironment,
  read: SecretReader,
): Promise<{ readonly values: ReadonlyMap<string, string>; readonly atHand: SecretsAtHand }> {
  const values = new Map<string, string>();
  const unreadable = new Map<string, string>();
  await Promise.all(
    [...environment.secrets].map(async ([name, address]) => {
      try {
        values.set(name, await read(address));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        unreadable.set(name, `cannot be read from ${address.store}:${address.name}: ${reason}`);
      }
    }),
  );
  return { values, atHand: { read: new Set(values.keys()), unreadable } };
}

function log(
  logger: Logger,
  { stack, repository, environment }: SmokeEnvironment,
  verdict: MonitorVerdict,
): void {
  const { passed, unsteady, unchecked, results } = verdict;
  const level = unchecked.length === 0 ? 'info' : 'warn';
  logger[level](passed ? 'passed' : 'failed', {
    stack,
    repository,
    environment,
    unsteady,
    unchecked,
    checks: results.map((result) => ({
      name: result.check.name,
      passed: result.passed,
      attempts: result.attempts.map((_, index) => wordsOf(result, index)),
    })),
  });
}

async function readDefinition(
  s3: S3Client,
  { definition, bucket }: SmokeEnvironment,
): Promise<SmokeDefinition> {
  const name =
    'key' in definition ? `s3://${bucket}/${definition.key}` : 'GATEHOUSE_SMOKE_SETTINGS';
  const text =
    'key' in definition ? (await readObject(s3, bucket, definition.key))?.text : definition.text;
  const parsed = parseDefinition(text ?? '', name);
  if (parsed.ok) return parsed.definition;
  throw new ProblemsError(parsed.problems);
}
