import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { Certificate } from './certificate';

/** A server on loopback. */
export interface Loopback {
  readonly port: number;
  close(): Promise<void>;
}

export async function serveHttp(listener: RequestListener): Promise<Loopback & { url: string }> {
  const server = createHttpServer(listener);
  const served = await listening(server, () => {
    server.closeAllConnections();
  });
  return { ...served, url: `http://127.0.0.1:${served.port}` };
}

export async function serveTcp(connected: (socket: Socket) => void): Promise<Loopback> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // A client may go at any time: that is what is tested.
    socket.on('error', () => undefined);
    connected(socket);
  });
  return listening(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

export async function serveTls(certificate: Certificate): Promise<Loopback> {
  const server = createTlsServer(certificate, (socket) => socket.on('error', () => undefined));
  return listening(server, () => undefined);
}

/** How a stand-in of PostgreSQL behaves. */
export interface PostgresBehaviour {
  /** Absent: it speaks no TLS. */
  readonly certificate?: Certificate;
  /** What it says to the start-up packet. */
  readonly answer: Buffer;
  /** What it says to the request for TLS, instead of what it should. */
  readonly tlsAnswer?: Buffer;
}

/** AuthenticationCleartextPassword. https://www.postgresql.org/docs/current/protocol-message-formats.html */
export const demandsPassword = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);

export function errorMessage(code: string, text: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${text}\0\0`);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(fields.length + 4);
  return Buffer.concat([Buffer.from('E'), length, fields]);
}

/** Speaks as much of PostgreSQL's protocol as comes before the authentication. Keeps what clients sent unencrypted. */
export async function servePostgres(
  behaviour: PostgresBehaviour,
): Promise<Loopback & { readonly startups: readonly string[] }> {
  const startups: string[] = [];
  const start = (socket: Socket): void => {
    socket.once('data', (packet: Buffer) => {
      startups.push(packet.subarray(8).toString('utf8'));
      // Byte by byte: a client has to wait for a whole message.
      for (const byte of behaviour.answer) socket.write(Buffer.from([byte]));
    });
  };
  const served = await serveTcp((socket) => {
    socket.once('data', (packet: Buffer) => {
      const isTlsRequest = packet.length === 8 && packet.readUInt32BE(4) === 80_877_103;
      if (!isTlsRequest) {
        socket.unshift(packet);
        start(socket);
        return;
      }
      const { certificate, tlsAnswer } = behaviour;
      socket.write(tlsAnswer ?? (certificate === undefined ? 'N' : 'S'));
      if (certificate === undefined) return;
      const secure = new TLSSocket(socket, { isServer: true, ...certificate });
      secure.on('error', () => undefined);
      start(secure);
    });
  });
  return { ...served, startups };
}

function listening(server: Server | TcpServer, cut: () => void): Promise<Loopback> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((closed) => {
            server.close(() => {
              closed();
            });
            cut();
          }),
      });
    });
  });
}
