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
import { gitHubTokens } from '../../adapters/github-credential';
import { secretReader } from '../../adapters/secret-store';
import { workerEnvironment, type Variables, type WorkerEnvironment } from '../environment';
import { runtimeMetrics, type RuntimeMetrics } from '../runtime-metrics';
import { slackSender } from '../slack-sender';
import { isFleetReport, type Work, type WorkMessage } from '../work-message';
import { isCredentialRefused, tokenOrRefusal } from './credential';
import { processBatch, type Once, type WorkerPorts } from './process-batch';
import { scoreRepository, type Scored, type ScoreTools } from './score-repository';
import { reportFleet } from './report-fleet';
import { sightCounter } from './sight-count';

export type Worker = (records: readonly SQSRecord[], context: Context) => Promise<SQSBatchResponse>;

/** Days a finished repository and period are remembered: one more than a queue keeps a message at most. */
const rememberedDays = 15;

/** Makes what one container keeps: clients with their connections, secrets for a while, what it knows of the limit. */
export function openWorker(variables: Variables): Worker {
  const environment = workerEnvironment(variables);
  const logger = new Logger();
  const metrics = runtimeMetrics(environment.stack);
  const score = scorer(environment, logger, metrics);
  const { once, config } = onceOnly(environment, (message, { history, fell }) => {
    const { name } = message.repository;
    if (history.unseen === undefined) {
      metrics.scored(name, history, fell);
      return;
    }
    const { stack, period, scheduledAt, owner } = message;
    const of = { stack, period, scheduledAt, repository: `${owner}/${name}` };
    logger.warn('unseen', { ...of, ...history.unseen });
    metrics.unseen();
  });
  const tell = teller(logger, metrics);
  const sendAgain = async (message: Work, delaySeconds: number): Promise<void> => {
    const { sendMessage } = await import('../../adapters/queue-sender.js');
    await sendMessage(environment.queueUrl, JSON.stringify(message), delaySeconds);
  };
  let pausedUntil = 0;
  return async (records, context) => {
    logger.addContext(context);
    config.registerLambdaContext(context);
    const remainingMs = (): number => context.getRemainingTimeInMillis();
    const ports = {
      once: (key: string, work: Work) => once(key, work, score),
      sendAgain,
      tell,
      remainingMs,
      now: Date.now,
    };
    const handled = await processBatch(records, ports, pausedUntil);
    pausedUntil = handled.pausedUntil;
    return { batchItemFailures: handled.failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** Scores a repository, or reports on all of them, of which there is no score. */
type Score = (work: Work) => Promise<Scored | undefined>;

/** Scores a repository with the credential and the webhook of the environment; a refused credential is read again. */
function scorer(environment: WorkerEnvironment, logger: Logger, metrics: RuntimeMetrics): Score {
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
    token: () => tokenOrRefusal(tokens.token),
    send:
      slackWebhook === undefined
        ? undefined
        : slackSender({ webhook: () => secrets.read(slackWebhook) }, metrics.slack),
    countSight: sightCounter(environment.idempotencyTable, environment.stack, Date.now),
    now: () => new Date(),
    warn: (message) => {
      logger.warn(message);
    },
  };
  return async (work) => {
    try {
      if (!isFleetReport(work)) return await scoreRepository(work, tools);
      await reportFleet(work, tools);
      return undefined;
    } catch (error) {
      if (isCredentialRefused(error)) {
        // Rotated meanwhile, perhaps: the next delivery reads it again.
        secrets.forget();
        tokens.forget();
      }
      throw error;
    }
  };
}

/** Does the work of a key once, whoever gets its message; `done` hears of what was done now. */
function onceOnly(
  environment: WorkerEnvironment,
  done: (message: WorkMessage, scored: Scored) => void,
) {
  const config = new IdempotencyConfig({
    expiresAfterSeconds: rememberedDays * 24 * 3_600,
    hashFunction: 'sha256',
  });
  const persistenceStore = new DynamoDBPersistenceLayer({
    tableName: environment.idempotencyTable,
  });
  const once = async (key: string, work: Work, score: Score): Promise<Once> => {
    let worked = false;
    let scored: Scored | undefined;
    const scoreOnce = makeIdempotent(
      async (_key: string) => {
        scored = await score(work);
        worked = true;
        return { score: scored?.history.document?.value ?? null };
      },
      { persistenceStore, config, keyPrefix: environment.stack, dataIndexArgument: 0 },
    );
    try {
      await scoreOnce(key);
    } catch (error) {
      if (error instanceof IdempotencyAlreadyInProgressError) return 'elsewhere';
      throw error;
    }
    if (!worked) return 'already';
    if (scored !== undefined && !isFleetReport(work)) done(work, scored);
    return 'done';
  };
  return { once, config };
}

function teller(logger: Logger, metrics: RuntimeMetrics): WorkerPorts['tell'] {
  return (event, of) => {
    switch (event.kind) {
      case 'unreadable':
        logger.error('unreadable message', { ...of, problems: event.problems.map(formatProblem) });
        metrics.failed(false);
        return;
      case 'failed':
        logger.error('not scored', {
          ...of,
          repository: event.subject,
          error: errorOf(event.error),
        });
        metrics.failed(isCredentialRefused(event.error));
        return;
      case 'later':
        logger.info('later', {
          ...of,
          repository: event.subject,
          seconds: event.seconds,
          waited: event.waited,
          why: event.why,
        });
        // What waits for Slack is no repository.
        if (event.why !== 'slack') metrics.putOff(event.waited, event.why === 'limit');
        return;
      case 'done':
      case 'already':
      case 'elsewhere':
        logger.info(event.kind, { ...of, repository: event.subject });
    }
  };
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(`unknown error: ${String(error)}`);
}
