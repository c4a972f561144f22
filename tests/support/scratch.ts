import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

/**
 * A directory of this test's own. It is emptied after the last test, as some hold hundreds of megabytes; what servers
 * write when they are closed after that goes with the run's own temporary directory.
 */
export function scratchDirectory(name: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), `gatehouse-${name}-`));
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}
