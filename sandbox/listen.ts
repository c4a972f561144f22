import type { AddressInfo } from 'node:net';
import type { ServerType } from '@hono/node-server';

export interface Listening {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 only. A port that is taken is an error; 0 takes any free one. */
export async function listen(server: ServerType, port: number): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // A client may keep a connection for longer than Node's five seconds and use it in the moment it is closed.
  if ('keepAliveTimeout' in server) {
    server.keepAliveTimeout = 120_000;
    // Node closes by the shorter of the two.
    server.headersTimeout = 130_000;
  }
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: async () => {
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

/** Whether listening failed because another process has the port. */
export const isPortTaken = (error: unknown): boolean => hasCode(error, 'EADDRINUSE');

/** Whether it is an error of the operating system with this code. */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
