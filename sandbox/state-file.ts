import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A state file that cannot be used; it is never overwritten. */
class StateFileError extends Error {
  override readonly name = 'StateFileError';
}

/**
 * One JSON value kept in one file, mode 0600. Changes are made to {@link value} in place; {@link save} writes them to a
 * temporary file and renames it over the old one, so that a reader or a crash of the process sees the old or the new
 * state, never half. It is not flushed to the disk: that would take longer than all else a request does.
 * Saves that arrive while one is being written share the next one.
 */
export class StateFile<T> {
  readonly value: T;
  private writing: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(
    readonly path: string,
    fallback: () => T,
  ) {
    this.value = existsSync(path) ? read<T>(path) : fallback();
  }

  /** Resolves when a state at least as new as the call is in the file. */
  save(): Promise<void> {
    if (this.writing === undefined) return this.start();
    this.next ??= this.writing
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.start();
      });
    return this.next;
  }

  private start(): Promise<void> {
    const writing = write(this.path, JSON.stringify(this.value)).finally(() => {
      if (this.writing === writing) this.writing = undefined;
    });
    this.writing = writing;
    return writing;
  }
}

function read<T>(path: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (cause) {
    throw new StateFileError(
      `${path}: not readable as JSON; move the file to start with an empty state`,
      { cause },
    );
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
