// Runs a command, and all it starts, under another clock: node tools/shift-clock.mjs CLOCK COMMAND…
// CLOCK is a distance (+400d, -3h, +90m) or an instant (2027-03-28T00:55:00Z), at which the clock starts to run.
// Made by libfaketime, which leaves the monotonic clock alone, as Node's timers go by it. A program that asks the kernel
// itself, as those written in Go do, keeps the machine's clock.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const library = path.join(fileURLToPath(import.meta.url), '..', '..', '.tools', 'libfaketime.so.1');
const seconds = { s: 1, m: 60, h: 3600, d: 86_400 };

const [clock = '', command, ...args] = process.argv.slice(2);

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(2);
}

/** How far the clock is to be shifted, in whole seconds. */
function distance() {
  const [, sign = '', count, unit] = /^([+-])(\d+)([smhd])$/.exec(clock) ?? [];
  if (count !== undefined)
    return Number(`${sign}${count}`) * seconds[/** @type {keyof typeof seconds} */ (unit)];
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(clock)) {
    const instant = Date.parse(clock);
    if (!Number.isNaN(instant)) return Math.round((instant - Date.now()) / 1000);
  }
  return fail(
    `CLOCK: ${JSON.stringify(clock)} is not a valid clock. Use a distance such as +400d, -3h, +90m or +30s, ` +
      'or an instant such as 2027-03-28T00:55:00Z.',
  );
}

const shift = distance();
if (command === undefined) fail('usage: node tools/shift-clock.mjs CLOCK COMMAND…');
if (!existsSync(library)) fail('libfaketime is not installed: run make tools');
const env = {
  ...process.env,
  LD_PRELOAD: library,
  FAKETIME: `${shift < 0 ? '' : '+'}${shift}`,
  DONT_FAKE_MONOTONIC: '1',
};

// Where the library cannot be loaded, the loader only warns. Written as text: FORCE_COLOR puts colors around a number.
const sayNow = 'process.stdout.write(String(Date.now()))';
const seen = Number(execFileSync(process.execPath, ['-e', sayNow], { env }));
if (Math.abs(seen - Date.now() - shift * 1000) > 60_000) {
  fail(`libfaketime does not shift the clock on this machine: ${new Date(seen).toISOString()}`);
}
console.log(`clock: ${new Date(seen).toISOString()}, ${new Date(seen).toString()}`);
const child = spawn(command, args, { env, stdio: 'inherit' });
child.on('error', (error) => fail(error.message));
child.on('close', (code) => process.exit(code ?? 1));
