import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** A table in memory with the partition key `id`. */
export interface BulkTable {
  readonly url: string;
  /** Items by key. */
  readonly items: ReadonlyMap<string, Item>;
  /** Writes that were refused because of what stood there. */
  readonly refusals: () => number;
  close(): Promise<void>;
}

export type Item = Readonly<Record<string, Value>>;
type Value = z.infer<typeof value>;

const value = z.looseObject({ S: z.string().optional(), N: z.string().optional() });
const item = z.record(z.string(), value);
const names = z.record(z.string(), z.string()).default({});
const request = z.object({
  Key: item.optional(),
  Item: item.optional(),
  ConditionExpression: z.string().optional(),
  UpdateExpression: z.string().optional(),
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: item.default({}),
});
type Request = z.infer<typeof request>;

/**
 * What Powertools' idempotency asks of DynamoDB, for a thousand repositories: moto takes ten times as long for it and ends each
 * connection. Expressions are evaluated as far as Powertools writes them, and any other is refused. The worker's other
 * tests run against moto.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export async function bulkTable(): Promise<BulkTable> {
  const items = new Map<string, Item>();
  let refusals = 0;

  const perform = (operation: string, asked: Request): { status: number; body: object } => {
    const id = (asked.Key ?? asked.Item)?.['id']?.S;
    if (id === undefined) return invalid('the key is missing');
    const old = items.get(id);
    switch (operation) {
      case 'PutItem':
        if (asked.Item === undefined) return invalid('the item is missing');
        if (
          asked.ConditionExpression !== undefined &&
          !holds(asked.ConditionExpression, old, asked)
        ) {
          refusals += 1;
          return refused(old);
        }
        items.set(id, asked.Item);
        return { status: 200, body: {} };
      case 'UpdateItem':
        items.set(id, { ...asked.Key, ...old, ...assigned(asked) });
        return { status: 200, body: {} };
      case 'GetItem':
        return { status: 200, body: old === undefined ? {} : { Item: old } };
      case 'DeleteItem':
        items.delete(id);
        return { status: 200, body: {} };
      default:
        return invalid(`no such operation here: ${operation}`);
    }
  };

  const server = createServer((incoming, response) => void answer(incoming, response));
  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    const asked = request.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    const { status, body } = perform(operation, asked);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(body));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    items,
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

/** `a OR b OR (c AND d)`, each part `attribute_exists(#x)`, `attribute_not_exists(#x)`, `#x = :y` or `#x < :y`. */
function holds(expression: string, old: Item | undefined, asked: Request): boolean {
  const isTrue = (part: string): boolean => {
    const [, test, name = ''] = /^(attribute_(?:not_)?exists)\((#\w+)\)$/.exec(part) ?? [];
    if (test !== undefined) {
      return (attribute(old, name, asked) !== undefined) === (test === 'attribute_exists');
    }
    const [, left, operator, right = ''] = /^(#\w+) ([=<]) (:\w+)$/.exec(part) ?? [];
    if (left === undefined) throw new Error(`no such condition here: ${part}`);
    const found = attribute(old, left, asked);
    const wanted = asked.ExpressionAttributeValues[right];
    if (found === undefined || wanted === undefined) return false;
    return operator === '='
      ? JSON.stringify(found) === JSON.stringify(wanted)
      : Number(found.N) < Number(wanted.N);
  };
  return expression
    .split(' OR ')
    .map((one) => one.replace(/^\((.+)\)$/, '$1').split(' AND '))
    .some((every) => every.every(isTrue));
}

function attribute(from: Item | undefined, name: string, asked: Request): Value | undefined {
  return from?.[asked.ExpressionAttributeNames[name] ?? name];
}

/** What `SET #a = :a, #b = :b` sets. */
function assigned(asked: Request): Item {
  const { UpdateExpression: text = '', ExpressionAttributeNames: named } = asked;
  const pairs = text.replace(/^SET /, '').split(', ');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name = '', from = ''] = /^(#\w+) = (:\w+)$/.exec(pair) ?? [];
      const set = asked.ExpressionAttributeValues[from];
      if (set === undefined) throw new Error(`no such update here: ${pair}`);
      return [named[name] ?? name, set];
    }),
  );
}

function invalid(message: string): { status: number; body: object } {
  return {
    status: 400,
    body: { __type: 'com.amazon.coral.validate#ValidationException', message },
  };
}

function refused(old: Item | undefined): { status: number; body: object } {
  const type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
  return {
    status: 400,
    body: {
      __type: type,
      message: 'The conditional request failed',
      ...(old === undefined ? {} : { Item: old }),
    },
  };
}
