import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What a run cost. */
export interface Cost {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Largest resident set that any one of its processes had, in MB. */
  readonly largestMegabytes: number;
  /** Seconds of all its processes on a processor. */
  readonly cpuSeconds: number;
}

/** Milliseconds between two looks at the processes. */
const interval = 100;
/** Of the clock in /proc/PID/stat; 100 on every Linux. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const ticksPerSecond = 100;

/** Runs a command and watches it with all its descendants, as /proc tells. */
export function watched(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Cost> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const peaks = new Map<number, number>();
  const ticks = new Map<number, number>();
  const look = (): void => {
    for (const pid of descendants(child)) {
      const status = read(pid, 'status');
      const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
      peaks.set(pid, Math.max(peaks.get(pid) ?? 0, peak));
      // After the name, which may have spaces: utime and stime are the 14th and 15th field of the line.
      const fields = read(pid, 'stat')
        .replace(/^.*\) /, '')
        .split(' ');
      ticks.set(pid, Number(fields[11] ?? 0) + Number(fields[12] ?? 0) || (ticks.get(pid) ?? 0));
    }
  };
  const timer = setInterval(look, interval);
  const texts = [child.stdout, child.stderr].map((stream) => {
    const parts: string[] = [];
    stream.setEncoding('utf8').on('data', (part: string) => parts.push(part));
    return parts;
  });
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearInterval(timer);
      const [stdout = '', stderr = ''] = texts.map((parts) => parts.join(''));
      resolve({
        code,
        stdout,
        stderr,
        largestMegabytes: Math.max(0, ...peaks.values()) / 1024,
        cpuSeconds: [...ticks.values()].reduce((sum, one) => sum + one, 0) / ticksPerSecond,
      });
    });
  });
}

function descendants({ pid }: ChildProcess): readonly number[] {
  if (pid === undefined) return [];
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(
      (name) =>
        [Number(name), Number(/^PPid:\s+(\d+)$/m.exec(read(Number(name), 'status'))?.[1])] as const,
    );
  const found = [pid];
  for (const known of found) {
    found.push(...parents.flatMap(([one, parent]) => (parent === known ? [one] : [])));
  }
  return found;
}

/** Empty for a process that is gone. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
