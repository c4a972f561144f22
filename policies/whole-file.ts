import * as fs from 'node:fs';
import * as path from 'node:path';

interface HowToWrite {
  /** Permissions. Default: those that the file has, and 0o666 less the umask for one that is not there. */
  readonly mode?: number;
  /** Refuse a file that is there. */
  readonly isNew?: boolean;
}

/**
 * Writes a text so that its file is there as a whole, or as it was: neither a full disk nor a kill leaves half of it. What a killed
 * process left beside it is removed by the next write. A link to a file stays a link.
 *
 * @throws Error of the file system; EEXIST for a new file that is there.
 */
export function writeWhole(file: string, text: string, how: HowToWrite = {}): void {
  const there = fs.statSync(file, { throwIfNoEntry: false });
  const target = there === undefined || how.isNew === true ? file : fs.realpathSync(file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  removeLeftovers(target);
  const temporary = `${target}.${process.pid}.new`;
  try {
    const handle = fs.openSync(temporary, 'w', how.mode ?? there?.mode);
    try {
      fs.writeFileSync(handle, text);
      // Some file systems say only now that the disk is full.
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    if (how.isNew === true) fs.linkSync(temporary, target);
    else fs.renameSync(temporary, target);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

/** Removes what processes that no longer run had begun to write in place of a file. */
function removeLeftovers(file: string): void {
  const directory = path.dirname(file);
  const name = path.basename(file);
  for (const other of fs.readdirSync(directory)) {
    if (!other.startsWith(name)) continue;
    const [, pid] = /^\.(\d+)\.new$/.exec(other.slice(name.length)) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    fs.rmSync(path.join(directory, other), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
