import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { openWorld, type World } from '../../sandbox/world';
import { millisecondsOf } from './measure';

/*
 * The numbers of docs/reusable-workflows.md: what a stack of some repositories writes, asks and takes, with a pipeline in each
 * and with one that they call. `npx tsx tools/bench/reuse.ts 1 50`
 */
const root = path.resolve(__dirname, '..', '..');
const files = {
  'pyproject.toml': '[project]\nname = "service"\nversion = "1"\n',
  'requirements.txt': 'pytest==8.4.2\n',
  'uv.lock': '',
};

/** A stack of repositories with the house's defaults in a world of its own. */
class Stack {
  private constructor(
    private readonly world: World,
    private readonly directory: string,
    private readonly names: readonly string[],
    private readonly isCalled: boolean,
  ) {}

  static async of(count: number, isCalled: boolean): Promise<Stack> {
    const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-bench-'));
    const world = await openWorld({ directory: path.join(directory, 'world'), rateLimit: 1e9 });
    const names = Array.from({ length: count }, (_, index) => `service-${String(index)}`);
    for (const name of ['ci', ...names]) {
      await world.github.world.createRepository(world.owner, name);
      await world.push(name, 'main', files, 'Start');
    }
    writeFileSync(
      path.join(directory, 'Pulumi.yaml'),
      stringify({
        name: 'gatehouse',
        runtime: { name: 'nodejs', options: { typescript: false } },
        main: path.join(root, 'infra'),
        plugins: { providers: [{ name: 'gatehouse', path: path.join(root, 'provider') }] },
      }),
    );
    return new Stack(world, directory, names, isCalled);
  }

  /** One command with these minutes for lint: its time, and the requests that it sends. */
  async run(lint: number, ...args: readonly string[]) {
    const config = {
      'gatehouse:github': { owner: this.world.owner },
      'gatehouse:defaults': {
        protection: { kind: 'none' },
        timeouts: { lint },
        ...(this.isCalled ? { reuse: { repository: 'ci' } } : {}),
      },
      'gatehouse:repositories': this.names.map((name) => ({ name })),
    };
    writeFileSync(path.join(this.directory, 'Pulumi.bench.yaml'), stringify({ config }));
    const before = this.world.github.requests.length;
    const milliseconds = await millisecondsOf(() => this.start(args));
    return { milliseconds, requests: this.world.github.requests.length - before };
  }

  private async start(args: readonly string[]): Promise<void> {
    const { token, githubUrl } = this.world;
    const child = spawn(
      process.execPath,
      [path.join(root, 'cli', 'bin.mjs'), ...args, '--stack', 'bench'],
      {
        cwd: this.directory,
        env: { ...process.env, GITHUB_TOKEN: token, GITHUB_BASE_URL: githubUrl },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}`);
  }

  async dispose(): Promise<void> {
    await this.world.close();
    rmSync(this.directory, { recursive: true });
  }
}

const steps = [
  ['plan of a new stack', 15, ['plan']],
  ['first update', 15, ['up', '--yes']],
  ['update without a change', 15, ['up', '--yes']],
  ['a change of every pipeline', 20, ['up', '--yes']],
] as const;

async function measure(count: number): Promise<void> {
  const [copied, called] = await Promise.all([Stack.of(count, false), Stack.of(count, true)]);
  try {
    for (const [what, lint, args] of steps) {
      const a = await copied.run(lint, ...args);
      const b = await called.run(lint, ...args);
      const ratio = (b.milliseconds / a.milliseconds).toFixed(2);
      process.stdout.write(
        `${count} repositories, ${what}: ${a.requests} and ${b.requests} requests, time × ${ratio}\n`,
      );
    }
  } finally {
    await copied.dispose();
    await called.dispose();
  }
}

async function main(counts: readonly number[]): Promise<void> {
  for (const count of counts) await measure(count);
}

void main(process.argv.slice(2).map(Number));
