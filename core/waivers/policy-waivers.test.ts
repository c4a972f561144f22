import { dayOf } from './expiry';
import { type PolicyWaiver, tooLongWaivers, waivedPolicy, waiverOf } from './policy-waivers';

const waiver = (more: Partial<PolicyWaiver> = {}): PolicyWaiver => ({
  ...{ rule: 'moving-runners', why: 'tested', owner: '@acme/platform', until: '2026-05-31' },
  ...more,
});

test('a waiver of the pack is one of a file of waivers', () => {
  const { why, owner, until } = waiver();
  expect(waiverOf(waiver({ repository: 'acme/shop', path: '.github/workflows/ci.yml' }))).toEqual({
    what: {
      kind: 'policy',
      rule: 'moving-runners',
      repository: 'acme/shop',
      path: '.github/workflows/ci.yml',
    },
    ...{ why, owner, until },
  });
  expect(Object.keys(waivedPolicy(waiver()))).toEqual(['kind', 'rule']);
});

test.each([
  ['2026-05-31', []],
  [
    '2026-06-01',
    ['the waiver of moving-runners lasts until 2026-06-01, in 91 days; at most 90 are allowed'],
  ],
])('a waiver until %s, 90 days being the most', (until, expected) => {
  const limits = { maximumDays: 90, today: '2026-03-02' };
  expect(tooLongWaivers([waiver({ until })], limits)).toEqual(expected);
});

test('the day of an instant is that of UTC', () => {
  expect(dayOf('2026-03-31T23:30:00-02:00')).toBe('2026-04-01');
});
