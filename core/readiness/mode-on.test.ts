import { gateModesSchema, modeOn } from './exceptions';
import { exceptionSection } from './report/exceptions';

test.each([
  ['warn', '2027-01-14', { mode: 'warn', daysLeft: undefined }],
  ['warn until 2027-01-15', '2027-01-14', { mode: 'warn', daysLeft: 1 }],
  ['new until 2027-01-15', '2026-12-31', { mode: 'new', daysLeft: 15 }],
  ['warn until 2027-01-15', '2027-01-15', { mode: 'enforce', daysLeft: undefined }],
  ['off until 2027-01-15', '2028-01-01', { mode: 'enforce', daysLeft: undefined }],
] as const)('%s on %s is %j', (mode, today, expected) => {
  expect(modeOn(mode, today)).toEqual(expected);
});

test.each([
  'warn until soon',
  'warn until 2027-02-30',
  'enforce until 2027-01-15',
  'until 2027-01-15',
])('%s is not a mode', (security) => {
  expect(gateModesSchema.safeParse({ security }).success).toBe(false);
});

test('the dashboard counts the days, and is silent once the gate enforces', () => {
  const modes = { security: 'warn until 2027-01-15' } as const;
  const section = (instant: string) => exceptionSection({ modes, waivers: [], wrong: 0 }, instant);
  expect(section('2027-01-13T23:59:59.000Z')).toContain(
    '- modes of gates: security `warn`, enforced in 2 days',
  );
  expect(section('2027-01-15T00:00:00.000Z')).toEqual([]);
});
