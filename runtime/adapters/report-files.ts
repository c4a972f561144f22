import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  maximumReportBytes,
  maximumTotalBytes,
  type Unread,
} from '../../core/readiness/parse/parsed';
import { reportNames, type ReportFiles } from '../../core/readiness/readings';

/** Reads reports of a directory by their names; by default those that the score reads. */
export async function readReportFiles(
  directory: string,
  names: readonly string[] = reportNames,
): Promise<ReportFiles> {
  const files = new Map<string, Uint8Array | Unread>();
  let total = 0;
  for (const name of names) {
    const path = join(directory, name);
    const size = await sizeOf(path);
    if (size === undefined) continue;
    const room = Math.min(maximumReportBytes, maximumTotalBytes - total);
    if (size > room) {
      files.set(name, { oversize: size });
      continue;
    }
    const bytes = await readBounded(path, room);
    if (bytes === undefined) continue;
    files.set(name, bytes);
    total += bytes.byteLength;
  }
  return files;
}

/** Size of a regular file in bytes; undefined when there is none. A symbolic link counts as none. */
async function sizeOf(path: string): Promise<number | undefined> {
  const found = await lstat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  return found?.isFile() === true ? found.size : undefined;
}

/**
 * A regular file's bytes, one more than `maximum` at most, so that the reader sees it is too large; undefined when there
 * is no such file. A symbolic link counts as none: a downloaded artifact must not name files of the runner.
 */
export async function readBounded(path: string, maximum: number): Promise<Uint8Array | undefined> {
  const size = await sizeOf(path);
  if (size === undefined) return undefined;
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(size, maximum + 1));
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } finally {
    await file.close();
  }
}

/** Names in a directory; none when it does not exist. */
export async function listDirectory(
  path: string,
): Promise<
  readonly { readonly name: string; readonly isDirectory: boolean; readonly isFile: boolean }[]
> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.map((entry) => ({
      name: entry.name,
      isDirectory: entry.isDirectory(),
      isFile: entry.isFile(),
    }));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  // By its code and not its class: Node's own errors are of another realm than code that runs in a sandbox.
  const code = (error as { readonly code?: unknown } | null)?.code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
