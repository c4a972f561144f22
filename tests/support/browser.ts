import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { projectRoot } from './tools';

const fetched = path.join(projectRoot, '.tools', 'browser');

/** Browsers to take, the pinned one of `make tools` first. */
const candidates = [
  path.join(fetched, 'chromium'),
  'chromium',
  'chromium-browser',
  'google-chrome',
];

/** The pinned browser brings the few libraries it needs beside the C library, and fonts. */
const environment = {
  ...process.env,
  LD_LIBRARY_PATH: path.join(fetched, 'lib'),
  FONTCONFIG_PATH: fetched,
};

function starts(program: string): boolean {
  const options = { env: program.startsWith(fetched) ? environment : process.env };
  return spawnSync(program, ['--version', '--no-sandbox'], options).status === 0;
}

function found(): string | undefined {
  return candidates.find((program) =>
    path.isAbsolute(program) ? existsSync(program) && starts(program) : starts(program),
  );
}

const program = found();

/** `describe` where a Chromium starts; elsewhere its tests are reported as skipped, by name. */
export const inBrowser = program === undefined ? describe.skip : describe;

/** Starts the browser. Its own sandbox is off, since it only opens pages that these tests made. */
export async function openBrowser(): Promise<Browser> {
  if (program === undefined) throw new Error('there is no Chromium');
  const executablePath = path.isAbsolute(program) ? program : whereIs(program);
  return chromium.launch({
    executablePath,
    chromiumSandbox: false,
    ...(program.startsWith(fetched) ? { env: environment } : {}),
  });
}

function whereIs(name: string): string {
  return spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' }).stdout.trim();
}
