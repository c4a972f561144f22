import './powertools-environment';
import { heartbeatHours } from '../../../components/readiness-alarms';
import { repeatableNumbers } from '../../../core/kernel/repeatable-numbers';
import { mostMessages } from '../../../core/readiness/announce';
import { scratchDirectory } from '../../support/scratch';
import { seed, times } from '../proof-size';
import type { Transition } from './cloud-watch';
import { day, hour, minute } from './days';
import { hoursOfMonitors, type WatchedStack } from './stacks';
import { openDays, type DaysWorld, type LossKind } from './world';

/* Nine days of two stacks with everything that goes wrong around them: every loss of sight is reported once and every
   recovery once, no alarm is without a cause, and each repository is scored once for each run. */

// Octokit takes this module's default export, which the test runner's module interop hides behind `default`.
jest.mock('before-after-hook', () => {
  const hook: { readonly default: object } = jest.requireActual('before-after-hook');
  return hook.default;
});

/** An alarm that has to go off between two times, and where it is a state, to end between two others. */
interface Expected {
  /** Stack and name. */
  readonly alarm: string;
  readonly from: number;
  readonly until: number;
  readonly over?: readonly [from: number, until: number];
}

const names = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index)}`);

const everything = ['log', 'info', 'warn', 'error', 'debug'] as const;
const allButTheDate = [
  ...['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'],
  ...['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'],
] as const;

describe.each([
  // On the second night New York has no 02:30, on the third day of the other there are two 01:30.
  { season: 'spring', start: '2027-03-12T00:00:00Z', night: '30 2', size: times(1000, 5000) },
  { season: 'autumn', start: '2027-11-05T00:00:00Z', night: '30 1', size: times(200, 1000) },
])('in $season', ({ season, start: startText, night, size }) => {
  const directory = scratchDirectory(`days-${season}`);
  const start = Date.parse(startText);
  const random = repeatableNumbers(seed);
  const at = (days: number, hours = 0): number => start + days * day + hours * hour;
  const daily = `cron(${night} * * ? *)`;
  const stacks: readonly WatchedStack[] = [
    {
      name: 'eu',
      timezone: 'Europe/Berlin',
      schedules: {
        daily: 'cron(30 9 * * ? *)',
        weekly: 'cron(30 10 ? * MON *)',
        monthly: 'cron(45 10 1 * ? *)',
      },
      repositories: names('eu', size * 0.8),
      services: names('web', 6),
    },
    {
      name: 'us',
      timezone: 'America/New_York',
      schedules: {
        daily,
        weekly: 'cron(0 11 ? * MON *)',
        monthly: 'cron(15 11 1 * ? *)',
      },
      repositories: names('us', size * 0.2),
      services: names('shop', 2),
    },
  ];
  const expected: Expected[] = [];
  let world: DaysWorld;

  /** Time of the first run of a stack that is due at a time or later. */
  const runAfter = (
    stack: string,
    time: number,
    periods = ['daily', 'weekly', 'monthly'],
  ): number =>
    world.days.due.find(
      (one) => one.stack === stack && one.at >= time && periods.includes(one.period),
    )?.at ?? Number.NaN;

  beforeAll(
    async () => {
      jest.useFakeTimers({ now: start, doNotFake: [...allButTheDate] });
      const consoles = everything.map((name) =>
        jest.spyOn(console, name).mockImplementation((...line: readonly unknown[]) => {
          world.days.take(String(line[0]));
        }),
      );
      world = await openDays(directory, stacks, start, {
        setTime: (now) => jest.setSystemTime(now),
        random,
      });
      planFaults();
      await world.days.until(at(9));
      for (const spy of consoles) spy.mockRestore();
      jest.useRealTimers();
      expectAlarms();
      const { counts, scores, cloudWatch } = world.days;
      console.log(
        `${season}: ${String(scores.length)} scores, ${String(world.requests())} requests to GitHub, ` +
          `${String(world.told.length)} messages, ${String(alarmsOf(cloudWatch.transitions).length)} alarms, ` +
          JSON.stringify(counts),
      );
      // A thousand repositories take some minutes where there is much else to do.
    },
    times(1_800_000, 7_200_000),
  );
  afterAll(() => world.close());

  /** Some repository of the stack that nothing else happens to. */
  const taken = new Set<string>();
  const some = (stack: string): string => {
    const all = stacks.find(({ name }) => name === stack)?.repositories ?? [];
    for (;;) {
      const name = all[Math.floor(random() * all.length)] ?? '';
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  };
  const losses: { readonly name: string; readonly kind: LossKind }[] = [];
  const sick = some('eu');
  /** While Slack hears of nothing. */
  const brieflySick = some('us');
  const narrowed = new Set(
    (stacks[0]?.repositories ?? []).filter((name) => !taken.has(name)).slice(0, size * 0.3),
  );
  for (const name of narrowed) taken.add(name);

  function planFaults(): void {
    const { days, faults } = world;
    const between = (
      from: number,
      until: number,
      begin: () => unknown,
      end: () => unknown,
    ): void => {
      days.plan(from, begin);
      days.plan(until, end);
    };
    // GitHub limits the rate from before the run of the second day until hours after it.
    days.plan(at(1, 8), () => {
      faults.throttledUntil = at(1, 13);
    });
    // The credential is revoked over a run, and renewed; what was given up meanwhile is sent again.
    between(
      at(2, 7),
      at(2, 12),
      () => {
        faults.isCredentialRevoked = true;
      },
      () => {
        faults.isCredentialRevoked = false;
        days.redrive('eu');
      },
    );
    // Slack refuses the webhook, over the first day that some repositories are lost.
    between(
      at(3, 1),
      at(4, 1),
      () => {
        faults.isSlackRefusing = true;
      },
      () => {
        faults.isSlackRefusing = false;
      },
    );
    // A rolling deployment, forward and back.
    between(
      at(1, 1),
      at(6, 1),
      () => {
        days.isRolling = true;
      },
      () => {
        days.isRolling = false;
      },
    );
    const lose = (stack: string, kind: LossKind, from: number, until: number): void => {
      const name = some(stack);
      losses.push({ name, kind });
      between(
        from,
        until,
        () => faults.lost.set(name, kind),
        () => faults.lost.delete(name),
      );
    };
    lose('eu', 'gone', at(3, 4), at(6, 12));
    lose('us', 'renamed', at(3, 4), at(6, 12));
    lose('eu', 'renamed', at(0, 14), at(3, 20));
    lose('eu', 'archived', at(0, 15), at(6, 12));
    // The App loses sight of many at once.
    between(
      at(4, 12),
      at(5, 12),
      () => {
        for (const name of narrowed) faults.lost.set(name, 'gone');
      },
      () => {
        for (const name of narrowed) faults.lost.delete(name);
      },
    );
    // Main turns red and green again.
    between(
      at(5, 12),
      at(7, 12),
      () => faults.sick.add(sick),
      () => faults.sick.delete(sick),
    );
    between(
      at(2, 14),
      at(3, 20),
      () => faults.sick.add(brieflySick),
      () => faults.sick.delete(brieflySick),
    );
    // The bucket denies everything over the start of a run, which is started by hand later.
    const denied = runOf('eu', 6);
    between(
      denied - 5 * minute,
      denied + 45 * minute,
      () => {
        days.aws.deniesBucket = true;
      },
      () => {
        days.aws.deniesBucket = false;
        return days.dispatch('eu', {
          period: 'daily',
          scheduledAt: new Date(denied).toISOString(),
        });
      },
    );
    // The schedule of the daily run is disabled.
    between(
      at(5, 12),
      at(8, 2),
      () => days.disabled.add('us readiness-schedule-daily'),
      () => days.disabled.delete('us readiness-schedule-daily'),
    );
    // So is that of a monitor.
    between(
      at(6, 1),
      at(6, 21),
      () => days.disabled.add('eu smoke-web-5-staging-schedule-run'),
      () => days.disabled.delete('eu smoke-web-5-staging-schedule-run'),
    );
    // Services fail and recover; one of them while Slack refuses messages.
    const outages = [
      ['web-0', at(1, 9), at(1, 19)],
      ['web-1', at(3, 9), at(4, 15)],
      ['shop-0', at(7, 3), at(7, 6)],
    ] as const;
    for (const [name, from, until] of outages) {
      between(
        from,
        until,
        () => faults.down.add(name),
        () => faults.down.delete(name),
      );
    }
  }

  /** 09:30 in Berlin, which is not at the time of a monitor's run. */
  function runOf(stack: string, days: number): number {
    const offset = stack === 'eu' ? 1 : 0;
    return at(days, 9.5 - offset);
  }

  function expectAlarms(): void {
    const { due } = world.days;
    const add = (alarm: string, from: number, until: number, over?: Expected['over']): void => {
      expected.push({ alarm, from, until, ...(over === undefined ? {} : { over }) });
    };
    const monitored = (time: number): number =>
      Math.ceil(time / (hoursOfMonitors * hour)) * hoursOfMonitors * hour;
    const soon = 20 * minute;
    const throttled = runAfter('eu', at(1, 8));
    add('eu readiness-waiting', throttled + 2 * hour, throttled + 2 * hour + soon + 15 * minute, [
      at(1, 13),
      // The window, and the older values that an alarm takes where new ones are missing.
      at(1, 15),
    ]);
    const revoked = runAfter('eu', at(2, 7));
    add('eu readiness-credential', revoked, revoked + 30 * minute, [at(2, 12), at(2, 12) + soon]);
    add('eu readiness-failures', revoked, revoked + 45 * minute, [at(2, 8), at(2, 11)]);
    add('eu readiness-dead-letters', revoked + hour, revoked + 2 * hour);
    const told = runAfter('eu', at(3, 4));
    add('eu readiness-slack', told, told + soon, [at(4, 1), runAfter('eu', at(4, 1)) + soon]);
    const toldUs = runAfter('us', at(3, 1));
    add('us readiness-slack', toldUs, toldUs + soon, [at(4, 1), runAfter('us', at(4, 1)) + soon]);
    add('us readiness-below-threshold', toldUs, toldUs + soon);
    const narrow = runAfter('eu', at(4, 12));
    const wide = runAfter('eu', at(5, 12));
    add('eu readiness-unseen', narrow, narrow + soon, [wide, wide + hour]);
    const fallen = runAfter('eu', at(5, 13));
    add('eu readiness-below-threshold', fallen, fallen + hour);
    const denied = runOf('eu', 6);
    add('eu readiness-undelivered', denied, denied + 45 * minute);
    const last = due.filter(
      (one) => one.stack === 'us' && one.period === 'daily' && one.at < at(5, 12),
    );
    const lastDaily = last.at(-1)?.at ?? Number.NaN;
    const hours = heartbeatHours(daily, 'America/New_York') ?? Number.NaN;
    const next = runAfter('us', at(8, 2), ['daily']);
    add('us readiness-heartbeat', lastDaily + hours * hour, lastDaily + (hours + 1) * hour, [
      next,
      next + soon,
    ]);
    const silent = monitored(at(6, 1)) - hoursOfMonitors * hour;
    add(
      'eu smoke-web-5-staging-silent',
      silent + (hoursOfMonitors + 1) * hour,
      silent + (hoursOfMonitors + 2) * hour,
      [at(6, 21), monitored(at(6, 21)) + soon],
    );
    const fails = (stack: string, name: string, from: number, until: number): void => {
      const [first, back] = [monitored(from), monitored(until)];
      // The second run that passes ends it.
      const over = back + hoursOfMonitors * hour;
      add(`${stack} smoke-${name}-staging-failing`, first, first + soon, [over, over + soon]);
    };
    fails('eu', 'web-0', at(1, 9), at(1, 19));
    fails('eu', 'web-1', at(3, 9), at(4, 15));
    fails('us', 'shop-0', at(7, 3), at(7, 6));
    add('eu smoke-slack', monitored(at(3, 9)), monitored(at(3, 9)) + soon, [
      at(4, 1),
      monitored(at(4, 1)) + soon,
    ]);
  }

  const text = ({ alarm, to, at: time }: Transition): string =>
    `${alarm} ${to} ${new Date(time).toISOString()}`;
  /** Of the first day, on which nothing has reported yet, an alarm says so. */
  const later = (): readonly Transition[] =>
    world.days.cloudWatch.transitions.filter((one) => one.at > at(0, 12));

  test('every alarm that has a cause goes off once within its time, and ends within its time', () => {
    const wrong = expected.flatMap(({ alarm, from, until, over }) => {
      const own = later().filter((one) => one.alarm === alarm);
      const within = (to: Transition['to'], [first, last]: readonly [number, number]) =>
        own.filter((one) => one.to === to && one.at >= first && one.at <= last).length === 1;
      const isRight = within('ALARM', [from, until]) && (over === undefined || within('OK', over));
      const iso = (time: number): string => new Date(time).toISOString();
      return isRight
        ? []
        : [`${alarm} from ${iso(from)} to ${iso(until)}: ${own.map(text).join(', ')}`];
    });
    expect(wrong).toEqual([]);
    expect(expected.length).toBeGreaterThan(15);
  });

  test('no alarm goes off without a cause', () => {
    const hasCause = ({ alarm, at: time }: Transition): boolean =>
      expected.some((one) => one.alarm === alarm && time >= one.from && time <= one.until);
    expect(
      alarmsOf(later())
        .filter((one) => !hasCause(one))
        .map(text),
    ).toEqual([]);
  });

  test('each loss of sight is reported once, and so is each return', () => {
    const about = (title: string, name: string): number =>
      world.told.filter((one) => one.text === `${title}: acme/${name}`).length;
    const counts = losses.map(({ name, kind }) => [
      ...[kind, about('Not scored any more', name), about('Scored again', name)],
    ]);
    expect(counts).toEqual(losses.map(({ kind }) => [kind, 1, 1]));
    const many = world.told.filter(({ text: one }) => one.startsWith('More repositories'));
    expect(many.map((one) => one.text)).toEqual([
      'More repositories are not scored any more: stack eu',
      'More repositories are scored again: stack eu',
    ]);
    const single = world.told.filter(({ text: one }) =>
      [...narrowed].some((name) => one.endsWith(`: acme/${name}`)),
    );
    expect(single).toHaveLength(2 * mostMessages);
  });

  test('a fall below the threshold and its recovery are reported once each, and not at all if Slack refused messages in between', () => {
    const news = world.told
      .filter(({ text: one }) => one.startsWith('Readiness '))
      .map((one) => one.text);
    expect(news).toEqual([
      `Readiness below 90 %: acme/${sick}`,
      expect.stringMatching(new RegExp(`^Readiness recovered to [\\d.]+ %: acme/${sick}$`)),
    ]);
  });

  test('all repositories of a stack have one message a week, and none a digest of its own', () => {
    const titles = world.told
      .map((one) => one.text)
      .filter((one) => /digest|^(Weekly|Monthly)/.test(one));
    const due = world.days.due.filter(({ period }) => period === 'weekly');
    expect(titles.sort()).toEqual(
      due.map(({ stack }) => `Weekly readiness: stack ${stack}`).sort(),
    );
    expect(due.length).toBeGreaterThan(1);
  });

  test('each outage of a service is reported once, and so is its end', () => {
    const news = world.told
      .filter(({ text: one }) => one.startsWith('Smoke'))
      .map((one) => one.text);
    expect([...news].sort()).toEqual(
      ['web-0', 'web-1', 'shop-0']
        .flatMap((name) => [
          `Smoke test failed: ${name} (staging)`,
          `Smoke test recovered: ${name} (staging)`,
        ])
        .sort(),
    );
  });

  test('each repository is scored once for each run in which it could be seen', () => {
    const { scores, due } = world.days;
    const counts = new Map<string, number>();
    for (const { repository } of scores) counts.set(repository, (counts.get(repository) ?? 0) + 1);
    const wrong = stacks.flatMap(({ name: stack, repositories }) => {
      const runs = due.filter((one) => one.stack === stack).length;
      return repositories
        .filter((name) => !taken.has(name) && counts.get(name) !== runs)
        .map((name) => `${name}: ${String(counts.get(name))} of ${String(runs)}`);
    });
    expect(wrong).toEqual([]);
    const [first] = narrowed;
    const seen = counts.get(first ?? '') ?? 0;
    const hidden = due.filter(
      (one) => one.stack === 'eu' && one.at >= at(4, 12) && one.at < at(5, 12),
    ).length;
    expect(seen).toBe(due.filter((one) => one.stack === 'eu').length - hidden);
  });

  function alarmsOf(transitions: readonly Transition[]): readonly Transition[] {
    return transitions.filter(({ to }) => to === 'ALARM');
  }
});
