import * as fc from 'fast-check';
import {
  changeOver,
  changesOver,
  oneDecimal,
  recent,
  scaledSparkline,
  sparkline,
  type TrendPoint,
} from './trend';

const now = '2026-04-01T00:00:00.000Z';
const ago = (days: number, score = 0): TrendPoint => ({
  at: new Date(Date.parse(now) - days * 86_400_000).toISOString(),
  commit: 'c',
  score,
});

describe('recent points', () => {
  test('are those of 90 days, the oldest first', () => {
    const points = [ago(0), ago(91), ago(90), ago(1), ago(30)];
    expect(recent(points, now)).toEqual([ago(90), ago(30), ago(1), ago(0)]);
  });

  test('are those of as many days as are asked for', () => {
    const justTooOld = { ...ago(7), at: '2026-03-24T23:59:59.999Z' };
    expect(recent([justTooOld, ago(7), ago(6)], now, 7)).toEqual([ago(7), ago(6)]);
  });

  test('of one moment keep their order', () => {
    const [first, second] = [ago(1, 1), ago(1, 2)];
    expect(recent([first, second], now)).toEqual([first, second]);
    expect(recent([second, first], now)).toEqual([second, first]);
  });

  test('are a copy: what is given stays as it is', () => {
    const points = [ago(1), ago(2)];
    recent(points, now);
    expect(points).toEqual([ago(1), ago(2)]);
  });
});

describe('the change over a week', () => {
  test.each<[string, readonly TrendPoint[], object | undefined]>([
    ['no point', [], undefined],
    ['only one, of this week', [ago(3, 90)], undefined],
    ['only one, from before', [ago(9, 90)], { from: 90, to: 90, delta: 0 }],
    ['only one, exactly a week old', [ago(7, 90)], { from: 90, to: 90, delta: 0 }],
    ['two of this week', [ago(3, 80), ago(1, 90)], { from: 80, to: 90, delta: 10 }],
    [
      'the last one from before, not the first',
      [ago(20, 10), ago(8, 80), ago(1, 90)],
      { from: 80, to: 90, delta: 10 },
    ],
    [
      'one exactly a week ago',
      [ago(8, 10), ago(7, 80), ago(6, 85), ago(0, 90)],
      { from: 80, to: 90, delta: 10 },
    ],
    ['in any order', [ago(1, 90), ago(20, 10), ago(8, 80)], { from: 80, to: 90, delta: 10 }],
    ['a fall', [ago(8, 90.3), ago(1, 80.1)], { from: 90.3, to: 80.1, delta: -10.2 }],
    ['none of 90 days', [ago(100, 10), ago(95, 20)], undefined],
    ['older than 90 days is not looked at', [ago(100, 10), ago(1, 90)], undefined],
  ])('%s', (_name, points, expected) => {
    expect(changeOver(points, now, 7)).toEqual(expected);
  });
});

describe('the changes over a week, a month and the whole history', () => {
  const days = (points: readonly TrendPoint[]) => changesOver(points, now).map((one) => one.days);
  test.each([
    ['of no point', [], []],
    ['of a point of this moment', [ago(0, 90)], []],
    ['of a day', [ago(1, 80), ago(0, 90)], [7]],
    ['of exactly a week', [ago(7, 80), ago(0, 90)], [7]],
    ['of more than a week', [ago(8, 80), ago(0, 90)], [7, 30]],
    ['of exactly a month', [ago(30, 80), ago(0, 90)], [7, 30]],
    ['of more than a month', [ago(31, 80), ago(0, 90)], [7, 30, 90]],
    ['of a history longer than is kept', [ago(120, 80), ago(20, 85), ago(0, 90)], [7, 30]],
  ])('%s', (_name, points, expected) => {
    expect(days(points)).toEqual(expected);
  });

  test('are each measured from their own beginning', () => {
    const points = [ago(60, 50), ago(20, 70), ago(8, 80), ago(0, 90)];
    expect(changesOver(points, now)).toEqual([
      { from: 80, to: 90, delta: 10, days: 7 },
      { from: 50, to: 90, delta: 40, days: 30 },
      { from: 50, to: 90, delta: 40, days: 90 },
    ]);
  });
});

test.each([
  [0.05, 0.1],
  [0.04, 0],
  [-10.2000000001, -10.2],
  [3, 3],
])('%d to one decimal place is %d', (value, expected) => {
  expect(oneDecimal(value)).toBe(expected);
});

describe('a sparkline', () => {
  test.each([
    [[], 30, ''],
    [[0, 50, 100], 30, '▁▅█'],
    [[77, 86], 30, '▁█'],
    [[77, 81.5, 86], 30, '▁▅█'],
    [[95], 30, '▅'],
    [[95, 95, 95], 30, '▅▅▅'],
    [[95, 96], 30, '▄▅'],
    [[200, 260, 320], 30, '▁▅█'],
    [[0, 0, 0, 100], 1, '█'],
    [[0, 50, 50, 100], 2, '▁█'],
    [[0, 25, 50, 75, 100], 3, '▁▅█'],
  ])('of %j in %d characters', (values, width, expected) => {
    expect(sparkline(values, width)).toBe(expected);
  });

  test('has 30 characters at most, of which the last shows the newest value and the first the oldest', () => {
    const values = [100, ...Array.from({ length: 498 }, () => 0), 100];
    expect(sparkline(values)).toBe(`█${'▁'.repeat(28)}█`);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1 }), (some) => {
        const line = sparkline(some);
        expect(line).toHaveLength(Math.min(30, some.length));
        expect(line).not.toContain('undefined');
        const heights = Array.from(line, (bar) => '▁▂▃▄▅▆▇█'.indexOf(bar));
        if (some.length > 30) return;
        // What is larger is never lower.
        for (const [index, one] of some.entries())
          for (const [other, value] of some.entries())
            if (one > value) expect(heights[index]).toBeGreaterThanOrEqual(heights[other] ?? 0);
      }),
    );
  });

  test('has its scale beside it', () => {
    expect(scaledSparkline([77, 80, 86], ' %')).toBe('`▁▃█` 77 to 86 %');
    expect(scaledSparkline([95, 95], ' s')).toBe('`▅▅` 95 s');
  });
});

test('of one point there is no change, and of no value no line', () => {
  expect(changesOver([ago(1)], now)).toEqual([]);
  expect(sparkline([])).toBe('');
  expect(scaledSparkline([], ' %')).toBe('');
});
