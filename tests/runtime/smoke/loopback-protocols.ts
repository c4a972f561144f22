import { createSocket } from 'node:dgram';
import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Server, ServerCredentials, status, type sendUnaryData } from '@grpc/grpc-js';
import type { Certificate } from './certificate';
import type { Loopback } from './loopback-servers';

type Listener = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

/** A server that speaks HTTP/2 and nothing else, over TLS where it has a certificate. */
export function serveHttp2(listener: Listener, certificate?: Certificate): Promise<Loopback> {
  const server =
    certificate === undefined
      ? createServer(listener)
      : createSecureServer({ ...certificate, allowHTTP1: false }, listener);
  return started(server);
}

/** A server of HTTP over TLS; `clientCa`: clients need a certificate of this authority. */
export function serveHttps(
  listener: RequestListener,
  certificate: Certificate,
  clientCa?: Certificate,
): Promise<Loopback> {
  const required =
    clientCa === undefined
      ? {}
      : { requestCert: true, rejectUnauthorized: true, ca: [clientCa.cert] };
  return started(createHttpsServer({ ...certificate, ...required }, listener));
}

function started(server: Http2Server | Http2SecureServer | HttpsServer): Promise<Loopback> {
  const sockets = new Set<Socket>();
  for (const event of ['connection', 'secureConnection']) {
    server.on(event, (socket: Socket) => {
      sockets.add(socket);
      // A client may go at any time: that is what is tested.
      socket.on('error', () => undefined);
    });
  }
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((closed) => {
            server.close(() => {
              closed();
            });
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

/** What a health service says of each service by its name; of others that it does not know them. */
export type Health = Readonly<Record<string, 0 | 1 | 2>>;

/** gRPC's own server with the standard health service. https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
export async function serveGrpc(
  health: Health | undefined,
  certificate?: Certificate,
): Promise<Loopback> {
  const server = new Server();
  if (health !== undefined) {
    const bytes = (value: Buffer): Buffer => value;
    const check = {
      path: '/grpc.health.v1.Health/Check',
      requestStream: false,
      responseStream: false,
      requestSerialize: bytes,
      requestDeserialize: bytes,
      responseSerialize: bytes,
      responseDeserialize: bytes,
    } as const;
    server.addService(
      { check },
      {
        check: ({ request }: { request: Buffer }, answer: sendUnaryData<Buffer>) => {
          // HealthCheckRequest { string service = 1 }
          const name = request.subarray((request[1] ?? 0) > 127 ? 3 : 2).toString('utf8');
          const known = health[name];
          if (known === undefined) {
            answer({ code: status.NOT_FOUND, details: 'unknown service: 100 % sure' });
          } else {
            // HealthCheckResponse { ServingStatus status = 1 }; proto3 leaves a 0 out.
            answer(null, known === 0 ? Buffer.alloc(0) : Buffer.from([0x08, known]));
          }
        },
      },
    );
  }
  const credentials =
    certificate === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [
          { private_key: Buffer.from(certificate.key), cert_chain: Buffer.from(certificate.cert) },
        ]);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    port,
    close: () => {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

/** An answer of a DNS server: the code of its result, and the data of each record. */
export interface DnsAnswer {
  /** https://www.rfc-editor.org/rfc/rfc1035#section-4.1.1: 0 none, 2 failure, 3 no such name, 5 refused. */
  readonly code: number;
  readonly records: readonly Buffer[];
}

/** A DNS server that answers each question with what `answer` gives for its name and type. */
export async function serveDns(
  answer: (name: string, type: number) => DnsAnswer,
): Promise<Loopback> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const end = query.indexOf(0, 12) + 5;
    const question = query.subarray(12, end);
    const type = question.readUInt16BE(question.length - 4);
    const { code, records } = answer(nameIn(question), type);
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    const found = records.map((data) => {
      const head = Buffer.alloc(12);
      // The name is that of the question.
      head.writeUInt16BE(0xc00c, 0);
      head.writeUInt16BE(type, 2);
      head.writeUInt16BE(1, 4);
      head.writeUInt32BE(60, 6);
      head.writeUInt16BE(data.length, 10);
      return Buffer.concat([head, data]);
    });
    socket.send(Buffer.concat([header, question, ...found]), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    port: socket.address().port,
    close: () =>
      new Promise((closed) => {
        socket.close(() => {
          closed();
        });
      }),
  };
}

function nameIn(question: Buffer): string {
  const labels: string[] = [];
  for (let at = 0; question[at] !== 0; at += 1 + (question[at] ?? 0)) {
    labels.push(question.subarray(at + 1, at + 1 + (question[at] ?? 0)).toString('latin1'));
  }
  return labels.join('.');
}

/** A name as a record has it. */
export function dnsName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
