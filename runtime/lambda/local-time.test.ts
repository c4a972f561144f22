import { isoWeek, month } from '../../core/readiness/announce';
import { localTime } from './local-time';

test.each([
  ['2026-11-30T20:45:00Z', 'Pacific/Auckland', '2026-12-01T09:45:00Z'],
  ['2026-12-01T17:45:00Z', 'America/Los_Angeles', '2026-12-01T09:45:00Z'],
  ['2026-03-29T00:59:59Z', 'Europe/Berlin', '2026-03-29T01:59:59Z'],
  ['2026-03-29T01:00:00Z', 'Europe/Berlin', '2026-03-29T03:00:00Z'],
  ['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25T02:30:00Z'],
  ['2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25T02:30:00Z'],
  ['2026-12-31T23:30:00Z', 'UTC', '2026-12-31T23:30:00Z'],
  ['2026-12-31T15:00:00Z', 'Asia/Tokyo', '2027-01-01T00:00:00Z'],
])('at %s clocks in %s show %s', (instant, timezone, shown) => {
  expect(localTime(instant, timezone)).toBe(shown);
});

test('the monthly run of the first belongs to its month, and Monday’s to its week, east and west of UTC', () => {
  expect(month(localTime('2026-11-30T20:45:00Z', 'Pacific/Auckland'))).toBe('2026-12');
  expect(isoWeek(localTime('2026-11-29T20:30:00Z', 'Pacific/Auckland'))).toBe('2026-W49');
  expect(isoWeek(localTime('2026-11-30T19:30:00Z', 'Pacific/Honolulu'))).toBe('2026-W49');
});

test('a time zone that does not exist is refused', () => {
  expect(() => localTime('2026-11-30T20:45:00Z', 'Europe/Atlantis')).toThrow(RangeError);
});
