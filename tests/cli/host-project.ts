import { type ChildProcessByStdio, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { type Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';

const fixtures = path.join(__dirname, 'fixtures');
const host = path.resolve(__dirname, '..', '..', 'cli', 'bin.mjs');

/** One resource of the fixture program. */
export interface ThingSpec {
  readonly name: string;
  /** A component instead of a thing. */
  readonly group?: boolean;
  readonly parent?: string;
  readonly inputs?: Readonly<Record<string, string | boolean>>;
  readonly secret?: Readonly<Record<string, string>>;
  /** Things whose token it takes as an input. */
  readonly needs?: readonly string[];
  readonly opts?: Readonly<Record<string, unknown>>;
  /** Earlier names. */
  readonly aliases?: readonly string[];
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the host that a test can wait for, or interfere with. */
export interface Running {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly finished: Promise<Finished>;
}

/** A project in a directory of its own: the fixture program, the fixture provider and its world. */
export class HostProject {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-host-'));
  readonly world = mkdtempSync(path.join(tmpdir(), 'gatehouse-things-'));

  constructor() {
    writeFileSync(
      path.join(this.directory, 'Pulumi.yaml'),
      stringify({
        name: 'fixture',
        runtime: { name: 'nodejs', options: { typescript: false } },
        main: path.join(fixtures, 'program'),
        plugins: { providers: [{ name: 'things', path: path.join(fixtures, 'things') }] },
      }),
    );
  }

  /** What the program registers from now on. */
  wants(resources: readonly ThingSpec[], more: Readonly<Record<string, unknown>> = {}): void {
    writeFileSync(
      path.join(this.directory, 'Pulumi.dev.yaml'),
      stringify({ config: { 'fixture:resources': resources, ...more } }),
    );
  }

  start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Running {
    const child = spawn(process.execPath, [host, ...args, '--stack', 'dev'], {
      cwd: this.directory,
      env: { ...process.env, ...environment, THINGS_DIRECTORY: this.world },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = [child.stdout, child.stderr].map(collected);
    const finished = new Promise<Finished>((resolve) => {
      child.once('close', (code) => {
        resolve({ code, stdout: stdout?.() ?? '', stderr: stderr?.() ?? '' });
      });
    });
    return { process: child, finished };
  }

  run(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Finished> {
    return this.start(args, environment).finished;
  }

  up(...more: readonly string[]): Promise<Finished> {
    return this.run(['up', '--yes', ...more]);
  }

  /** Calls of the provider so far, in order. */
  calls(): readonly string[] {
    const log = path.join(this.world, 'calls.log');
    return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  }

  /** Names of the things that exist, one for each. */
  things(): readonly string[] {
    return readdirSync(this.world)
      .filter((file) => file.startsWith('thing-'))
      .map((file) => file.slice('thing-'.length).replace(/-\d+$/, ''))
      .sort();
  }

  /** Resolves when the provider holds at this point of creating a thing. */
  reached(point: 'before' | 'after', name: string): Promise<void> {
    const file = `at-${point}-${name}`;
    return new Promise((resolve) => {
      const watcher = watch(this.world, check);
      function check(): void {
        if (!existsSync(path.join(watched, file))) return;
        watcher.close();
        resolve();
      }
      const watched = this.world;
      check();
    });
  }

  /** Lets a held thing go on. */
  pass(name: string): void {
    writeFileSync(path.join(this.world, `pass-${name}`), '');
  }

  get stateFile(): string {
    return path.join(this.directory, '.gatehouse', 'stacks', 'dev.json');
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
    rmSync(this.world, { recursive: true, force: true });
  }
}

export const fixturePack = path.join(fixtures, 'pack');

function collected(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  return () => text;
}
