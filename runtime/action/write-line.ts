import { writeSync } from 'node:fs';

/** Milliseconds between attempts to write to a pipe whose reader is slower than this process. */
const pauseMs = 2;

/**
 * Writes a line to standard output. Not by `process.stdout`: making that stream takes a sixth of the time an empty script
 * needs in all, and writes synchronously anyway. A reader that went away ends the output, not the command.
 */
export function writeLine(line: string): void {
  let rest = Buffer.from(`${line}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    }
  }
}
