import type { Attempt, PostgresCheck, ProbeCheck } from '../../core/smoke/check';
import { startPostgres } from './postgres-start';
import { resolveRecords } from './smoke-dns';
import { checkGrpcHealth } from './smoke-grpc';
import { attempted, type SmokeSockets } from './smoke-sockets';
import { tlsMaterial, type TlsMaterial } from './smoke-trust';

export interface SmokeProbeOptions {
  /** Milliseconds after which an attempt is given up. */
  readonly timeoutMs: number;
  /** Values of the secrets that `tls` names. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** One attempt of a check that sends no request over HTTP. Never throws for what a server can do; reports it as unreachable instead. */
export function smokeProbe(
  check: ProbeCheck,
  { timeoutMs, secrets }: SmokeProbeOptions,
): Promise<Attempt> {
  return attempted(timeoutMs, async (sockets, signal) => {
    const material = tlsMaterial('tls' in check ? check.tls : undefined, secrets);
    switch (check.probe) {
      case 'tcp':
        await sockets.connect(check.host, check.port);
        return { outcome: 'connected' };
      case 'tls': {
        const socket = await sockets.connect(check.host, check.port);
        const secure = await sockets.secure(socket, check.host, material);
        const end = Date.parse(secure.getPeerX509Certificate()?.validTo ?? '');
        const certificateDays = Math.floor((end - Date.now()) / 86_400_000);
        return { outcome: 'connected', certificateDays };
      }
      case 'postgres':
        await checkPostgres(check, material, sockets);
        return { outcome: 'connected' };
      case 'dns': {
        const records = await resolveRecords(check, timeoutMs, signal, sockets);
        return { outcome: 'resolved', records };
      }
      case 'grpc':
        await checkGrpcHealth(check, material, sockets);
        return { outcome: 'connected' };
    }
  });
}

async function checkPostgres(
  check: PostgresCheck,
  material: TlsMaterial,
  sockets: SmokeSockets,
): Promise<void> {
  const rejectUnauthorized = check.sslmode === 'verify-full';
  await startPostgres(await sockets.connect(check.host, check.port), check, (plain) =>
    sockets.secure(plain, check.host, { ...material, rejectUnauthorized }),
  );
}
