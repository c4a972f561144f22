import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { lockStack, StackLockedError } from '../../cli/state/stack-lock';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-lock-'));
  file = path.join(directory, 'dev.lock');
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const now = new Date('2026-01-01T12:00:00Z');
const lock = () => lockStack(file, 'dev', 'up', now);
const holder = (more: object): string =>
  JSON.stringify({
    pid: process.pid,
    started: '',
    host: hostname(),
    command: 'up',
    since: now.toISOString(),
    ...more,
  });

it('is refused while someone holds it, naming who, and free again afterwards', async () => {
  const first = await lock();
  await expect(lock()).rejects.toThrow(StackLockedError);
  await expect(lock()).rejects.toThrow(
    `the stack dev is being changed by process ${process.pid} on ${hostname()} (up, since 2026-01-01T12:00:00.000Z)`,
  );
  await first.release();
  await (await lock()).release();
  expect(readdirSync(directory)).toEqual([]);
});

it('goes to exactly one of many that come at once', async () => {
  writeFileSync(file, holder({ started: 'another start of a process of this number' }));
  const results = await Promise.allSettled(Array.from({ length: 20 }, lock));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('is taken over from a process that has ended', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('close', resolve));
  writeFileSync(file, holder({ pid: child.pid }));
  const taken = await lock();
  expect(readFileSync(file, 'utf8')).toContain(`"pid":${process.pid}`);
  await taken.release();
  expect(existsSync(file)).toBe(false);
});

it('is taken together with what killed runs left beside it, and with nothing else', async () => {
  const names = ['dev.lock.1234.replacement', 'dev.lock.abcd', 'dev.lock.half', 'prod.lock.1'];
  for (const name of names)
    writeFileSync(path.join(directory, name), holder({ started: 'another start' }));
  writeFileSync(path.join(directory, 'dev.lock.half'), '{"pid":');
  writeFileSync(path.join(directory, 'dev.lock.alive'), holder({}));
  const taken = await lock();
  expect(readdirSync(directory).sort()).toEqual([
    ...['dev.lock', 'dev.lock.alive', 'dev.lock.half', 'prod.lock.1'],
  ]);
  await taken.release();
});

it('is taken over when another process got the number of the one that held it', async () => {
  writeFileSync(file, holder({ started: '1' }));
  await (await lock()).release();
});

it('is not taken over from another machine, about which nothing is known', async () => {
  writeFileSync(file, holder({ host: 'elsewhere.example' }));
  await expect(lock()).rejects.toThrow(/on elsewhere\.example .*remove .*dev\.lock/);
});

it('that someone else holds meanwhile is not released', async () => {
  const first = await lock();
  writeFileSync(file, holder({ command: 'somebody else' }));
  await first.release();
  expect(existsSync(file)).toBe(true);
});
