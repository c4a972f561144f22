import * as fc from 'fast-check';
import { longestPause } from '../../core/reading/longest-pause';
import { cronSchedule } from './schedule-expression';

test.each([
  ['0 9 * * *', 'cron(0 9 * * ? *)'],
  ['30 9 * * 1', 'cron(30 9 ? * MON *)'],
  ['45 9 1 * *', 'cron(45 9 1 * ? *)'],
  ['0 6 * * 1-5', 'cron(0 6 ? * MON-FRI *)'],
  ['0 6 * * 0,7', 'cron(0 6 ? * SUN *)'],
  ['0 6 * * 7', 'cron(0 6 ? * SUN *)'],
  ['0 6 * * 5-7', 'cron(0 6 ? * SUN,FRI,SAT *)'],
  ['0 6 * * fri-sun', 'cron(0 6 ? * SUN,FRI,SAT *)'],
  ['0 6 * * 0-7', 'cron(0 6 ? * SUN,MON,TUE,WED,THU,FRI,SAT *)'],
  ['0 6 * * 1-5/2', 'cron(0 6 ? * MON,WED,FRI *)'],
  ['0 6 * * 1,3-4,6-7', 'cron(0 6 ? * SUN,MON,WED,THU,SAT *)'],
  ['0 6 * * 2/2', 'cron(0 6 ? * TUE,THU,SAT *)'],
  ['0 6 * jan-mar mon', 'cron(0 6 ? JAN-MAR MON *)'],
  ['0 */4 * * */2', 'cron(0 */4 ? * */2 *)'],
])('%s is %s', (cron, expression) => {
  expect(cronSchedule(cron)).toEqual({ ok: true, expression });
});

test('a day of the month or a weekday cannot be said, and is not said wrongly', () => {
  expect(cronSchedule('0 9 1 * 1')).toMatchObject({ ok: false });
  expect(cronSchedule('0 9 * *')).toMatchObject({ ok: false });
});

test('exactly one of the two day fields is open, as EventBridge wants it', () => {
  const field = fc.constantFrom('*', '1', '2-4', '*/2', '1,3');
  fc.assert(
    fc.property(field, field, field, (day, month, weekday) => {
      const result = cronSchedule(['5', '6', day, month, weekday].join(' '));
      if (!result.ok) {
        expect([day, weekday]).not.toContain('*');
        return;
      }
      const fields = result.expression.slice('cron('.length, -1).split(' ');
      expect(fields).toHaveLength(6);
      expect([fields[2], fields[4]].filter((each) => each === '?')).toHaveLength(1);
    }),
  );
});

test('both dialects mean the same days: their longest pauses are the same', () => {
  const day = fc.integer({ min: 0, max: 7 });
  const part = fc.oneof(
    day.map(String),
    fc
      .tuple(day, day, fc.constantFrom('', '/2', '/3'))
      .map(([a, b, step]) => `${String(Math.min(a, b))}-${String(Math.max(a, b))}${step}`),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
      const cron = `0 6 * * ${parts.join(',')}`;
      const result = cronSchedule(cron);
      if (!result.ok) throw new Error(result.reason);
      expect(longestPause(result.expression)).toBe(longestPause(cron));
    }),
  );
});
