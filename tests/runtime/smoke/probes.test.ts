import { smokeProbe } from '../../../runtime/adapters/smoke-probe';
import type { Attempt, ProbeCheck } from '../../../core/smoke/check';
import { checkSchema } from '../../../core/smoke/check-schema';
import { judgeAttempt } from '../../../core/smoke/judge';
import { scratchDirectory } from '../../support/scratch';
import { certificateFor } from './certificate';
import {
  demandsPassword,
  errorMessage,
  servePostgres,
  serveTcp,
  serveTls,
  type Loopback,
  type PostgresBehaviour,
} from './loopback-servers';
import { startPostgresServer } from './real-postgres';

const trusted = certificateFor('127.0.0.1', 90);
const ending = certificateFor('127.0.0.1', 3);
const ended = certificateFor('127.0.0.1', -1);
const stranger = certificateFor('other.example', 90);
const open: Loopback[] = [];
afterAll(async () => {
  await Promise.all(open.map((server) => server.close()));
});

// Its own hook comes second: a server is ended before its directory is gone.
const directory = scratchDirectory('probes');

async function kept<Server extends Loopback>(starting: Promise<Server>): Promise<Server> {
  const server = await starting;
  open.push(server);
  return server;
}

/** A check without TLS has no use for certificates. */
function usesTls(more: { readonly probe?: string; readonly sslmode?: string }): boolean {
  return more.probe !== 'tcp' && more.sslmode !== 'disable';
}

async function probe(more: object, { timeoutMs = 5000, ca = trusted.cert } = {}): Promise<Attempt> {
  const check = checkSchema.parse({
    ...(usesTls(more) ? { tls: { ca: { secret: 'CA' } } } : {}),
    name: 'probe',
    kind: 'database',
    host: '127.0.0.1',
    latencyBudgetMs: 60_000,
    ...more,
  });
  return smokeProbe(check as ProbeCheck, { timeoutMs, secrets: new Map([['CA', ca]]) });
}
const reasonOf = (attempt: Attempt): string =>
  attempt.outcome === 'unreachable' ? attempt.reason : attempt.outcome;

describe('tcp', () => {
  test('a port that takes connections', async () => {
    const { port } = await kept(serveTcp(() => undefined));
    expect(await probe({ probe: 'tcp', port })).toMatchObject({ outcome: 'connected' });
  });

  test('a port where no one listens', async () => {
    const server = await serveTcp(() => undefined);
    await server.close();
    expect(reasonOf(await probe({ probe: 'tcp', port: server.port }))).toContain('ECONNREFUSED');
  });

  test('a name that does not exist', async () => {
    const attempt = await probe({ probe: 'tcp', host: 'nowhere.invalid', port: 1 });
    expect(reasonOf(attempt)).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });
});

