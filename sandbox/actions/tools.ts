import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { SandboxError } from '../target';

const root = path.resolve(__dirname, '..', '..');
const toolDirectory = path.join(root, '.tools', 'bin');

/** The tools that `make tools` installs. */
export type PinnedTool = 'actionlint' | 'act' | 'moto_server' | 'shellcheck' | 'uv' | 'zizmor';

/** Where uv keeps what it fetched, from one run to the next; `make clean` removes it. */
export const uvCache = path.join(root, '.tools', 'cache', 'uv');

/** Where mypy keeps what it knows of the installed packages, which costs it most of its time. */
export const mypyCache = path.join(root, '.tools', 'cache', 'mypy');

/** Directories with the pinned tools before everything else, as a value of PATH. */
export function toolPath(): string {
  return [toolDirectory, process.env['PATH'] ?? ''].join(path.delimiter);
}

/** Path of a pinned tool. @throws {SandboxError} when it is not installed. */
export function pinnedTool(tool: PinnedTool): string {
  const file = path.join(toolDirectory, tool);
  if (!existsSync(file)) throw new SandboxError(`${tool} is not installed: run make tools`);
  return file;
}

/** What a tool answered. */
export interface ToolAnswer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether `env` is the whole environment; else it is added to this process's. */
  readonly isBare?: boolean;
  /**
   * Milliseconds after which the tool is killed, and the call fails. Default 1,200,000: a whole pipeline on a slow
   * machine.
   */
  readonly timeoutMs?: number;
}

/** Runs a program, with the pinned tools on its PATH, without blocking: it talks to servers of this process. */
export function runProgramAlongside(
  program: string,
  args: readonly string[],
  { cwd, env, isBare = false, timeoutMs = 1_200_000 }: ToolOptions = {},
): Promise<ToolAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: isBare ? { ...env } : { ...process.env, PATH: toolPath(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (chunk: Buffer) => chunks[stream].push(chunk));
    }
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (signal !== null) {
        reject(
          new SandboxError(
            `${path.basename(program)} was stopped by ${signal}; its time limit is ${String(timeoutMs / 1000)} s`,
          ),
        );
        return;
      }
      resolve({
        status,
        stdout: Buffer.concat(chunks.stdout).toString('utf8'),
        stderr: Buffer.concat(chunks.stderr).toString('utf8'),
      });
    });
  });
}
