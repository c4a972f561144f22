import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A process of the engine's protocol that ended when it should not, or could not start. */
export class ProcessError extends Error {
  override readonly name = 'ProcessError';
}

export interface ProcessOptions {
  /** What the process is to the user, such as `policy pack policies`. */
  readonly title: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Called with each line the process prints that is not part of the protocol. */
  readonly onLine: (line: string) => void;
}

export interface RunningProcess {
  /** Resolves with the exit code, or null when a signal ended it. Never rejects. */
  readonly exited: Promise<number | null>;
  /** The last lines the process wrote to standard error, for an error message. */
  errorTail(): string;
  /** Ends the process if it still runs. */
  stop(): void;
}

/**
 * Ends a child with the host and makes it start faster. The bundle of the host lies as deep below the root as this
 * file.
 */
const childStart = path.resolve(__dirname, '..', '..', 'cli', 'processes', 'child-start.js');

/** Lines of standard error kept for a message. */
const keptErrorLines = 20;

/** Starts Node on the given arguments. Its output is passed on line by line. */
export function startNode(
  options: ProcessOptions & { readonly onFirstLine?: (line: string) => void },
): RunningProcess {
  const child = spawn(process.execPath, ['--require', childStart, ...options.args], {
    cwd: options.directory,
    env: options.environment,
    // The last is the leash: a pipe that closes when the host is gone.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal goes to the host, which lets effects in flight come to their end.
    detached: true,
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new ProcessError(`${options.title}: no pipes`);
  const tail: string[] = [];
  let first = options.onFirstLine;
  createInterface({ input: stdout }).on('line', (line) => {
    if (first === undefined) {
      options.onLine(line);
      return;
    }
    const take = first;
    first = undefined;
    take(line);
  });
  createInterface({ input: stderr }).on('line', (line) => {
    tail.push(line);
    if (tail.length > keptErrorLines) tail.shift();
    options.onLine(line);
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      tail.push(error.message);
      resolve(null);
    });
    child.once('close', (code) => {
      resolve(code);
    });
  });
  return { exited, errorTail: () => tail.join('\n'), stop: () => stop(child) };
}

function stop(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
}

/**
 * Starts a plugin (provider or policy pack) and waits for the port that it prints as its first line.
 *
 * @throws ProcessError when it ends before that, with what it wrote.
 */
export async function startPlugin(
  options: ProcessOptions,
): Promise<{ readonly address: string; readonly process: RunningProcess }> {
  let announce: (port: string) => void = () => undefined;
  const port = new Promise<string>((resolve) => (announce = resolve));
  const running = startNode({ ...options, onFirstLine: announce });
  const line = await Promise.race([port, running.exited.then(() => undefined)]);
  if (line === undefined || !/^\d+$/.test(line.trim())) {
    running.stop();
    const wrote = [line, running.errorTail()].filter((part) => part !== undefined && part !== '');
    throw new ProcessError(
      `${options.title} did not start: expected its port on standard output, but it ${
        wrote.length === 0 ? 'wrote nothing' : `wrote:\n${wrote.join('\n')}`
      }`,
    );
  }
  return { address: `127.0.0.1:${line.trim()}`, process: running };
}
