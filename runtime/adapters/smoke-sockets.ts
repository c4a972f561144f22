import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { Attempt, Phases } from '../../core/smoke/check';
import { reasonOf } from './smoke-reason';

/** The connections of one attempt, and how long each phase of them took. */
export interface SmokeSockets {
  /** Milliseconds; those of several connections are added up. */
  readonly phases: Phases;
  readonly connect: (host: string, port: number) => Promise<Socket>;
  readonly secure: (socket: Socket, host: string, options: ConnectionOptions) => Promise<TLSSocket>;
  /** Adds what has passed since `start`, a time of `performance.now()`. */
  readonly measured: (phase: keyof Phases, start: number) => void;
}

/** What an attempt saw, without what is measured of each. */
type Seen = Attempt extends infer Each
  ? Each extends Attempt
    ? Omit<Each, 'latencyMs' | 'phases'>
    : never
  : never;

/**
 * One attempt with connections of its own, which are closed at its end. Never throws for what a server can do; reports it
 * as unreachable instead.
 */
export async function attempted(
  timeoutMs: number,
  run: (sockets: SmokeSockets, signal: AbortSignal) => Promise<Seen>,
): Promise<Attempt> {
  const start = performance.now();
  const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
  const timedOut = new Promise<never>((_, reject) => {
    signal.onabort = () => {
      reject(signal.reason as Error);
    };
  });
  const opened: Socket[] = [];
  const sockets = smokeSockets(opened);
  const measured = () => ({ latencyMs: performance.now() - start, phases: sockets.phases });
  try {
    const seen = await Promise.race([run(sockets, signal), timedOut]);
    return { ...seen, ...measured() };
  } catch (error) {
    return { outcome: 'unreachable', reason: reasonOf(error, timeoutMs), ...measured() };
  } finally {
    // TLS before what it runs on: the other order ends the process, in Node 20 at least.
    for (const socket of opened.reverse()) socket.destroy();
  }
}

function smokeSockets(opened: Socket[]): SmokeSockets {
  const phases: Partial<Record<keyof Phases, number>> = {};
  const measured = (phase: keyof Phases, start: number): void => {
    phases[phase] = (phases[phase] ?? 0) + performance.now() - start;
  };
  return {
    phases,
    measured,
    connect: async (host, port) => {
      let start = performance.now();
      const socket = connect({ host, port });
      // Of an address there is nothing to look up, though Node says it was.
      if (isIP(host) === 0) {
        socket.once('lookup', () => {
          measured('dnsMs', start);
          start = performance.now();
        });
      }
      const connected = await ready(socket, 'connect', opened);
      measured('connectMs', start);
      return connected;
    },
    secure: async (socket, host, options) => {
      const start = performance.now();
      const secure = connectTls({
        socket,
        // A server name is never an address. https://www.rfc-editor.org/rfc/rfc6066#section-3
        ...(isIP(host) === 0 ? { servername: host } : { host }),
        ...options,
      });
      const secured = await ready(secure, 'secureConnect', opened);
      measured('tlsMs', start);
      return secured;
    },
  };
}

/** The socket once it is ready. Later errors of it are for whoever reads it; without a listener they would end the process. */
function ready<S extends Socket>(socket: S, event: string, opened: Socket[]): Promise<S> {
  opened.push(socket);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.once('close', () => {
      reject(new Error('the server closed the connection'));
    });
    socket.once(event, () => {
      resolve(socket);
    });
  });
}
