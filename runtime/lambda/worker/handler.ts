import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Worker } from './open-worker';

/** What the container keeps from one event to the next; made with the first one, so that nothing is loaded before. */
let worker: Promise<Worker> | undefined;

/** Scores the repositories of a batch of messages; those that failed are named in the answer and delivered again. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  worker ??= open();
  return (await worker)(event.Records, context);
}

async function open(): Promise<Worker> {
  try {
    const { openWorker } = await import('./open-worker.js');
    return openWorker(process.env);
  } catch (error) {
    // A container with a wrong environment says so to every event, and not only to the first.
    worker = undefined;
    throw error;
  }
}
