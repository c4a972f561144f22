import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

/** A directory of this test's own, gone after its last test. */
export function scratchDirectory(name: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), `gatehouse-${name}-`));
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}
