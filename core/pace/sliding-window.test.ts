import * as fc from 'fast-check';
import { SlidingWindow } from './sliding-window';

const startsOf = (limit: { most: number; spanMs: number }, asked: readonly [number, number][]) => {
  const window = new SlidingWindow(limit);
  let now = 0;
  return asked.map(([gap, cost]) => {
    now += gap;
    const at = window.earliest(now, cost);
    window.take(at, cost);
    return { asked: now, at, cost };
  });
};

test('what is allowed starts at once, and what is more when the first has left the span', () => {
  const starts = startsOf({ most: 2, spanMs: 100 }, [
    [0, 1],
    [10, 1],
    [0, 1],
    [0, 1],
  ]);
  expect(starts.map(({ at }) => at)).toEqual([0, 10, 100, 110]);
});

test('a costly request waits until there is room for all of it', () => {
  const starts = startsOf({ most: 5, spanMs: 100 }, [
    [0, 1],
    [50, 5],
    [0, 1],
  ]);
  expect(starts.map(({ at }) => at)).toEqual([0, 100, 200]);
});

test('whatever is asked for when, no span holds more than the limit, and nothing waits without need', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 5, max: 12 }),
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 5 })), { maxLength: 60 }),
      (most, spanMs, asked) => {
        const starts = startsOf({ most, spanMs }, asked);
        const held = (at: number, count: number): number =>
          starts
            .slice(0, count)
            .filter((one) => one.at > at - spanMs && one.at <= at)
            .reduce((sum, { cost }) => sum + cost, 0);
        starts.forEach(({ asked: now, at, cost }, index) => {
          const before = starts[index - 1]?.at ?? 0;
          expect(held(at, index + 1)).toBeLessThanOrEqual(most);
          expect(at).toBeGreaterThanOrEqual(Math.max(now, before));
          // A millisecond earlier there was no room, unless it was not asked for yet.
          if (at > Math.max(now, before)) expect(held(at - 1, index) + cost).toBeGreaterThan(most);
        });
      },
    ),
  );
});
