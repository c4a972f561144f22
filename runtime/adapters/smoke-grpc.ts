import type { GrpcCheck } from '../../core/smoke/check';
import { http2Answer } from './smoke-http2';
import type { SmokeSockets } from './smoke-sockets';
import type { TlsMaterial } from './smoke-trust';

/** Longest answer that is taken for one; it has a single number. */
const maximumBytes = 4_096;

/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const statusNames = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND'],
  ...['ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION'],
  ...['ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS'],
  'UNAUTHENTICATED',
];

/** https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
const servingNames = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/**
 * Asks the standard health service, `grpc.health.v1.Health/Check`, over HTTP/2. The two messages are a text and a number:
 * a library for gRPC would be larger than all probes together.
 *
 * @throws Error that says what the server answered instead of SERVING.
 */
export async function checkGrpcHealth(
  check: GrpcCheck,
  material: TlsMaterial,
  sockets: SmokeSockets,
): Promise<void> {
  const { host, port, service, plaintext } = check;
  const plain = await sockets.connect(host, port);
  const options = { ...material, ALPNProtocols: ['h2'] };
  const socket = plaintext ? plain : await sockets.secure(plain, host, options);
  const name = host.includes(':') ? `[${host}]` : host;
  const start = performance.now();
  const { status, headers, body, trailers } = await http2Answer(socket, {
    method: 'POST',
    url: new URL(`${plaintext ? 'http' : 'https'}://${name}:${port}/grpc.health.v1.Health/Check`),
    headers: {
      'content-type': 'application/grpc',
      te: 'trailers',
      'user-agent': 'gatehouse-smoke',
    },
    body: framed(service),
  });
  sockets.measured('firstByteMs', start);
  const answer = await bytesOf(body);
  if (status !== 200) throw new Error(`HTTP status ${status} instead of a gRPC response`);
  const found = { ...headers, ...trailers };
  const code = Number(found['grpc-status'] ?? Number.NaN);
  if (Number.isNaN(code)) throw new Error('the response is not gRPC');
  if (code !== 0) {
    const text = decodeURIComponent(String(found['grpc-message'] ?? ''));
    throw new Error(`gRPC status ${statusNames[code] ?? code}${text === '' ? '' : `: ${text}`}`);
  }
  const serving = servingStatus(answer);
  if (serving !== 1) throw new Error(`the service is ${servingNames[serving] ?? serving}`);
}

/** HealthCheckRequest { string service = 1 }, with gRPC's prefix. https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
function framed(service: string): Buffer {
  const name = Buffer.from(service);
  // At most 200 bytes, so that the length is two bytes of seven bits at most.
  const length =
    name.length < 128 ? [name.length] : [(name.length & 0x7f) | 0x80, name.length >> 7];
  const message =
    name.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0x0a, ...length]), name]);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

async function bytesOf(body: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > maximumBytes) throw new Error('the server sent more than a health response');
  }
  return Buffer.concat(chunks);
}

/** HealthCheckResponse { ServingStatus status = 1 }: a number, which is left out where it is 0. */
function servingStatus(answer: Buffer): number {
  if (answer.length < 5 || answer[0] !== 0 || answer.readUInt32BE(1) !== answer.length - 5) {
    throw new Error('the response is not a gRPC message');
  }
  const message = answer.subarray(5);
  return message[0] === 0x08 ? (message[1] ?? 0) : 0;
}
