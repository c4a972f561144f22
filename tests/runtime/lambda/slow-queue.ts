import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy between a sender and SQS. */
export interface SlowQueue {
  /** What a sender takes for the queue's own URL. */
  readonly queueUrl: string;
  /** Batches of which a part was refused. */
  readonly refusals: () => number;
  close(): Promise<void>;
}

interface Batch {
  readonly Entries: readonly { readonly Id: string }[];
}

/**
 * Passes batches on as soon as there is room for them, since moto gets slower with each message that waits in a queue;
 * and refuses a part of every `refused`th batch, as SQS may: it is answered as failed and not queued.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export async function slowQueue(
  target: URL,
  refused: number,
  hasRoom: (messages: number) => Promise<void>,
): Promise<SlowQueue> {
  let batches = 0;
  let refusals = 0;
  const server = createServer((request, response) => void pass(request, response));

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const batch = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Batch;
    batches += 1;
    const isRefused = batches % refused === 0 && batch.Entries.length > 1;
    const failed = isRefused ? batch.Entries.slice(0, 2) : [];
    refusals += isRefused ? 1 : 0;
    const entries = batch.Entries.slice(failed.length);
    await hasRoom(entries.length);
    const answer = await fetch(target.origin, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': String(request.headers['x-amz-target']),
        authorization: String(request.headers.authorization),
      },
      body: JSON.stringify({ QueueUrl: target.href, Entries: entries }),
    });
    const body = (await answer.json()) as object;
    const Failed = failed.map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError' }));
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ ...body, Failed }));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // The SDK sends to the host of the queue's URL, whatever endpoint it was given.
    queueUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname}`,
    refusals: () => refusals,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
