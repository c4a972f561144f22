import { longestPause, pauseText } from './longest-pause';

const hour = 60;
const day = 24 * hour;

test.each([
  ['0 9 * * *', day],
  ['17 */4 * * *', 4 * hour],
  ['37 6 * * 1-5', 3 * day],
  ['0 9 * * MON', 7 * day],
  ['0 9 * * 0', 7 * day],
  ['0 9 * * 7', 7 * day],
  ['0 0 1 * *', 31 * day],
  ['0 0 1 1 *', 366 * day],
  ['0 0 1 JAN,JUL *', 184 * day],
  ['*/15 * * * *', 15],
  ['0,30 8-18 * * *', 13 * hour + 30],
  ['0 0 13 * 5', 7 * day],
  ['rate(6 hours)', 6 * hour],
  ['rate(1 day)', day],
  ['cron(0 9 * * ? *)', day],
  ['cron(0 9 ? * MON-FRI *)', 3 * day],
  ['cron(0 9 ? * 1 *)', 7 * day],
])('%s pauses at most %d minutes', (expression, minutes) => {
  expect(longestPause(expression)).toBe(minutes);
});

test.each([
  ['0 9 * * *', 'Europe/Berlin', 25 * hour],
  ['0 9 * * *', 'Asia/Tokyo', day],
  // The night in which there is no 02:30.
  ['30 2 * * *', 'America/New_York', 47 * hour],
  ['cron(30 2 * * ? *)', 'America/New_York', 47 * hour],
  ['30 2 * * *', 'Australia/Sydney', 47 * hour],
  ['30 2 * * *', 'Europe/London', 25 * hour],
  // The night in which there are two: the first one counts.
  ['30 1 * * *', 'America/New_York', 25 * hour],
  ['0 9 * * 1-5', 'Europe/Berlin', 3 * day + hour],
  ['*/15 * * * *', 'Europe/Berlin', 75],
  ['rate(6 hours)', 'Europe/Berlin', 6 * hour],
])('%s in %s pauses at most %d minutes', (expression, timezone, minutes) => {
  expect(longestPause(expression, timezone)).toBe(minutes);
});

test.each(['', 'daily', '0 9 * *', '61 * * * *', '0 9 * * XYZ', 'cron(0 9 * * ?)', '5-1 * * * *'])(
  '%j is no schedule that can be read',
  (expression) => {
    expect(longestPause(expression)).toBeUndefined();
  },
);

test.each([
  [day, 'daily'],
  [7 * day, 'every 7 days'],
  [4 * hour, 'every 4 h'],
  [90, 'every 90 min'],
])('%d minutes read %s', (minutes, text) => {
  expect(pauseText(minutes)).toBe(text);
});
