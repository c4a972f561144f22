import * as fc from 'fast-check';
import { gateModesSchema } from './exceptions';
import { modeNames, modeOn, modeText, rampModes, stagesOf } from './gate-modes';
import { exceptionSection } from './report/exceptions';

test.each([
  ['warn', '2027-01-14', 'warn', undefined],
  ['warn then enforce from 2027-01-15', '2027-01-14', 'warn', ['enforce', 1]],
  ['new then enforce from 2027-01-15', '2026-12-31', 'new', ['enforce', 15]],
  ['warn then enforce from 2027-01-15', '2027-01-15', 'enforce', undefined],
  ['warn then new from 2027-01-15 then enforce from 2027-03-01', '2027-01-14', 'warn', ['new', 1]],
  [
    'warn then new from 2027-01-15 then enforce from 2027-03-01',
    '2027-02-28',
    'new',
    ['enforce', 1],
  ],
  [
    'warn then new from 2027-01-15 then enforce from 2027-03-01',
    '2028-01-01',
    'enforce',
    undefined,
  ],
] as const)('%s on %s is %s, next %j', (text, today, mode, next) => {
  const found = modeOn(text, today);
  expect(found.mode).toBe(mode);
  expect(found.next === undefined ? undefined : [found.next.mode, found.next.daysLeft]).toEqual(
    next,
  );
});

test.each([
  'warn then enforce from soon',
  'warn then enforce from 2027-02-30',
  'enforce then new from 2027-01-15',
  'warn then enforce from 2027-01-15 then new from 2027-02-15',
  'off then enforce from 2027-01-15',
  'enforce from 2027-01-15',
])('%s is not a mode', (security) => {
  expect(gateModesSchema.safeParse({ security }).success).toBe(false);
});

test('the text of any mode with its stages can be read, and never becomes less strict', () => {
  const days = fc
    .uniqueArray(fc.integer({ min: 0, max: 3_000 }), { minLength: 2, maxLength: 2 })
    .map((both) => [...both].sort((a, b) => a - b).map(dayAfter));
  fc.assert(
    fc.property(
      fc.constantFrom('enforce', 'new', 'warn'),
      fc.subarray([...rampModes]),
      days,
      fc.integer({ min: 0, max: 3_000 }),
      (mode, chosen, both, at) => {
        const ramp = Object.fromEntries(
          chosen.map((one) => [one, both[rampModes.indexOf(one)]] as const),
        );
        const text = modeText(mode, stagesOf(mode, ramp));
        expect(gateModesSchema.safeParse({ tests: text }).success).toBe(true);
        const strictness = (day: string) => modeNames.indexOf(modeOn(text, day).mode);
        expect(strictness(dayAfter(at))).toBeLessThanOrEqual(strictness(dayAfter(0)));
        expect(strictness(dayAfter(at + 1))).toBeLessThanOrEqual(strictness(dayAfter(at)));
        const due = rampModes.filter((one) => (ramp[one] ?? '9') <= dayAfter(at));
        const expected = Math.min(...[mode, ...due].map((one) => modeNames.indexOf(one)));
        expect(strictness(dayAfter(at))).toBe(expected);
      },
    ),
  );
});

const dayAfter = (days: number): string =>
  new Date(Date.UTC(2026, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);

test('the dashboard counts the days to each stage, and is silent once the gate enforces', () => {
  const security = 'warn then new from 2027-01-15 then enforce from 2027-03-01';
  const section = (instant: string) =>
    exceptionSection({ modes: { security }, waivers: [], wrong: 0 }, instant);
  expect(section('2027-01-13T23:59:59.000Z')).toContain(
    '- modes of gates: security `warn`, `new` in 2 days',
  );
  expect(section('2027-01-15T00:00:00.000Z')).toContain(
    '- modes of gates: security `new`, `enforce` in 45 days',
  );
  expect(section('2027-03-01T00:00:00.000Z')).toEqual([]);
});
