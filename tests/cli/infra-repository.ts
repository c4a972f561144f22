import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { runCli } from '../../cli/cli';

const root = path.resolve(__dirname, '..', '..');

/** One repository that the fixture program looks after. */
export interface Entry {
  readonly name: string;
  readonly coverage: number;
  readonly approvals: number;
}

/** A real git repository with a small infrastructure program in it. */
export class InfraRepository {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-infra-'));

  constructor() {
    this.git('init', '--quiet', '--initial-branch=main');
    symlinkSync(path.join(root, 'node_modules'), path.join(this.directory, 'node_modules'));
    this.write('.gitignore', 'node_modules\nbuilt.json\n');
  }

  /** Adds the program, as the working tree has it from now on. */
  addProgram(): void {
    cpSync(path.join(__dirname, 'fixtures', 'infra'), this.directory, { recursive: true });
    this.write(
      'Pulumi.yaml',
      stringify({ name: 'fleet', runtime: { name: 'nodejs', options: { typescript: false } } }),
    );
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.directory, file), text);
  }

  /** Writes the configuration of a stack. */
  stack(name: string, repositories: readonly Entry[], more: Readonly<Record<string, string>> = {}) {
    this.write(
      `Pulumi.${name}.yaml`,
      stringify({ config: { 'fleet:repositories': repositories, ...more } }),
    );
  }

  remove(file: string): void {
    rmSync(path.join(this.directory, file));
  }

  commit(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', `--message=${message}`);
  }

  git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    return execFileSync('git', [...identity, ...args], { cwd: this.directory, encoding: 'utf8' });
  }

  /** Runs the command line in this repository. */
  async run(...args: readonly string[]) {
    const streams = { stdout: '', stderr: '' };
    const into = (name: keyof typeof streams) =>
      ({ write: (text: string) => (streams[name] += text) }) as unknown as NodeJS.WriteStream;
    const code = await runCli(args, {
      version: '0.0.0',
      directory: this.directory,
      environment: { ...process.env, NO_COLOR: '1' },
      stdin: process.stdin,
      stdout: into('stdout'),
      stderr: into('stderr'),
      interrupted: new AbortController().signal,
    });
    return { code, ...streams };
  }

  destroy(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
