import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { hasErrorCode } from './error-code';

const holderSchema = z.object({
  pid: z.number().int(),
  /** When the process started, as the system reports it: a later process of the same number is another one. */
  started: z.string(),
  host: z.string(),
  command: z.string(),
  since: z.string(),
});

/** Who holds a stack's lock. */
export type LockHolder = z.infer<typeof holderSchema>;

/** Another run is changing the stack. */
export class StackLockedError extends Error {
  override readonly name = 'StackLockedError';

  constructor(
    stack: string,
    readonly holder: LockHolder,
    file: string,
  ) {
    super(
      `the stack ${stack} is being changed by process ${holder.pid} on ${holder.host} ` +
        `(${holder.command}, since ${holder.since}); wait for it to end` +
        (holder.host === hostname()
          ? ''
          : `, or remove ${file} if that machine is no longer at work`),
    );
  }
}

/** A lock that is held; release it when the work is done. */
export interface StackLock {
  release(): Promise<void>;
}

/**
 * Takes the lock of a stack, so that two runs never change it at once. A lock whose process has ended (a killed run)
 * is taken over at once.
 *
 * Why not a lock library: those that are kept up judge a lock by the age of its file, so after a kill the next run has
 * to wait; the process's number and start time show it at once.
 *
 * @throws StackLockedError when a living process holds it.
 */
export async function lockStack(
  file: string,
  stack: string,
  command: string,
  now: Date,
): Promise<StackLock> {
  await mkdir(path.dirname(file), { recursive: true });
  const holder: LockHolder = {
    pid: process.pid,
    started: startTime(process.pid) ?? '',
    host: hostname(),
    command,
    since: now.toISOString(),
  };
  const own = `${file}.${randomUUID()}`;
  const text = JSON.stringify(holder);
  try {
    await writeFile(own, text, { mode: 0o600 });
    await take(own, file, stack);
  } finally {
    await rm(own, { force: true });
  }
  await removeLeftovers(file);
  return {
    release: async () => {
      const current = await readFile(file, 'utf8').catch(() => '');
      if (current === text) await rm(file, { force: true });
    },
  };
}

/** Removes what killed runs left beside the lock when they were about to take it. */
async function removeLeftovers(file: string): Promise<void> {
  const directory = path.dirname(file);
  for (const name of await readdir(directory)) {
    if (!name.startsWith(`${path.basename(file)}.`)) continue;
    const other = path.join(directory, name);
    const holder = parseHolder(await readFile(other, 'utf8').catch(() => ''));
    if (holder !== undefined && !isAlive(holder)) await rm(other, { force: true });
  }
}

/**
 * Makes `file` a link to `own`. A lock left behind is replaced only by whoever holds the claim to that very lock, named
 * by its content: a run that saw it earlier and is slower finds another lock there and leaves it alone.
 */
async function take(own: string, file: string, stack: string): Promise<void> {
  // A hard link either appears whole or not at all, so no one ever reads half a lock.
  while (!(await linked(own, file))) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const holder = parseHolder(text);
    if (holder !== undefined && isAlive(holder)) throw new StackLockedError(stack, holder, file);
    const claim = `${file}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    await take(own, claim, stack);
    try {
      const current = await readFile(file, 'utf8').catch(() => undefined);
      if (current !== text) continue;
      const replacement = `${own}.replacement`;
      await link(own, replacement);
      await rename(replacement, file);
      return;
    } finally {
      await rm(claim, { force: true });
    }
  }
}

async function linked(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    // Whoever wrote this was no host of this kind; nothing is known to be alive.
    return undefined;
  }
}

/** A holder on another machine counts as alive: nothing can be known about it from here. */
function isAlive(holder: LockHolder): boolean {
  if (holder.host !== hostname()) return true;
  const started = startTime(holder.pid);
  return started !== undefined && (holder.started === '' || started === holder.started);
}

/** When a process started, in the system's own words; undefined when no such process exists. */
function startTime(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; the start time is the 20th field after it.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return startTimeFromPs(pid);
  }
}

/** For systems without /proc. */
function startTimeFromPs(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}
