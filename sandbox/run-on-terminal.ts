import { spawn } from 'node:child_process';

/**
 * Runs a program on the terminal of this process. It gets an interrupt (Ctrl-C) by itself and is handed a request to end,
 * and what it works on stays up until it has ended.
 *
 * @returns its exit code.
 */
export async function runOnTerminal(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<number> {
  const child = spawn(program, args, { ...options, stdio: 'inherit' });
  const ignore = (): void => undefined;
  const handOn = (): void => {
    child.kill('SIGTERM');
  };
  process.on('SIGINT', ignore).on('SIGTERM', handOn);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        resolve(code ?? 1);
      });
    });
  } finally {
    process.off('SIGINT', ignore).off('SIGTERM', handOn);
  }
}
