import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

const root = path.resolve(__dirname, '..', '..');

/** A copy of the project of its own, as a clone would be, with what `npm ci` installed and built. */
export class WorkingCopy {
  private constructor(readonly directory: string) {}

  static create(): WorkingCopy {
    const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-copy-'));
    const files = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    }).split('\0');
    for (const file of files) {
      if (file === '') continue;
      mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
      cpSync(path.join(root, file), path.join(directory, file));
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(directory, 'node_modules'));
    // moto and the runtime interface client, under which the stack's functions run once.
    symlinkSync(path.join(root, '.tools'), path.join(directory, '.tools'));
    cpSync(path.join(root, 'build'), path.join(directory, 'build'), { recursive: true });
    return new WorkingCopy(directory);
  }

  /** Runs the sandbox's command line, as `make up` and `make down` do. */
  sandbox(...args: readonly string[]): { code: number; stdout: string; stderr: string } {
    const { status, stdout, stderr } = spawnSync(
      path.join(this.directory, 'node_modules', '.bin', 'tsx'),
      ['sandbox/main.ts', ...args],
      { cwd: this.directory, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
    );
    return { code: status ?? -1, stdout, stderr };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
