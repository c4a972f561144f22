import * as fc from 'fast-check';
import { cronSchedule } from './schedule-expression';

test.each([
  ['0 9 * * *', 'cron(0 9 * * ? *)'],
  ['30 9 * * 1', 'cron(30 9 ? * MON *)'],
  ['45 9 1 * *', 'cron(45 9 1 * ? *)'],
  ['0 6 * * 1-5', 'cron(0 6 ? * MON-FRI *)'],
  ['0 6 * * 0,7', 'cron(0 6 ? * SUN,SUN *)'],
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
