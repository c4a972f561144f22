import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { HttpBindings } from '@hono/node-server';
import type { FaultMoment, HttpFault } from './faults';

/** An answer on its way out. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
}

/** How a request goes on: with this answer, with none at all, or normally. */
export type Disturbance = RawAnswer | 'drop' | 'hang' | undefined;

type Effect = HttpFault | { readonly kind: string };

/** What the effects do at one moment of a request; waits out delays before. */
export async function disturb(
  effects: readonly Effect[],
  moment: FaultMoment,
): Promise<Disturbance> {
  for (const effect of effects as readonly HttpFault[]) {
    if (effect.kind === 'delay' && moment === 'before') await delay(effect.milliseconds);
    if (effect.kind !== 'answer' && effect.kind !== 'drop' && effect.kind !== 'hang') continue;
    if ((effect.when ?? 'before') !== moment) continue;
    if (effect.kind !== 'answer') return effect.kind;
    const { status, body = { message: 'Injected fault' }, headers = {} } = effect;
    return typeof body === 'string'
      ? { status, headers: { 'content-type': 'text/plain', ...headers }, body }
      : {
          status,
          headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
          body: JSON.stringify(body),
        };
  }
  return undefined;
}

export const isTruncated = (effects: readonly Effect[]): boolean =>
  effects.some((effect) => effect.kind === 'truncate');

/** Ends a request without an answer: at once, or when the client has lost its patience. */
export async function leaveUnanswered(
  bindings: HttpBindings,
  how: 'drop' | 'hang',
): Promise<Response> {
  const { socket } = bindings.incoming;
  if (how === 'drop') socket.destroy();
  else if (!socket.destroyed) await once(socket, 'close');
  return RESPONSE_ALREADY_SENT;
}

/** Announces the whole body, sends half of it, and closes the connection. */
export async function sendHalf(bindings: HttpBindings, answer: RawAnswer): Promise<Response> {
  const bytes = Buffer.from(answer.body ?? '');
  const outgoing = bindings.outgoing;
  outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length });
  await new Promise<void>((resolve) => {
    outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
      resolve();
    });
  });
  outgoing.socket?.end();
  return RESPONSE_ALREADY_SENT;
}
