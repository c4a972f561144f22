import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { formatProblem } from '../../../core/kernel/problem';
import type { History } from '../../../core/readiness/history';
import { gitHubTokens } from '../../adapters/github-credential';
import { GitHubError } from '../../adapters/github-error';
import { secretReader } from '../../adapters/secret-store';
import { workerEnvironment, type Variables } from '../environment';
import { runtimeMetrics } from '../runtime-metrics';
import type { WorkMessage } from '../work-message';
import { processBatch, type Once, type WorkerEvent } from './process-batch';
import { scoreRepository, type ScoreTools } from './score-repository';

export type Worker = (records: readonly SQSRecord[], context: Context) => Promise<SQSBatchResponse>;

/** Days a finished repository and period are remembered: one more than a queue keeps a message at most. */
const rememberedDays = 15;

/** Makes what one container keeps: clients with their connections, secrets for a while, what it knows of the limit. */
export function openWorker(variables: Variables): Worker {
  const environment = workerEnvironment(variables);
  const logger = new Logger();
  const metrics = runtimeMetrics(environment.stack);
  const secrets = secretReader(Date.now);
  const tokens = gitHubTokens(
    environment.gitHubApiUrl,
    () => secrets.read(environment.gitHubCredentials),
    Date.now,
  );
  const { slackWebhook } = environment;
  const tools: ScoreTools = {
    environment,
    s3: new S3Client({}),
    token: tokens.token,
    webhook: () => (slackWebhook === undefined ? Promise.resolve('') : secrets.read(slackWebhook)),
    now: () => new Date(),
    warn: (message) => {
      logger.warn(message);
    },
  };
  const score = async (message: WorkMessage): Promise<History> => {
    try {
      return await scoreRepository(message, tools);
    } catch (error) {
      if (error instanceof GitHubError && error.status === 401) {
        // Rotated meanwhile, perhaps: the next delivery reads it again.
        secrets.forget();
        tokens.forget();
      }
      throw error;
    }
  };
  const config = new IdempotencyConfig({
    expiresAfterSeconds: rememberedDays * 24 * 3_600,
    hashFunction: 'sha256',
  });
  const persistenceStore = new DynamoDBPersistenceLayer({
    tableName: environment.idempotencyTable,
  });
  const once = async (key: string, message: WorkMessage): Promise<Once> => {
    let history: History | undefined;
    const scoreOnce = makeIdempotent(
      async (_key: string) => {
        history = await score(message);
        return { score: history.document?.value ?? null };
      },
      { persistenceStore, config, keyPrefix: environment.stack, dataIndexArgument: 0 },
    );
    try {
      await scoreOnce(key);
    } catch (error) {
      if (error instanceof IdempotencyAlreadyInProgressError) return 'elsewhere';
      throw error;
    }
    if (history === undefined) return 'already';
    metrics.scored(message.repository.name, history);
    return 'done';
  };
  const tell = (event: WorkerEvent): void => {
    switch (event.kind) {
      case 'unreadable':
        logger.error('unreadable message', { problems: event.problems.map(formatProblem) });
        metrics.failed();
        return;
      case 'failed':
        logger.error('not scored', { repository: event.repository, error: errorOf(event.error) });
        metrics.failed();
        return;
      case 'later':
        logger.info('later', { ...event });
        if (event.why === 'limit') metrics.throttled();
        return;
      case 'done':
      case 'already':
      case 'elsewhere':
        logger.info(event.kind, { repository: event.repository });
    }
  };
  const sendAgain = async (message: WorkMessage, delaySeconds: number): Promise<void> => {
    const { sendMessage } = await import('../../adapters/queue-sender.js');
    await sendMessage(environment.queueUrl, JSON.stringify(message), delaySeconds);
  };
  let pausedUntil = 0;
  return async (records, context) => {
    logger.addContext(context);
    config.registerLambdaContext(context);
    const remainingMs = (): number => context.getRemainingTimeInMillis();
    const ports = { once, sendAgain, tell, remainingMs, now: Date.now };
    const handled = await processBatch(records, ports, pausedUntil);
    pausedUntil = handled.pausedUntil;
    return { batchItemFailures: handled.failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(`unknown error: ${String(error)}`);
}
