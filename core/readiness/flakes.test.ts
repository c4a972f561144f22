import { flakesOf } from './flakes';
import { exampleObservation as observation } from './example-observation';
import type { TestObservation } from './test-observation';

/** The tests that flaked in each observation, oldest first, with the place of the one since which that is known. */
const flakedIn = (...observations: readonly TestObservation[]) =>
  flakesOf(observations).flaked.map((ids) => Object.fromEntries(ids));

const same = { commit: 'same' };
const deployed = { kind: 'end-to-end', environment: 'staging', ...same } as const;

describe('a test flaked', () => {
  test.each<[string, readonly TestObservation[], readonly Record<string, number>[]]>([
    ['when it passed after a re-run', [observation(1, { rerun: ['t'] })], [{ t: 0 }]],
    ['not when it failed alone', [observation(1, { failed: ['t'] })], [{}]],
    [
      'when it did not fail in a later run of the commit, which shows it',
      [observation(1, { failed: ['t'], ...same }), observation(2), observation(3, same)],
      [{ t: 2 }, {}, {}],
    ],
    [
      'when it did not fail in an earlier run of the commit, which was known at once',
      [observation(1, same), observation(2, { failed: ['t'], ...same })],
      [{}, { t: 1 }],
    ],
    [
      'when it did not fail in another attempt of the run',
      [observation(1, { failed: ['t'] }), observation(1, { attempt: 2 })],
      [{ t: 1 }, {}],
    ],
    [
      'not when it failed in the other run too',
      [observation(1, { failed: ['t'], ...same }), observation(2, { failed: ['t'], ...same })],
      [{}, {}],
    ],
    [
      'when one of two other runs did not see it fail',
      [
        observation(1, { failed: ['t'], ...same }),
        observation(2, { failed: ['t'], ...same }),
        observation(3, same),
      ],
      [{ t: 2 }, { t: 2 }, {}],
    ],
    [
      'since the first of two runs that did not see it fail',
      [observation(1, { failed: ['t'], ...same }), observation(2, same), observation(3, same)],
      [{ t: 1 }, {}, {}],
    ],
    [
      'not when the other run stopped before it',
      [observation(1, { failed: ['t'], ...same }), observation(2, { tests: 40, ...same })],
      [{}, {}],
    ],
    [
      'when it stopped this run itself',
      [observation(1, { tests: 40, failed: ['t'], ...same }), observation(2, same)],
      [{ t: 1 }, {}],
    ],
    [
      'not when only a run of another commit did not see it fail',
      [observation(1, { failed: ['t'] }), observation(2)],
      [{}, {}],
    ],
    [
      'not when it fails in one environment and not in the other',
      [
        observation(1, { failed: ['t'], environment: '3.10', ...same }),
        observation(1, same),
        observation(1, { environment: '3.14', ...same }),
      ],
      [{}, {}, {}],
    ],
    [
      'when it failed in one of two attempts in the same environment',
      [
        observation(1, { failed: ['t'], environment: '3.10' }),
        observation(1, { attempt: 2, environment: '3.10' }),
      ],
      [{ t: 1 }, {}],
    ],
    [
      'when an end-to-end check failed in one of two attempts of a run',
      [
        observation(1, { failed: ['t'], ...deployed }),
        observation(1, { attempt: 2, ...deployed, commit: 'other' }),
      ],
      [{ t: 1 }, {}],
    ],
    [
      'not when an end-to-end check failed in one run and not in another of the commit',
      [observation(1, { failed: ['t'], ...deployed }), observation(2, deployed)],
      [{}, {}],
    ],
    [
      'not when an end-to-end check failed in another environment of the run',
      [
        observation(1, { failed: ['t'], ...deployed }),
        observation(1, { ...deployed, environment: 'production' }),
      ],
      // In the order of the environments' names.
      [{}, {}],
    ],
  ])('%s', (_name, observations, expected) => {
    expect(flakedIn(...observations)).toEqual(expected);
  });
});

test('observations are in the order of time, run, attempt and environment, whatever the order they come in', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const ordered = [
    observation(1, { at }),
    observation(1, { at, environment: '3.10' }),
    observation(1, { at, environment: '3.14' }),
    observation(1, { at, attempt: 2 }),
    observation(2, { at }),
    observation(1, { at: '2026-01-01T00:00:01.000Z' }),
  ];
  expect(flakesOf([...ordered].reverse()).observed).toEqual(ordered);
  const [a, b, c, d, e, f] = ordered;
  if (!a || !b || !c || !d || !e || !f) throw new Error('six');
  expect(flakesOf([d, f, b, a, e, c]).observed).toEqual(ordered);
});
