import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { fetchedDirectory } from './fetched-program';
import { machineClockEnvironment } from './machine-clock';

/** Starts the browser. Its own sandbox is off, since it only opens pages that these tests made. */
export async function openBrowser(): Promise<Browser> {
  const fetched = fetchedDirectory('browser');
  if (fetched === undefined) {
    return chromium.launch({
      executablePath: onPath(),
      chromiumSandbox: false,
      env: machineClockEnvironment(),
    });
  }
  return chromium.launch({
    executablePath: path.join(fetched, 'chromium'),
    chromiumSandbox: false,
    // It brings the few libraries it needs beside the C library, and fonts. Under a shifted clock it would hardly move.
    env: {
      ...machineClockEnvironment(),
      LD_LIBRARY_PATH: path.join(fetched, 'lib'),
      FONTCONFIG_PATH: fetched,
      XDG_CACHE_HOME: path.join(fetched, 'cache'),
    },
  });
}

function onPath(): string {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const found = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  throw new Error('Chromium not found: install it, and see that it is on PATH as chromium');
}
