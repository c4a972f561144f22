import fc from 'fast-check';
import { defaultAlerts, type SmokeAlerts } from './alerts';
import { nextState as next, settled, type News, type SmokeState } from './announce';

const minute = 60_000;
const at = (minutes: number): string =>
  new Date(Date.UTC(2026, 10, 24) + minutes * minute).toISOString();

const atOnce: SmokeAlerts = { ...defaultAlerts, recoverAfter: 1, remindEveryHours: 0 };
const nextState = (before: SmokeState | undefined, passed: boolean, now: string, alerts = atOnce) =>
  next(before, { passed, now, alerts });

/** Runs of a deployment, one every four hours; each says whether it passed and whether Slack could be reached. */
function told(
  runs: readonly (readonly [passed: boolean, reachable: boolean])[],
  alerts = atOnce,
): readonly News[] {
  const messages: News[] = [];
  let state: SmokeState | undefined;
  runs.forEach(([passed, reachable], index) => {
    const next = nextState(state, passed, at(index * 240), alerts);
    if (next.tell !== undefined && reachable) messages.push(next.tell);
    state = next.tell === undefined ? next.state : settled(next.state, reachable);
  });
  return messages;
}
const up = [true, true] as const;
const down = [false, true] as const;
const unheard = [false, false] as const;

test.each([
  ['a healthy deployment says nothing', [up, up], []],
  ['a failure is reported once', [up, down, down, down], ['failed']],
  ['the first run may fail', [down], ['failed']],
  ['and so is the recovery', [down, down, up, up], ['failed', 'recovered']],
  ['each change is news', [down, up, down, up], ['failed', 'recovered', 'failed', 'recovered']],
  ['what could not be sent is sent later', [unheard, unheard, down], ['failed']],
  ['a fall and a recovery that could not be announced are dropped', [unheard, up], []],
] as const)('%s', (_name, runs, expected) => {
  expect(told(runs)).toEqual(expected);
});

test('for any runs: messages alternate, and the last one says how it is when Slack could be reached at the end', () => {
  const run = fc.tuple(fc.boolean(), fc.boolean());
  fc.assert(
    fc.property(fc.array(run, { maxLength: 12 }), fc.boolean(), (runs, passed) => {
      const messages = told([...runs, [passed, true]]);
      messages.forEach((message, index) => {
        expect(message).toBe(index % 2 === 0 ? 'failed' : 'recovered');
      });
      expect(messages.at(-1) ?? 'recovered').toBe(passed ? 'recovered' : 'failed');
    }),
  );
});

test('of two runs that see the same change the second one leaves it to the first', () => {
  const first = nextState(undefined, false, at(0));
  expect(first.tell).toBe('failed');
  expect(nextState(first.state, false, at(1)).tell).toBeUndefined();
});

test('a claim whose owner died is taken over after a quarter of an hour', () => {
  const { state } = nextState(undefined, false, at(0));
  expect(nextState(state, false, at(14)).tell).toBeUndefined();
  expect(nextState(state, false, at(16)).tell).toBe('failed');
  expect(nextState({ ...state, claim: { tell: 'failed', at: 'never' } }, false, at(1)).tell).toBe(
    'failed',
  );
});

test('the state says since when it is so', () => {
  const failed = settled(nextState(undefined, false, at(0)).state, true);
  expect(nextState(failed, false, at(240)).state.since).toBe(at(0));
  expect(nextState(failed, true, at(480)).state.since).toBe(at(480));
});

const runsOf = (text: string) => Array.from(text, (each) => (each === 'p' ? up : down));

