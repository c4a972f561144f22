import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { cleanEnvironment, GitError } from './git';

/** Milliseconds without work after which the process ends by itself. */
const idleMs = 2000;
const args = ['update-ref', '--stdin'];

/**
 * One `git update-ref --stdin` that runs transaction after transaction: git itself locks and compares refs, and not every
 * write starts a process. https://git-scm.com/docs/git-update-ref
 */
export class RefSession {
  private child: ChildProcessWithoutNullStreams | undefined;
  private idle: NodeJS.Timeout | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly directory: string) {}

  /** Takes effect as a whole or throws {@link GitError}. @param commands such as `update REF NEW OLD`. */
  transaction(commands: readonly string[]): Promise<void> {
    const mine = this.last.then(() => this.run(commands));
    this.last = mine.catch(() => undefined);
    return mine;
  }

  /** Ends the process once nothing is under way; a later transaction starts another. */
  async close(): Promise<void> {
    await this.last;
    this.end();
  }

  private run(commands: readonly string[]): Promise<void> {
    clearTimeout(this.idle);
    const child = (this.child ??= this.start());
    return new Promise<void>((resolve, reject) => {
      let answer = '';
      let complaint = '';
      const settle = (outcome: () => void): void => {
        child.stdout.off('data', onAnswer);
        child.stderr.off('data', onComplaint);
        child.off('close', onClose);
        child.off('error', onError);
        outcome();
      };
      const onAnswer = (chunk: Buffer): void => {
        answer += chunk.toString('utf8');
        if (!answer.includes('commit: ok\n')) return;
        this.idle = setTimeout(() => {
          this.end();
        }, idleMs);
        settle(resolve);
      };
      const onComplaint = (chunk: Buffer): void => {
        complaint += chunk.toString('utf8');
      };
      // A transaction that fails ends the process.
      const onClose = (code: number | null): void => {
        this.child = undefined;
        settle(() => {
          reject(new GitError(args, code, complaint));
        });
      };
      const onError = (cause: Error): void => {
        this.child = undefined;
        settle(() => {
          reject(
            new GitError(args, null, 'git could not be started; check that it is on PATH', {
              cause,
            }),
          );
        });
      };
      child.stdout.on('data', onAnswer);
      child.stderr.on('data', onComplaint);
      child.on('close', onClose);
      child.on('error', onError);
      child.stdin.write(`${['start', ...commands, 'commit'].join('\n')}\n`);
    });
  }

  private start(): ChildProcessWithoutNullStreams {
    const child = spawn('git', ['--git-dir', this.directory, ...args], {
      env: cleanEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // git may be gone before it has read everything; its exit code tells, not the broken pipe.
    child.stdin.on('error', () => undefined);
    return child;
  }

  private end(): void {
    clearTimeout(this.idle);
    this.child?.stdin.end();
    this.child = undefined;
  }
}
