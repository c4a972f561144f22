import * as fc from 'fast-check';
import type { CountedOutcome } from './pass-rate';
import { greenRunsFor, shareAfter } from './window';

const outcomes = (text: string): readonly CountedOutcome[] =>
  Array.from(text, (one) => (one === 'g' ? 'passed' : 'failed'));

test.each<[string, string, boolean, number, number]>([
  [
    'three red after seven green: the next green runs push out green ones',
    'rrrggggggg',
    false,
    3,
    0.7,
  ],
  ['as long as a red one is among the ten', 'rrrggggggg', false, 7, 0.7],
  ['and the eighth pushes out a red one', 'rrrggggggg', false, 8, 0.8],
  ['ten make all green', 'rrrggggggg', false, 10, 1],
  ['red ones that are the oldest go first', 'gggggggrrr', false, 1, 0.8],
  ['the run that asks stays the newest', 'rggggggggg', true, 5, 0.9],
  ['a window that is not full grows', 'r', false, 1, 0.5],
  ['nothing at all', '', false, 0, 0],
])('%s', (_name, sequence, fresh, runs, share) => {
  expect(shareAfter({ outcomes: outcomes(sequence), fresh }, 10, runs)).toBeCloseTo(share, 9);
});

test.each<[string, boolean, number, number | undefined]>([
  ['rrrggggggg', false, 0.8, 8],
  ['gggggggrrr', false, 0.8, 1],
  ['rrrggggggg', false, 1, 10],
  ['rggggggggg', true, 1, undefined],
  ['gr', true, 0.6, 1],
])('from %s (fresh: %s) to %d it takes %s green runs', (sequence, fresh, share, runs) => {
  expect(greenRunsFor({ outcomes: outcomes(sequence), fresh }, 10, share)).toBe(runs);
});

test('the number of green runs is the smallest that does it', () => {
  const arbitrary = fc.array(fc.constantFrom<CountedOutcome>('passed', 'failed'), {
    maxLength: 10,
  });
  fc.assert(
    fc.property(
      arbitrary,
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (given, fresh, share) => {
        const counted = { outcomes: given, fresh };
        const runs = greenRunsFor(counted, 10, share);
        for (let fewer = 1; fewer < (runs ?? 11); fewer += 1) {
          expect(shareAfter(counted, 10, fewer)).toBeLessThan(share);
        }
        if (runs !== undefined)
          expect(shareAfter(counted, 10, runs)).toBeGreaterThanOrEqual(share - 1e-9);
      },
    ),
  );
});
