import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { ProblemsError } from '../../../core/kernel/problem';
import { parseDefinition, type SmokeDefinition } from '../../../core/smoke/definition';
import type { SlackMessage } from '../../../core/smoke/slack-message';
import { wordsOf, type SmokeContext } from '../../../core/smoke/report';
import { secretReader } from '../../adapters/secret-store';
import { postToSlack } from '../../adapters/slack';
import { smokePorts } from '../../adapters/smoke-ports';
import { readObject, smokeStateStore } from '../../adapters/smoke-state';
import { monitor, type MonitorPorts } from './monitor';
import type { SmokeEnvironment } from './smoke-environment';
import { publishVerdict } from './smoke-metrics';

/** What one run found, for whoever invoked the function. */
export interface MonitorResult {
  readonly passed: boolean;
  readonly checks: number;
  readonly leftOut: readonly string[];
}

/** Seconds kept back for metrics, state and Slack. */
const reserveSeconds = 30;

/** Makes what one container keeps from run to run: clients with their connections, secrets for a while. */
export function openMonitor(
  environment: SmokeEnvironment,
): (context: Pick<Context, 'getRemainingTimeInMillis'>) => Promise<MonitorResult> {
  const logger = new Logger();
  const s3 = new S3Client({});
  const secrets = secretReader(Date.now);
  const { stack, repository, slackWebhook } = environment;
  const store = smokeStateStore(
    s3,
    environment.bucket,
    `smoke/${repository}/${environment.environment}/state.json`,
  );
  const send = async (message: SlackMessage): Promise<boolean> => {
    if (slackWebhook === undefined) return false;
    try {
      const delivery = await postToSlack(await secrets.read(slackWebhook), message);
      if (!delivery.delivered) {
        logger.warn('the Slack message was not sent; the next run retries', {
          reason: delivery.reason,
        });
      }
      return delivery.delivered;
    } catch (error) {
      // The webhook may not be readable right now: a message is never worth the verdict.
      logger.warn('the Slack message was not sent; the next run retries', {
        error: error instanceof Error ? error : new Error(String(error)),
      });
      return false;
    }
  };
  return async (context) => {
    const definition = await readDefinition(s3, environment);
    const values = new Map(
      await Promise.all(
        [...environment.secrets].map(
          async ([name, address]) => [name, await secrets.read(address)] as const,
        ),
      ),
    );
    const ports: MonitorPorts = {
      ...smokePorts({ secrets: values }),
      secondsLeft: () => context.getRemainingTimeInMillis() / 1000 - reserveSeconds,
      store,
      measured: (verdict) => {
        publishVerdict(environment, verdict);
      },
      send: slackWebhook === undefined ? undefined : send,
      now: () => new Date(),
    };
    const place: SmokeContext = {
      repository,
      environment: environment.environment,
      baseUrl: definition.baseUrl,
      runUrl: environment.logUrl ?? definition.baseUrl,
    };
    const verdict = await monitor(definition, new Set(values.keys()), place, ports);
    const { passed, unsteady, leftOut, results } = verdict;
    logger.info(passed ? 'passed' : 'failed', {
      stack,
      repository,
      environment: environment.environment,
      unsteady,
      leftOut,
      checks: results.map((result) => ({
        name: result.check.name,
        passed: result.passed,
        attempts: result.attempts.map((_, index) => wordsOf(result, index)),
      })),
    });
    return { passed, checks: results.length, leftOut };
  };
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
