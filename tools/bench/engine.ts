import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { attachProviders } from '../../sandbox/attached-providers';
import { engineProject, requireEngine } from '../../sandbox/engine-project';
import { forgetStack } from '../../sandbox/stack-state';
import { fleetOf } from './fleet';
import { compare, median, millisecondsOf, type Result } from './measure';

const root = path.resolve(__dirname, '..', '..');
const pack = path.join(root, 'policies');
const packArguments = [
  ...['--policy-pack', pack],
  ...['--policy-pack-config', path.join(pack, 'presets', 'dev.json')],
];

/** Sizes of fleets, and what `plan` may take of the engine's time. */
const sizes = [
  { repositories: 1, aim: 0.4, pairs: 7 },
  { repositories: 50, aim: 0.6, pairs: 3 },
  { repositories: 200, aim: 0.6, pairs: 3 },
];

/** How often the memory of the processes is looked at, milliseconds. */
const sampleMs = 50;
const pageBytes = 4096;

/**
 * `gatehouse plan` against `pulumi preview` of the same program with the same policy pack and the same plugins, by wall time
 * and by the largest memory that all processes had together: what the sandbox's providers take counts for either side, since
 * the engine attaches to theirs.
 *
 * @throws {Error} when there is no engine on PATH.
 */
export async function engineResults(): Promise<Result[]> {
  requireEngine(process.env);
  const results: Result[] = [];
  for (const { repositories, aim, pairs } of sizes) {
    results.push(...(await ofSize(repositories, aim, pairs)));
  }
  return results;
}

async function ofSize(repositories: number, aim: number, pairs: number): Promise<Result[]> {
  const stack = `bench-engine-${repositories}`;
  const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-bench-'));
  const file = path.join(directory, `Pulumi.${stack}.yaml`);
  writeFileSync(file, stringify(fleetOf(repositories)));
  const configFile = path.relative(root, file);
  const project = await engineProject(root, {
    stack,
    configFile,
    policyConfig: '',
    repository: '',
  });
  const providers = await attachProviders({ ...process.env, ...project.environment });
  const env = { ...process.env, ...project.environment };
  const engine: Command = {
    program: 'pulumi',
    args: ['preview', '--json', '--non-interactive', '--stack', stack, ...packArguments],
    cwd: project.directory,
    env: { ...env, ...providers.environment },
    alsoCounts: true,
  };
  const host: Command = {
    program: process.execPath,
    args: [
      ...[path.join(root, 'cli', 'bin.mjs'), 'plan', '--json', '--stack', stack],
      ...['--config-file', configFile, ...packArguments],
    ],
    cwd: root,
    env,
    alsoCounts: false,
  };
  const ours: number[] = [];
  const peers: number[] = [];
  try {
    await measured({ ...engine, args: ['stack', 'init', stack, '--non-interactive'] });
    const time = await compare(
      `plan ${repositories} repositories / pulumi preview of the same program, pack and plugins`,
      aim,
      pairs,
      () => timed(host, providers.pid, ours),
      () => timed(engine, providers.pid, peers),
    );
    return [time, memoryResult(repositories, median(ours), median(peers))];
  } finally {
    providers.stop();
    rmSync(directory, { recursive: true });
    await forgetStack(root, stack);
  }
}

function memoryResult(repositories: number, ours: number, peer: number): Result {
  return {
    name: `memory of plan, ${repositories} repositories / of pulumi preview: largest sum over all processes`,
    ours: `${ours.toFixed(0)} MB`,
    peer: `${peer.toFixed(0)} MB`,
    ratio: ours / peer,
    aim: 1,
  };
}

interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether the process of the attached providers works for it. */
  readonly alsoCounts: boolean;
}

/** Milliseconds of one run; its largest memory is added to the list. */
async function timed(command: Command, providers: number, memory: number[]): Promise<number> {
  const { milliseconds, megabytes } = await measured(
    command,
    command.alsoCounts ? [providers] : [],
  );
  memory.push(megabytes);
  return milliseconds;
}

/** @throws {Error} with what it wrote when the command fails. */
async function measured(
  { program, args, cwd, env }: Command,
  beside: readonly number[] = [],
): Promise<{ readonly milliseconds: number; readonly megabytes: number }> {
  let megabytes = 0;
  let text = '';
  const milliseconds = await millisecondsOf(async () => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    const look = setInterval(() => {
      const roots = child.pid === undefined ? beside : [child.pid, ...beside];
      megabytes = Math.max(megabytes, residentMegabytes(roots));
    }, sampleMs);
    try {
      const [code] = (await once(child, 'close')) as [number | null];
      if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${text}`);
    } finally {
      clearInterval(look);
    }
  });
  return { milliseconds, megabytes };
}

/** Memory of processes and all they have started. Linux says so in /proc; one that has just ended has none. */
function residentMegabytes(roots: readonly number[]): number {
  const children = new Map<number, number[]>();
  const resident = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const pid = Number(name);
    try {
      // After the name in parentheses, which may hold anything: state, parent, …
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), pid]);
      const [, pages] = readFileSync(`/proc/${name}/statm`, 'utf8').split(' ');
      resident.set(pid, Number(pages) * pageBytes);
    } catch {
      resident.delete(pid);
    }
  }
  const sumOf = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, child) => sum + sumOf(child), resident.get(pid) ?? 0);
  return roots.reduce((sum, pid) => sum + sumOf(pid), 0) / 2 ** 20;
}
