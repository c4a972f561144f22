import { isLimited, plainLimitHeaders, secondsToWait } from './rate-limit';

const now = Date.parse('2026-03-01T12:00:00Z');
const inMinutes = (minutes: number): number => now / 1000 + minutes * 60;

test.each<readonly [string, Readonly<Record<string, string>>, number]>([
  ['seconds', { 'retry-after': '30' }, 30],
  ['no seconds', { 'retry-after': '0' }, 1],
  ['a date', { 'retry-after': 'Sun, 01 Mar 2026 12:02:00 GMT' }, 120],
  ['a date in the past', { 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, 1],
  ['a year', { 'retry-after': '31536000' }, 86_400],
  ['what is no time', { 'retry-after': 'soon' }, 60],
  ['nothing', {}, 60],
  ['a reset', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${inMinutes(5)}` }, 300],
  ['a reset in the past', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1000' }, 1],
  [
    'a reset beyond year 9999',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9e15' },
    86_400,
  ],
  ['a reset that is no number', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'x' }, 60],
  [
    'a reset while requests are left',
    { 'x-ratelimit-remaining': '9', 'x-ratelimit-reset': '1' },
    60,
  ],
])('an answer with %s is waited for', (_, headers, expected) => {
  expect(secondsToWait(headers, now)).toBe(expected);
});

test.each<readonly [string, number, Readonly<Record<string, string>>, string, boolean]>([
  ['429 says so by itself', 429, {}, 'slow down', true],
  ['403 with a time does', 403, { 'retry-after': '1' }, 'no', true],
  ['403 with no request left does', 403, { 'x-ratelimit-remaining': '0' }, 'no', true],
  ['403 that speaks of it does', 403, {}, 'You have exceeded a secondary rate limit', true],
  ['403 without a right does not', 403, {}, 'Resource not accessible by integration', false],
  ['500 does not', 500, { 'retry-after': '1' }, 'rate limit', false],
])('whether a limit is exceeded: %s', (_, status, headers, message, expected) => {
  expect(isLimited(status, headers, message)).toBe(expected);
});

test('429 without a word is a limit that ends in a minute, a date is seconds, another answer stays', () => {
  expect(plainLimitHeaders(429, {}, now)).toEqual({
    'retry-after': '60',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(now / 1000 + 60),
  });
  const date = { 'retry-after': 'Sun, 01 Mar 2026 12:00:05 GMT' };
  expect(plainLimitHeaders(403, date, now)).toEqual({ 'retry-after': '5' });
  expect(plainLimitHeaders(200, {}, now)).toEqual({});
});

describe('by a clock that is an hour wrong', () => {
  const date = 'Sun, 01 Mar 2026 12:00:00 GMT';
  const used = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${inMinutes(5)}`, date };
  test.each([-3_600_000, 0, 3_600_000])('%d ms off: waits are as long as GitHub says', (off) => {
    expect(secondsToWait(used, now + off)).toBe(300);
    expect(secondsToWait({ 'retry-after': 'Sun, 01 Mar 2026 12:02:00 GMT', date }, now + off)).toBe(
      120,
    );
    expect(plainLimitHeaders(403, used, now + off)).toEqual({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String((now + off) / 1000 + 300),
    });
  });

  test('the last request that a limit allows is no refusal', () => {
    expect(plainLimitHeaders(200, used, now)).toEqual({});
  });
});
