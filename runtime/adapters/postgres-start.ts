import type { Socket } from 'node:net';
import type { PostgresCheck } from '../../core/smoke/check';

/** The longest first answer that is taken for one: an error with its fields. */
const maximumBytes = 64 * 1024;

/**
 * PostgreSQL's start-up, up to the demand for authentication: the server has forked a backend for us by then, which
 * pg_isready takes for accepting connections too. No one logs in, so that no password is needed where the check runs.
 * Two packets out and one in: a library for the protocol would be larger than all probes together.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP
 */
export async function startPostgres(
  socket: Socket,
  check: PostgresCheck,
  secure: (socket: Socket) => Promise<Socket>,
): Promise<void> {
  const connection = check.sslmode === 'disable' ? socket : await secure(await askForTls(socket));
  connection.write(startupPacket({ user: check.user, database: check.database }));
  const answer = await received(connection, isWholeMessage);
  const type = String.fromCharCode(answer[0] ?? 0);
  if (type === 'E') {
    const { C: code = '', M: text = '' } = errorFields(answer);
    // Class 28 refuses the user, which does not exist: the server is up and decides about connections.
    if (!code.startsWith('28')) throw new Error(`PostgreSQL refused: ${code} ${text}`);
  } else if (type !== 'R') {
    throw new Error('the server does not speak the PostgreSQL protocol');
  }
  // Terminate, so that the server logs no broken connection.
  connection.end(Buffer.from([0x58, 0, 0, 0, 4]));
}

/** https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL */
async function askForTls(socket: Socket): Promise<Socket> {
  socket.write(packet(Buffer.from([0x04, 0xd2, 0x16, 0x2f])));
  const bytes = await received(socket, (each) => each.length > 0);
  const letter = String.fromCharCode(bytes[0] ?? 0);
  if (letter === 'N') throw new Error('the server does not support TLS, which sslmode requires');
  if (letter === 'S' && bytes.length === 1) return socket;
  // More than the letter would have been sent in plain text by someone in between. CVE-2021-23222
  throw new Error('the response to the TLS request is not PostgreSQL');
}

/** Protocol 3.0 and the parameters as pairs of texts that end in NUL. */
function startupPacket(parameters: Readonly<Record<string, string>>): Buffer {
  const texts = [...Object.entries(parameters).flat(), ''].map((text) => `${text}\0`);
  return packet(Buffer.concat([Buffer.from([0, 3, 0, 0]), Buffer.from(texts.join(''))]));
}

/** A packet of before the authentication: its whole length, and no type. */
function packet(content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length + 4);
  return Buffer.concat([length, content]);
}

/** A message is its type, its length without the type, and its content. Only an error is read beyond the type. */
function isWholeMessage(bytes: Buffer): boolean {
  if (bytes[0] !== 0x45) return bytes.length > 0;
  return bytes.length >= 5 && bytes.length > bytes.readUInt32BE(1);
}

/** https://www.postgresql.org/docs/current/protocol-error-fields.html */
function errorFields(message: Buffer): Readonly<Record<string, string>> {
  const fields = message.subarray(5).toString('utf8').split('\0');
  return Object.fromEntries(fields.map((field) => [field.slice(0, 1), field.slice(1)]));
}

/** The bytes that come, once they are enough. Pauses the socket then, so that whoever reads next misses none. */
function received(socket: Socket, isEnough: (bytes: Buffer) => boolean): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      const isDone = isEnough(bytes);
      if (!isDone && bytes.length <= maximumBytes) return;
      socket.off('data', onData).pause();
      if (isDone) resolve(bytes);
      else reject(new Error('the server sent more than the PostgreSQL protocol allows'));
    };
    socket.on('data', onData);
    socket.once('error', reject);
    socket.once('close', () => {
      reject(new Error('the server closed the connection'));
    });
  });
}
