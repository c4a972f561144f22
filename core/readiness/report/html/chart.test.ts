import { bandNames } from '../../policy';
import { bandSign, bar, lineChart, rangeBar, sparkLine, type Sample } from './chart';

const from = '2026-01-01T00:00:00.000Z';
const to = '2026-01-11T00:00:00.000Z';
const day = (index: number, value: number): Sample => ({
  at: new Date(Date.parse(from) + index * 86_400_000).toISOString(),
  value,
});
const chart = (samples: readonly Sample[], limit = 90) =>
  lineChart(samples, limit, from, to, 'The <score>');
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, one]) => one);
const paths = (text: string) => all(text, /<path d="([^"]*)"/g);

describe('the chart of a score', () => {
  test('is an image of a fixed size with a name', () => {
    expect(chart([])).toMatch(
      /^<svg viewBox="0 0 720 220" role="img" aria-label="The &lt;score&gt;">.*<\/svg>$/,
    );
  });

  test('has a mark every twenty points, 100 at the top', () => {
    const marks = [
      ...chart([]).matchAll(
        /<line x1="34" x2="712" y1="([\d.]+)" y2="([\d.]+)" stroke="var\(--line\)"\/><text x="28" y="([\d.]+)" text-anchor="end">(\d+)</g,
      ),
    ].map(([, y1, y2, text, value]) => [value, y1, y2, text]);
    expect(marks).toEqual([
      ['0', '196', '196', '200'],
      ['20', '158.8', '158.8', '162.8'],
      ['40', '121.6', '121.6', '125.6'],
      ['60', '84.4', '84.4', '88.4'],
      ['80', '47.2', '47.2', '51.2'],
      ['100', '10', '10', '14'],
    ]);
  });

  test('has its limit where that is, with a name', () => {
    const text = chart([], 50);
    expect(text).toContain('y1="103" y2="103" stroke="var(--poor)"');
    expect(text).toContain('<text class="over" x="40" y="98">threshold 50</text>');
  });

  test('has dates below, those at the ends inside the picture', () => {
    const marks = [
      ...chart([]).matchAll(
        /<line x1="([\d.]+)" x2="[\d.]+" y1="196" y2="201" stroke="var\(--soft\)"\/><text x="[\d.]+" y="216" text-anchor="(\w+)">([\d-]+)</g,
      ),
    ].map(([, x, anchor, date]) => [date, x, anchor]);
    expect(marks.map(([date]) => date)).toEqual([
      '2026-01-01',
      '2026-01-03',
      '2026-01-05',
      '2026-01-07',
      '2026-01-09',
      '2026-01-11',
    ]);
    expect(marks.map(([, x]) => x)).toEqual(['34', '169.6', '305.2', '440.8', '576.4', '712']);
    expect(marks.map(([, , anchor]) => anchor)).toEqual([
      'start',
      ...['middle', 'middle', 'middle', 'middle'],
      'end',
    ]);
  });

  test('goes in steps, each held until the next value, the last one to the end', () => {
    const [surface, line] = paths(chart([day(0, 100), day(5, 50)]));
    expect(line).toBe('M34,10L373,10L373,103L712,103L712,103');
    expect(surface).toBe(
      'M34,10L373,10L373,103L712,103L712,103L712,196L712,196L373,196L373,196L34,196Z',
    );
  });

  test('without a value has no line and no dot', () => {
    expect(paths(chart([]))).toEqual(['', '']);
    expect(chart([])).not.toContain('<circle');
  });

  test('keeps values inside the picture', () => {
    const [, line] = paths(chart([day(0, 140), day(5, -20), day(6, NaN)]));
    expect(line).toBe('M34,10L373,10L373,196L440.8,196L440.8,196L712,196L712,196');
  });

  test('has a dot for each value that says when it was', () => {
    const text = chart([day(0, 100), day(5, 50.5)]);
    expect(all(text, /<circle cx="([\d.]+)"/g)).toEqual(['34', '373']);
    expect(all(text, /<title>([^<]+)</g)).toEqual([
      '2026-01-01 00:00 UTC: 100',
      '2026-01-06 00:00 UTC: 50.5',
    ]);
  });

  test.each([
    [45, 45],
    [46, 1],
  ])('of %d values has %d dots', (count, dots) => {
    const samples = Array.from({ length: count }, (_, index) => day(index / 10, 90));
    const found = all(chart(samples), /<circle cx="([\d.]+)"/g);
    expect(found).toHaveLength(dots);
    expect(found.at(-1)).toBe(String(Math.round((34 + ((count - 1) / 100) * 678) * 10) / 10));
  });

  test('of no time at all is still a picture', () => {
    const text = lineChart([day(0, 50)], 90, from, from, 'x');
    expect(text).not.toMatch(/NaN|Infinity/);
  });
});

describe('a small line', () => {
  test.each([[[]], [[1]]])('of %j is none', (values) => {
    expect(sparkLine(values, 'x')).toBe('');
  });

  test('goes from the lowest to the highest value over its width', () => {
    expect(paths(sparkLine([10, 30, 20], 'x'))).toEqual(['M1,25L56,3L111,14']);
    expect(paths(sparkLine([-1, 1], 'x'))).toEqual(['M1,25L111,3']);
  });

  test('of equal values lies in the middle', () => {
    expect(paths(sparkLine([7, 7], 'x'))).toEqual(['M1,14L111,14']);
  });

  test('has a name', () => {
    expect(sparkLine([1, 2], 'a "b"')).toContain('role="img" aria-label="a &quot;b&quot;"');
  });
});

test('each band has a sign: a tick where it is good, another shape where it is not', () => {
  const shapes = bandNames.map((band) => all(bandSign(band), / d="([^"]*)"/g).join(' '));
  expect(shapes[0]).toBe(shapes[1]);
  expect(new Set(shapes).size).toBe(3);
  for (const band of bandNames)
    expect(bandSign(band)).toContain(
      `<svg class="sign ${band}" viewBox="0 0 16 16" aria-hidden="true"`,
    );
});

test.each([
  [0, '0%'],
  [0.5, '50%'],
  [0.12345, '12.3%'],
  [1, '100%'],
  [1.5, '100%'],
  [-1, '0%'],
  [NaN, '0%'],
])('a bar of %d is %s wide', (share, width) => {
  expect(bar(share)).toBe(
    `<div class="bar" aria-hidden="true"><span style="width:${width}"></span></div>`,
  );
});

test('a range has its ends and the rate in it', () => {
  const text = rangeBar(0.1, 0.9, 0.25);
  expect(text).toContain('<line x1="12" x2="108"');
  expect(text).toContain('<circle cx="30"');
  expect(rangeBar(-1, 2, NaN)).toContain('<line x1="0" x2="120"');
  expect(rangeBar(-1, 2, NaN)).toContain('<circle cx="0"');
});
