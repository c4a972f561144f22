import * as fc from 'fast-check';
import type { BatchEntry, FailedEntry } from '../../adapters/queue-sender';
import type { Fleet } from '../../../core/readiness/fleet';
import { dispatch } from './dispatch';

const run = { period: 'daily', scheduledAt: '2026-11-24T09:00:00Z' } as const;

function fleetOf(size: number): Fleet {
  const settings = {
    threshold: 90,
    weights: { ci: 40, coverage: 30, security: 20, quality: 10 },
    window: 10,
    bands: { excellent: 95, good: 90, fair: 80 },
    workflow: 'ci.yml',
  };
  const repositories = Array.from({ length: size }, (_, index) => ({
    name: `service-${index}`,
    branch: 'main',
    settings,
  }));
  return { version: 1, stack: 'prod', owner: 'acme', repositories };
}

/** A queue that refuses the given messages, and remembers what it took. */
function queue(refuses: (entry: BatchEntry, attempt: number) => FailedEntry | undefined) {
  const taken: string[] = [];
  const waits: number[] = [];
  let calls = 0;
  return {
    taken,
    waits,
    ports: {
      send: (entries: readonly BatchEntry[]) => {
        calls += 1;
        expect(entries.length).toBeLessThanOrEqual(10);
        const failed = entries.map((entry) => refuses(entry, calls));
        taken.push(
          ...entries.filter((_, index) => failed[index] === undefined).map((entry) => entry.body),
        );
        return Promise.resolve(failed.filter((one) => one !== undefined));
      },
      wait: (milliseconds: number) => {
        waits.push(milliseconds);
        return Promise.resolve();
      },
    },
  };
}

const busy = (entry: BatchEntry): FailedEntry => ({ id: entry.id, reason: 'busy', isOurs: false });

test('property: whatever a queue refuses for a while, each repository is queued exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(45),
      fc.array(fc.boolean(), { maxLength: 40 }),
      async (size, refusals) => {
        const left = [...refusals];
        // At most two refusals in a row, which is fewer than there are attempts.
        let row = 0;
        const world = queue((entry) => {
          const refused = left.shift() === true && row < 2;
          row = refused ? row + 1 : 0;
          return refused ? busy(entry) : undefined;
        });
        expect(await dispatch(fleetOf(size), run, world.ports)).toBe(size);
        const names = world.taken.map(
          (body) => (JSON.parse(body) as { repository: { name: string } }).repository.name,
        );
        expect(new Set(names).size).toBe(size);
        expect(names).toHaveLength(size);
      },
    ),
  );
});

test('a queue that stays busy is asked five times, each time later, and then the run fails', async () => {
  const world = queue(busy);
  await expect(dispatch(fleetOf(3), run, world.ports)).rejects.toThrow(
    '3 of 3 repositories could not be queued: busy',
  );
  expect(world.waits).toEqual([100, 200, 400, 800]);
});

test('a message that is itself at fault is not sent again, and all others are queued', async () => {
  const world = queue((entry) =>
    entry.id === '4' ? { id: entry.id, reason: 'too long', isOurs: true } : undefined,
  );
  await expect(dispatch(fleetOf(25), run, world.ports)).rejects.toThrow('1 of 25');
  expect(world.taken).toHaveLength(24);
  expect(world.waits).toEqual([]);
});

describe('of a weekly run', () => {
  const weekly = { ...run, period: 'weekly' } as const;
  const bodies = (taken: readonly string[]) =>
    taken.map(
      (body) => JSON.parse(body) as { readonly digest?: string; readonly reportOn?: string[] },
    );

  test('many repositories have one report together, and none a digest of its own', async () => {
    const sent: BatchEntry[] = [];
    const world = queue(() => undefined);
    const send = (entries: readonly BatchEntry[]) => {
      sent.push(...entries);
      return world.ports.send(entries);
    };
    expect(await dispatch(fleetOf(6), weekly, { ...world.ports, send })).toBe(6);
    expect(bodies(world.taken).map(({ digest }) => digest)).toEqual([
      ...Array.from({ length: 6 }, () => 'fleet'),
      undefined,
    ]);
    expect(bodies(world.taken).at(-1)?.reportOn).toEqual(
      Array.from({ length: 6 }, (_, index) => `service-${index}`),
    );
    // After the repositories, which are scored by then.
    expect(sent.map(({ delaySeconds = 0 }) => delaySeconds)).toEqual([0, 0, 0, 0, 0, 0, 900]);
  });

  test('a few have digests of their own and no report', async () => {
    const world = queue(() => undefined);
    await dispatch(fleetOf(5), weekly, world.ports);
    expect(bodies(world.taken).map(({ digest, reportOn }) => [digest, reportOn])).toEqual(
      Array.from({ length: 5 }, () => [undefined, undefined]),
    );
  });

  test('no run of a day is reported on', async () => {
    const world = queue(() => undefined);
    await dispatch(fleetOf(6), run, world.ports);
    expect(bodies(world.taken).every(({ reportOn }) => reportOn === undefined)).toBe(true);
  });
});
