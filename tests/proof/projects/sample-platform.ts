import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import * as path from 'node:path';
import { unzipSync } from 'fflate';
import { clockEnvironment } from '../../../sandbox/clock-environment';

/** A version of the sample service that runs. */
interface Release {
  readonly child: ChildProcess;
  readonly port: number;
}

/** What runs in an environment: at its address, beside it, and what came before it. */
interface Slot {
  current?: Release | undefined;
  canary?: Release | undefined;
  former?: Release | undefined;
}

interface PlatformOptions {
  /** For the unpacked wheels. */
  readonly directory: string;
  /** A Python that has the dependencies of the service. */
  readonly python: string;
  readonly environments: readonly string[];
  /** Who tokens must be for. */
  readonly audience: string;
}

/**
 * Where the sample service is deployed: it runs wheels at an address for each environment and for its canary. It takes
 * `POST /<environment>/<deploy|canary|promote|rollback>` from anyone with a token that it issued itself, as GitHub does for a job.
 */
export class SamplePlatform {
  /** What was asked of it, such as `staging deploy`. */
  readonly calls: string[] = [];
  /** Runs before a call is carried out. */
  onCall: (call: string) => void = () => undefined;
  /** Environments whose rollback does nothing. */
  readonly brokenRollbacks = new Set<string>();
  private readonly slots = new Map<string, Slot>();
  private readonly servers: Server[] = [];
  private readonly addresses = new Map<string, string>();
  private readonly tokens = new Set<string>();
  private unpacked = 0;

  private constructor(private readonly options: PlatformOptions) {}

  static async start(options: PlatformOptions): Promise<SamplePlatform> {
    const platform = new SamplePlatform(options);
    await platform.listen('platform', (message, response) => platform.command(message, response));
    for (const environment of options.environments) {
      const slot: Slot = {};
      platform.slots.set(environment, slot);
      await platform.listen(environment, (message, response) => {
        forward(slot.current, message, response);
      });
      await platform.listen(`${environment} canary`, (message, response) => {
        forward(slot.canary, message, response);
      });
    }
    return platform;
  }

  /** The address of the platform itself, of an environment, or of its canary (`production canary`). */
  address(name: string): string {
    const found = this.addresses.get(name);
    if (found === undefined) throw new Error(`the platform has no ${name}`);
    return found;
  }

  /** Variables by which a job asks for its identity. */
  get identity(): Readonly<Record<string, string>> {
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.address('platform')}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-token',
    };
  }

  async close(): Promise<void> {
    const all = [...this.slots.values()].flatMap(
      (slot) => Object.values(slot) as (Release | undefined)[],
    );
    await Promise.all(all.map((release) => stop(release)));
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
    }
  }

  private async listen(
    name: string,
    handle: (message: IncomingMessage, response: ServerResponse) => unknown,
  ): Promise<void> {
    const server = createServer((message, response) => void handle(message, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.servers.push(server);
    this.addresses.set(name, `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  }

  private async command(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? '', this.address('platform'));
    const given = message.headers.authorization?.replace('Bearer ', '') ?? '';
    if (url.pathname === '/token') {
      const isJob =
        given === 'runner-token' && url.searchParams.get('audience') === this.options.audience;
      const value = `token-${String(this.tokens.size + 1)}`;
      if (isJob) this.tokens.add(value);
      response.writeHead(isJob ? 200 : 403).end(JSON.stringify({ value }));
      return;
    }
    const [, environment = '', verb = ''] = url.pathname.split('/');
    const slot = this.slots.get(environment);
    if (slot === undefined || !this.tokens.has(given)) {
      response.writeHead(403).end();
      return;
    }
    const body: Buffer[] = [];
    for await (const chunk of message) body.push(chunk as Buffer);
    const call = `${environment} ${verb}`;
    this.calls.push(call);
    this.onCall(call);
    try {
      await this.carryOut(environment, slot, verb, Buffer.concat(body));
      response.writeHead(200).end();
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  }

  private async carryOut(
    environment: string,
    slot: Slot,
    verb: string,
    wheel: Buffer,
  ): Promise<void> {
    switch (verb) {
      case 'deploy': {
        const next = await this.run(wheel);
        await stop(slot.former);
        slot.former = slot.current;
        slot.current = next;
        return;
      }
      case 'canary':
        slot.canary = await this.run(wheel);
        await stop(slot.former);
        slot.former = undefined;
        return;
      case 'promote':
        slot.former = slot.current;
        slot.current = slot.canary;
        slot.canary = undefined;
        return;
      case 'rollback': {
        if (this.brokenRollbacks.has(environment)) return;
        await stop(slot.canary);
        slot.canary = undefined;
        if (slot.former === undefined) return;
        await stop(slot.current);
        slot.current = slot.former;
        slot.former = undefined;
        return;
      }
      default:
        throw new Error(`the platform cannot ${verb}`);
    }
  }

  /** Starts the service out of a wheel, and waits until it listens. */
  private async run(wheel: Buffer): Promise<Release> {
    this.unpacked += 1;
    const place = path.join(this.options.directory, `release-${String(this.unpacked)}`);
    for (const [file, content] of Object.entries(unzipSync(wheel))) {
      mkdirSync(path.join(place, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(place, file), content);
    }
    const child = spawn(this.options.python, ['-m', 'orders'], {
      cwd: place,
      env: {
        ...clockEnvironment(),
        PATH: process.env['PATH'],
        PYTHONPATH: place,
        PORT: '0',
        ORDERS_DB: path.join(place, 'orders.db'),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let printed = '';
    return new Promise((resolve, reject) => {
      child.stderr.on('data', (chunk: Buffer) => {
        printed += chunk.toString('utf8');
        const port = /running on http:\/\/127\.0\.0\.1:(\d+)/.exec(printed)?.[1];
        if (port !== undefined) resolve({ child, port: Number(port) });
      });
      child.once('error', reject);
      child.once('exit', () => {
        reject(new Error(`the service ended: ${printed}`));
      });
    });
  }
}

/** Passes a request on to what runs, if anything does. */
function forward(
  release: Release | undefined,
  message: IncomingMessage,
  response: ServerResponse,
): void {
  if (release === undefined) {
    response.writeHead(502).end();
    return;
  }
  const { method, url, headers } = message;
  const options = { host: '127.0.0.1', port: release.port, method, path: url, headers };
  const onward = request(options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.writeHead(502).end());
  message.pipe(onward);
}

async function stop(release: Release | undefined): Promise<void> {
  if (release === undefined || release.child.exitCode !== null) return;
  const gone = once(release.child, 'exit');
  release.child.kill('SIGTERM');
  await gone;
}
