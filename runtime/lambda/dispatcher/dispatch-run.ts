import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ProblemsError } from '../../../core/kernel/problem';
import { sendBatch } from '../../adapters/queue-sender';
import type { DispatcherEnvironment } from '../environment';
import { type Fleet } from '../../../core/readiness/fleet';
import { parseFleet } from '../fleet';
import { runtimeMetrics } from '../runtime-metrics';
import type { ScheduledRun } from '../work-message';
import { dispatch } from './dispatch';

const s3 = new S3Client({});
const logger = new Logger();

/** Reads the fleet and queues it. @throws when the fleet cannot be read or not all of it could be queued. */
export async function dispatchRun(
  run: ScheduledRun,
  environment: DispatcherEnvironment,
): Promise<{ readonly queued: number }> {
  const fleet = await readFleet(environment);
  const queued = await dispatch(fleet, run, {
    send: (entries) => sendBatch(environment.queueUrl, entries),
    wait: async (milliseconds) => {
      await wait(milliseconds);
    },
  });
  runtimeMetrics(environment.stack).dispatched(run.period, queued);
  logger.info('queued', { stack: environment.stack, ...run, queued });
  return { queued };
}

async function readFleet({ bucket, fleetKey }: DispatcherEnvironment): Promise<Fleet> {
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: fleetKey }));
  const text = (await object.Body?.transformToString('utf8')) ?? '';
  const fleet = parseFleet(text, `s3://${bucket}/${fleetKey}`);
  if (fleet.ok) return fleet.value;
  throw new ProblemsError(fleet.problems);
}
