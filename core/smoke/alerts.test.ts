import { alertsSchema, isQuiet } from './alerts';

const window = (change: object = {}) => ({ from: '02:00', to: '04:30', ...change });
const quietAt = (now: string, ...maintenance: readonly object[]): boolean =>
  isQuiet(alertsSchema.parse({ maintenance }), now);

test.each([
  ['before it', '2026-11-24T01:59:00Z', window(), false],
  ['as it begins', '2026-11-24T02:00:00Z', window(), true],
  ['within it', '2026-11-24T04:29:59Z', window(), true],
  ['as it ends', '2026-11-24T04:30:00Z', window(), false],
  ['on another day', '2026-11-24T03:00:00Z', window({ days: ['mon', 'wed'] }), false],
  ['on its day', '2026-11-24T03:00:00Z', window({ days: ['tue'] }), true],
  [
    'in its time zone',
    '2026-11-24T17:00:00Z',
    window({ timezone: 'Asia/Tokyo', days: ['wed'] }),
    true,
  ],
  ['in summer time', '2026-07-01T00:30:00Z', window({ timezone: 'Europe/Berlin' }), true],
  ['in winter time', '2026-12-01T00:30:00Z', window({ timezone: 'Europe/Berlin' }), false],
  [
    'before midnight',
    '2026-11-24T23:30:00Z',
    window({ from: '23:00', to: '01:00', days: ['tue'] }),
    true,
  ],
  [
    'after midnight',
    '2026-11-25T00:30:00Z',
    window({ from: '23:00', to: '01:00', days: ['tue'] }),
    true,
  ],
  [
    'a day later',
    '2026-11-25T23:30:00Z',
    window({ from: '23:00', to: '01:00', days: ['tue'] }),
    false,
  ],
  ['all day', '2026-11-24T12:00:00Z', window({ from: '00:00', to: '00:00' }), true],
])('a maintenance window, %s', (_name, now, maintenance, expected) => {
  expect(quietAt(now, maintenance)).toBe(expected);
});

test('muted is muted until then, and no longer', () => {
  const alerts = alertsSchema.parse({ muteUntil: '2026-11-24T09:00:00+01:00' });
  expect(isQuiet(alerts, '2026-11-24T07:59:59Z')).toBe(true);
  expect(isQuiet(alerts, '2026-11-24T08:00:00Z')).toBe(false);
});

test.each([
  [{ maintenance: [window({ from: '25:00' })] }, 'maintenance.0.from'],
  [{ maintenance: [window({ timezone: 'Mars/Olympus' })] }, 'maintenance.0.timezone'],
  [{ maintenance: [window({ days: [] })] }, 'maintenance.0.days'],
  [{ muteUntil: 'tomorrow' }, 'muteUntil'],
  [{ recoverAfter: 0 }, 'recoverAfter'],
  [{ silence: true }, ''],
])('%j is refused at its key', (value, path) => {
  const { error } = alertsSchema.safeParse(value);
  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
