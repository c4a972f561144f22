import fc from 'fast-check';
import { nextState, settled, type Announcement, type SmokeState } from './announce';

const minute = 60_000;
const at = (minutes: number): string =>
  new Date(Date.UTC(2026, 10, 24) + minutes * minute).toISOString();

/** Runs of a deployment, one every four hours; each says whether it passed and whether Slack could be reached. */
function told(
  runs: readonly (readonly [passed: boolean, reachable: boolean])[],
): readonly Announcement[] {
  const messages: Announcement[] = [];
  let state: SmokeState | undefined;
  runs.forEach(([passed, reachable], index) => {
    const next = nextState(state, passed, at(index * 240));
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
