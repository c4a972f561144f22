import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { type ThingSpec } from '../cli/host-project';
import { eventLogEnvironment, readVerdicts, type LoggedVerdict } from './engine-events';

const root = path.resolve(__dirname, '..', '..');
const maximumOutputBytes = 64 * 1024 * 1024;

/** One project that both the engine and the host run, with a state of its own for each. */
export class EngineProject {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-engine-'));
  private readonly environment = {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${this.directory}/engine-state`,
    PULUMI_CONFIG_PASSPHRASE: 'staple',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    THINGS_DIRECTORY: path.join(this.directory, 'world'),
  };

  constructor() {
    for (const name of ['program', 'things', 'pack']) {
      cpSync(path.join(root, 'tests', 'cli', 'fixtures', name), path.join(this.directory, name), {
        recursive: true,
      });
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(this.directory, 'node_modules'));
    mkdirSync(path.join(this.directory, 'engine-state'));
    mkdirSync(path.join(this.directory, 'world'));
    writeFileSync(
      path.join(this.directory, 'Pulumi.yaml'),
      stringify({
        name: 'fixture',
        runtime: { name: 'nodejs', options: { typescript: false } },
        main: 'program',
        plugins: { providers: [{ name: 'things', path: './things' }] },
      }),
    );
    this.wants([]);
    this.pulumi('stack', 'init', 'dev');
  }

  wants(resources: readonly ThingSpec[]): void {
    writeFileSync(
      path.join(this.directory, 'Pulumi.dev.yaml'),
      stringify({ config: { 'fixture:resources': resources } }),
    );
  }

  pulumi(...args: readonly string[]): string {
    return this.execute('pulumi', [...args, '--non-interactive']);
  }

  /** What the policies say in a preview of the engine. */
  verdicts(...args: readonly string[]): readonly LoggedVerdict[] {
    const log = path.join(this.directory, 'events.jsonl');
    const preview = ['preview', '--event-log', log, '--stack', 'dev'];
    rmSync(log, { force: true });
    this.execute('pulumi', [...preview, ...args], eventLogEnvironment);
    return readVerdicts(log);
  }

  host(...args: readonly string[]): string {
    return this.execute(process.execPath, [
      path.join(root, 'cli', 'bin.mjs'),
      ...args,
      '--stack',
      'dev',
    ]);
  }

  /** Runs a command and gives its standard output, also when a violated policy makes it fail. */
  private execute(
    command: string,
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): string {
    try {
      return execFileSync(command, args, {
        cwd: this.directory,
        env: { ...this.environment, ...more },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        maxBuffer: maximumOutputBytes,
      });
    } catch (error) {
      const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
      if (stdout !== undefined && stdout.trim() !== '') return stdout;
      throw new Error(`${command} ${args.join(' ')} failed: ${stderr ?? ''}`, { cause: error });
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
