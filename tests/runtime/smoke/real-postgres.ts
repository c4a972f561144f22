import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { fetchedDirectory } from '../../support/fetched-program';
import type { Certificate } from './certificate';
import { serveTcp, type Loopback } from './loopback-servers';

interface PostgresOptions {
  /** With it the server supports TLS. */
  readonly certificate?: Certificate;
  /** Any free one by default. */
  readonly port?: number;
  /** Who may do everything; no one needs a password. `owner` by default. */
  readonly user?: string;
}

/** A PostgreSQL server in a directory of its own. It refuses to run as root, so root starts it as nobody. */
export async function startPostgresServer(
  directory: string,
  { certificate, port, user = 'owner' }: PostgresOptions,
): Promise<Loopback> {
  const nobody = 65_534;
  const as = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  const data = path.join(directory, 'data');
  mkdirSync(data, { recursive: true });
  const own = (file: string): void => {
    chmodSync(file, file === data ? 0o700 : 0o600);
    if ('uid' in as) chownSync(file, nobody, nobody);
  };
  // Both have to be searchable for whoever the server runs as.
  chmodSync(directory, 0o755);
  own(data);
  const program = programsIn(directory);
  const made = spawnSync(
    program('initdb'),
    ['-D', data, '-U', user, '--auth=trust', '--no-sync', '--no-instructions', '-E', 'UTF8'],
    { ...as, cwd: data, encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' } },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  const files = [
    ['server.crt', certificate?.cert],
    ['server.key', certificate?.key],
  ] as const;
  for (const [name, text] of files) {
    if (text === undefined) continue;
    writeFileSync(path.join(data, name), text);
    own(path.join(data, name));
  }
  const chosen = port ?? (await freePort());
  const settings = [
    ...['-c', 'listen_addresses=127.0.0.1', '-c', `port=${String(chosen)}`],
    ...(certificate === undefined ? [] : ['-c', 'ssl=on']),
    ...['-c', 'unix_socket_directories=', '-c', 'fsync=off', '-c', 'shared_buffers=1MB'],
  ];
  const child = spawn(program('postgres'), ['-D', data, ...settings], {
    ...as,
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
  });
  await new Promise<void>((resolve, reject) => {
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes('ready to accept connections')) resolve();
    });
    child.on('error', reject);
    child.on('close', () => {
      reject(new Error(`PostgreSQL ended: ${text}`));
    });
  });
  return {
    port: chosen,
    close: async () => {
      const gone = once(child, 'close');
      child.kill('SIGQUIT');
      await gone;
    },
  };
}

/** A port that was free a moment ago: the server cannot choose one itself. */
async function freePort(): Promise<number> {
  const free = await serveTcp(() => undefined);
  await free.close();
  return free.port;
}

/**
 * Where the server's programs are, by name: a copy of the fetched ones, since a checkout may be closed to whoever the
 * server runs as; on a platform for which none are fetched, those on PATH.
 */
function programsIn(directory: string): (name: 'initdb' | 'postgres') => string {
  const fetched = fetchedDirectory('postgres');
  if (fetched === undefined) return (name) => name;
  const copied = path.join(directory, 'postgres');
  cpSync(fetched, copied, { recursive: true, verbatimSymlinks: true });
  return (name) => path.join(copied, 'bin', name);
}