test.each<[string, string, Partial<SmokeAlerts>, readonly News[]]>([
  ['a service that fails every other time is one failure', 'fpfpfp', {}, ['failed']],
  ['it is over after two passing runs', 'fpfppp', {}, ['failed', 'recovered']],
  ['as many as are asked for', 'fppfpppp', { recoverAfter: 3 }, ['failed', 'recovered']],
  ['one failing run is none where two are asked for', 'pfpfp', { failAfter: 2 }, []],
  ['two are', 'pffp', { failAfter: 2 }, ['failed']],
  [
    'a failure that lasts is reported again after a day',
    'ffffffff',
    { remindEveryHours: 24 },
    ['failed', 'reminder'],
  ],
  ['and after two', 'f'.repeat(14), { remindEveryHours: 24 }, ['failed', 'reminder', 'reminder']],
  ['a passing run never reports a failure', 'fpfpf', { muteUntil: at(200) }, ['failed']],
  ['muted says nothing', 'ffpp', { muteUntil: '2027-01-01T00:00:00Z' }, []],
  ['what lasts beyond it is reported then', 'fff', { muteUntil: at(400) }, ['failed']],
  ['what ended within it was never reported', 'ffpppp', { muteUntil: at(600) }, []],
])('%s', (_name, runs, change, expected) => {
  expect(told(runsOf(runs), { ...defaultAlerts, ...change })).toEqual(expected);
});

test('a failure began with its first failing run, however many it took', () => {
  const alerts = { ...defaultAlerts, failAfter: 2 };
  const first = nextState(undefined, false, at(0), alerts);
  expect(first.failing).toBe(false);
  const second = nextState(first.state, false, at(240), alerts);
  expect(second).toMatchObject({ failing: true, state: { failingSince: at(0) } });
  // One passing run does not end it, and does not change when it began.
  const third = nextState(settled(second.state, true), true, at(480), alerts);
  expect(third).toMatchObject({ failing: true, state: { failingSince: at(0) } });
  expect(nextState(third.state, true, at(720), alerts)).toMatchObject({
    failing: false,
    tell: 'recovered',
  });
});

test('the state of a healthy deployment, and of one that stays down, stops changing', () => {
  for (const passed of [true, false]) {
    let state: SmokeState | undefined;
    const seen: string[] = [];
    for (let run = 0; run < 5; run += 1) {
      const after = nextState(state, passed, at(run * 240), {
        ...defaultAlerts,
        remindEveryHours: 0,
      });
      state = after.tell === undefined ? after.state : settled(after.state, true);
      seen.push(JSON.stringify(state));
    }
    expect(new Set(seen.slice(2)).size).toBe(1);
  }
});

test('a state of an earlier version goes on: what it announced is not announced again', () => {
  const old = { passed: false, since: at(0), announced: 'failed' } as const;
  expect(nextState(old, false, at(240))).toMatchObject({ failing: true, tell: undefined });
  expect(nextState(old, true, at(240)).tell).toBe('recovered');
});

describe('the thread of an incident', () => {
  const thread = { channel: 'C1', ts: '1.5' };
  const failed = settled(nextState(undefined, false, at(0)).state, true, thread);

  test('is that of its first message, and stays over runs without news', () => {
    expect(failed).toMatchObject({ announced: 'failed', thread });
    expect(nextState(failed, false, at(240)).state.thread).toEqual(thread);
  });

  test('stays when a message could not be sent, or the next one is not said to be elsewhere', () => {
    const back = nextState(failed, true, at(240));
    expect(back).toMatchObject({ tell: 'recovered', state: { thread } });
    expect(settled(back.state, false)).toMatchObject({ announced: 'failed', thread });
    const reminded = nextState(failed, false, at(1500), { ...atOnce, remindEveryHours: 24 });
    expect(reminded.tell).toBe('reminder');
    expect(settled(reminded.state, true).thread).toEqual(thread);
  });

  test('is another one when the first is gone', () => {
    const reminded = nextState(failed, false, at(1500), { ...atOnce, remindEveryHours: 24 });
    const moved = { channel: 'C1', ts: '9.5' };
    expect(settled(reminded.state, true, moved).thread).toEqual(moved);
  });

  test('ends with the recovery', () => {
    const back = nextState(failed, true, at(240));
    expect(settled(back.state, true, thread)).not.toHaveProperty('thread');
  });
});
