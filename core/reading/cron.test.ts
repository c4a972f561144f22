import { cronInterval } from './cron';
import { scheduleTimes } from './schedule-expression';

test.each<[string, boolean, readonly number[], number]>([
  ['0 9 * * *', true, [9], 24],
  [' 0  9 * * * ', true, [9], 24],
  ['0 9,21 * * *', true, [9, 21], 12],
  ['0 21,9 * * *', true, [9, 21], 12],
  ['0 10,9 * * *', true, [9, 10], 23],
  ['0 9,9 * * *', true, [9], 24],
  ['0 8-10 * * *', true, [8, 9, 10], 22],
  ['0 8-14/3 * * *', true, [8, 11, 14], 18],
  ['0 20/2 * * *', true, [20, 22], 22],
  ['0 */6 * * *', true, [0, 6, 12, 18], 6],
  ['0 */5 * * *', true, [0, 5, 10, 15, 20], 5],
  ['0 23 * * *', true, [23], 24],
  ['0 9 */1 */1 */1', true, [9], 24],
  ['0 9 1 * *', false, [9], 24],
  ['0 9 * 1 *', false, [9], 24],
  ['0 9 * * 1', false, [9], 24],
  ['0 9 */2 * *', false, [9], 24],
])('%s: every day %j, hours %j, pause %d', (cron, everyDay, hours, longestPause) => {
  expect(cronInterval(cron)).toEqual({ everyDay, hours, longestPause });
});

test.each([
  ...['', '@daily', '0 9 * *', '0 9 * * * *', '0 24 * * *', '0 20-24 * * *', '0 x * * *'],
  ...['0 9x * * *', '0 x9 * * *', '0 */0 * * *', '0 9,x * * *', '0 10-9 * * *'],
])('%j is no expression that can be read', (cron) => {
  expect(cronInterval(cron)).toBeUndefined();
});

test.each<[string, boolean, readonly number[], number]>([
  ['cron(0 9 * * ? *)', true, [9], 24],
  ['cron( 0 9 ? * * * )', true, [9], 24],
  ['cron(0 9 ? * MON-FRI *)', false, [9], 24],
  ['rate(1 minute)', true, [], 1 / 60],
  ['rate(30 minutes)', true, [], 0.5],
  ['rate(4 hours)', true, [], 4],
  ['rate(2 days)', true, [], 48],
  ['rate( 1 day )', true, [], 24],
])('%s: every day %j, hours %j, pause %d', (expression, everyDay, hours, longestPause) => {
  expect(scheduleTimes(expression)).toEqual({ everyDay, hours, longestPause });
});

test.each([
  ...['', 'cron(0 9 * * ?)', 'xcron(0 9 * * ? *)', 'cron(0 9 * * ? *)x', '0 9 * * *'],
  ...['rate(1 week)', 'xrate(1 day)', 'rate(1 day)x', 'rate(x days)'],
])('%j is no expression of EventBridge that can be read', (expression) => {
  expect(scheduleTimes(expression)).toBeUndefined();
});