describe('tls', () => {
  test('a trusted certificate of the host, with the days it is still valid', async () => {
    const { port } = await kept(serveTls(trusted));
    expect(await probe({ probe: 'tls', port })).toMatchObject({
      outcome: 'connected',
      certificateDays: 89,
    });
  });

  test('one that ends soon is seen, and judged', async () => {
    const { port } = await kept(serveTls(ending));
    const attempt = await probe({ probe: 'tls', port }, { ca: ending.cert });
    expect(attempt).toMatchObject({ outcome: 'connected', certificateDays: 2 });
    const check = checkSchema.parse({
      ...{ name: 'tls', kind: 'health', probe: 'tls', host: '127.0.0.1', latencyBudgetMs: 60_000 },
    });
    expect(judgeAttempt(check, attempt)).toMatchObject([{ code: 'certificate' }]);
  });

  test.each([
    ['has ended', ended, ended.cert, 'CERT_HAS_EXPIRED'],
    ['is no one that is trusted', trusted, ended.cert, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['is of another host', stranger, stranger.cert, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('one that %s', async (_name, certificate, ca, code) => {
    const { port } = await kept(serveTls(certificate));
    expect(reasonOf(await probe({ probe: 'tls', port }, { ca }))).toContain(code);
  });

  test('a server that speaks something else', async () => {
    const { port } = await kept(
      serveTcp((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    expect(reasonOf(await probe({ probe: 'tls', port }))).toMatch(/ERR_SSL|EPROTO/);
  });

  test('a server that takes the connection and says nothing', async () => {
    const { port } = await kept(serveTcp(() => undefined));
    const attempt = await probe({ probe: 'tls', port }, { timeoutMs: 50 });
    expect(reasonOf(attempt)).toBe('no response within 50 ms');
  });
});

describe('postgres', () => {
  const serve = (behaviour: PostgresBehaviour) => kept(servePostgres(behaviour));

  test('says who it is only after TLS, and to which database it wants', async () => {
    const server = await serve({ certificate: trusted, answer: demandsPassword });
    const attempt = await probe({ probe: 'postgres', port: server.port, sslmode: 'verify-full' });
    expect(attempt).toMatchObject({ outcome: 'connected' });
    expect(server.startups).toEqual(['user\0gatehouse\0database\0postgres\0\0']);
  });

  test.each<[string, PostgresBehaviour, object, string]>([
    ['demands a password', { answer: demandsPassword }, { sslmode: 'disable' }, 'connected'],
    [
      'refuses the user, who is no one',
      { answer: errorMessage('28000', 'no pg_hba.conf entry') },
      { sslmode: 'disable' },
      'connected',
    ],
    [
      'is starting up',
      { answer: errorMessage('57P03', 'the database system is starting up') },
      { sslmode: 'disable' },
      'PostgreSQL refused: 57P03 the database system is starting up',
    ],
    [
      'has no connection left',
      { answer: errorMessage('53300', 'too many clients already') },
      { sslmode: 'disable' },
      '53300 too many clients',
    ],
    ['does not support TLS', { answer: demandsPassword }, {}, 'does not support TLS'],
    [
      'has a certificate of someone else',
      { certificate: stranger, answer: demandsPassword },
      { sslmode: 'verify-full' },
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    ],
    [
      'has one that no one asked to verify',
      { certificate: stranger, answer: demandsPassword },
      {},
      'connected',
    ],
    [
      'is another protocol',
      { answer: Buffer.from('HTTP/1.1 400\r\n') },
      { sslmode: 'disable' },
      'does not speak the PostgreSQL protocol',
    ],
    [
      'never ends its first message',
      { answer: Buffer.concat([Buffer.from('E\x7f\xff\xff\xff', 'latin1'), Buffer.alloc(70_000)]) },
      { sslmode: 'disable' },
      'sent more than the PostgreSQL protocol allows',
    ],
    [
      'gets more than a letter before TLS',
      { answer: demandsPassword, tlsAnswer: Buffer.from('SR') },
      {},
      'is not PostgreSQL',
    ],
  ])('a server that %s', async (_name, behaviour, more, expected) => {
    const { port } = await serve(behaviour);
    expect(reasonOf(await probe({ probe: 'postgres', port, ...more }))).toContain(expected);
  });

  test.each([
    ['before TLS', {}],
    ['after the start-up', { sslmode: 'disable' }],
  ])('a server that hangs up %s', async (_name, more) => {
    const { port } = await kept(
      serveTcp((socket) => {
        socket.once('data', () => socket.destroy());
      }),
    );
    const attempt = await probe({ probe: 'postgres', port, ...more });
    expect(reasonOf(attempt)).toMatch(/closed the connection|ECONNRESET/);
  });

  test('the real server, in plain text and over TLS', async () => {
    const { port } = await kept(startPostgresServer(directory, { certificate: trusted }));
    for (const sslmode of ['disable', 'require', 'verify-full']) {
      const attempt = await probe({ probe: 'postgres', port, sslmode, user: 'owner' });
      expect([sslmode, reasonOf(attempt)]).toEqual([sslmode, 'connected']);
    }
    const attempt = await probe({ probe: 'postgres', port, user: 'nobody' });
    expect(reasonOf(attempt)).toBe('connected');
  });
});
