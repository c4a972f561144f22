import { busySeconds, type Interval } from './busy-time';

const from = (start: number, end: number): Interval => ({ from: start * 1000, to: end * 1000 });

test.each<[string, readonly Interval[], number]>([
  ['nothing', [], 0],
  ['one job', [from(0, 60)], 60],
  ['jobs one after the other', [from(0, 60), from(60, 90)], 90],
  ['jobs side by side', [from(0, 60), from(10, 50), from(30, 90)], 90],
  ['a second attempt hours later', [from(0, 60), from(7200, 7230)], 90],
  [
    'a job that is listed again for an attempt that did not re-run it',
    [from(0, 60), from(0, 60)],
    60,
  ],
  ['intervals in any order', [from(100, 110), from(0, 10)], 20],
  ['a job without an end', [from(0, 60), { from: 10, to: NaN }], 60],
  ['a job without a start', [{ from: NaN, to: 10 }], 0],
  ['a job that ends before it starts', [from(60, 0)], 0],
])('%s', (_name, intervals, seconds) => {
  expect(busySeconds(intervals)).toBe(seconds);
});
