import { spawn } from 'node:child_process';
import { ProcessError } from '../processes/child-process';

/** How a command of the engine ended. */
interface EngineAnswer {
  /** Exit code; 1 where a signal ended it. */
  readonly code: number;
  /** Standard output; empty where it went to the terminal. */
  readonly stdout: string;
}

/** Runs a command of the engine, with its output to the terminal or into the answer. */
export type RunPulumi = (
  args: readonly string[],
  output: 'terminal' | 'answer',
) => Promise<EngineAnswer>;

/** The engine on PATH, run in the folder of Pulumi.yaml. Its calls throw ProcessError where there is none. */
export function pulumiIn(directory: string, environment: NodeJS.ProcessEnv): RunPulumi {
  return (args, output) =>
    new Promise((resolve, reject) => {
      const child = spawn('pulumi', args, {
        cwd: directory,
        env: environment,
        stdio: ['inherit', output === 'answer' ? 'pipe' : 'inherit', 'inherit'],
      });
      const parts: Buffer[] = [];
      child.stdout?.on('data', (part: Buffer) => parts.push(part));
      child.once('error', (cause: NodeJS.ErrnoException) => {
        const why =
          cause.code === 'ENOENT'
            ? 'the Pulumi engine is not on PATH; install it, or run `make engine` and add .tools/engine to PATH'
            : `pulumi could not be started: ${cause.message}`;
        reject(new ProcessError(why, { cause }));
      });
      child.once('close', (code) => {
        resolve({ code: code ?? 1, stdout: Buffer.concat(parts).toString('utf8') });
      });
    });
}
