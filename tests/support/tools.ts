import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as path from 'node:path';

/** Root of this project. */
export const projectRoot = path.resolve(__dirname, '..', '..');

/** What a tool answered. */
export interface ToolAnswer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the tool is killed. Default 120,000. */
  readonly timeoutMs?: number;
}

export type PinnedTool = 'actionlint' | 'act' | 'shellcheck' | 'uv' | 'zizmor';

const toolDirectory = path.join(projectRoot, '.tools', 'bin');

/** Directories with the pinned tools before everything else, as a value of PATH. */
export function toolPath(): string {
  return [toolDirectory, process.env['PATH'] ?? ''].join(path.delimiter);
}

/** Where a pinned tool stands. @throws when it is not installed. */
export function pinnedTool(tool: PinnedTool): string {
  const file = path.join(toolDirectory, tool);
  if (!existsSync(file)) throw new Error(`${tool} is not installed: run make tools`);
  return file;
}

/** Runs one of the tools that `make tools` installs. */
export function runTool(
  tool: PinnedTool,
  args: readonly string[],
  options: ToolOptions = {},
): ToolAnswer {
  return runProgram(pinnedTool(tool), args, options);
}

/** Runs a program to its end, with the pinned tools on its PATH. @throws when it cannot be started or takes too long. */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env, timeoutMs = 120_000 }: ToolOptions = {},
): ToolAnswer {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, PATH: toolPath(), ...env },
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** As {@link runProgram} without blocking, for a program that talks to servers of this process. */
export function runProgramAlongside(
  program: string,
  args: readonly string[],
  { cwd, env, timeoutMs = 240_000 }: ToolOptions = {},
): Promise<ToolAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, PATH: toolPath(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (chunk: Buffer) => chunks[stream].push(chunk));
    }
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({
        status,
        stdout: Buffer.concat(chunks.stdout).toString('utf8'),
        stderr: Buffer.concat(chunks.stderr).toString('utf8'),
      });
    });
  });
}
