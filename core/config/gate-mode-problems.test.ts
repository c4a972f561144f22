import { houseDefaults } from './defaults';
import { gateModeProblems } from './gate-mode-problems';

const { gates, checks } = houseDefaults;
type Gates = Parameters<typeof gateModeProblems>[0]['gates'];

function problems(own: Partial<Gates>, testRunner: string = checks.testRunner): readonly string[] {
  const settings = { gates: { ...gates, ...own }, checks: { ...checks, testRunner } };
  return gateModeProblems(settings).map(([path, message]) => `${path.join('.')}: ${message}`);
}

test.each<[string, Partial<Gates>, readonly string[]]>([
  ['no ramp', {}, []],
  ['a day', { ramp: { security: { enforce: '2027-01-15' } } }, []],
  ['both days', { ramp: { types: { new: '2027-01-15', enforce: '2027-01-16' } } }, []],
  ['days of a gate that enforces already', { ramp: { lint: { enforce: '2027-01-15' } } }, []],
  [
    'no day',
    { ramp: { types: {} } },
    ['gates.ramp.types: needs a day for `new`, for `enforce` or for both'],
  ],
  [
    'days in the wrong order, and of a gate that is off',
    { types: 'off', ramp: { types: { new: '2027-01-15', enforce: '2027-01-15' } } },
    [
      'gates.ramp.types.new: must be before `enforce`, which is 2027-01-15',
      'gates.ramp.types: needs a gate that runs, and `gates.types` is `off`; set it to `warn`',
    ],
  ],
])('%s: %#', (_name, own, expected) => {
  expect(problems(own)).toEqual(expected);
});

test('only pytest names the tests that a baseline needs', () => {
  const ramp = { tests: { new: '2027-01-15' } };
  expect(problems({ tests: 'warn', ramp })).toEqual([]);
  expect(problems({ tests: 'new' })).toEqual([]);
  expect(problems({ tests: 'new' }, 'django')).toEqual([
    expect.stringMatching(/^gates\.tests: cannot be `new` with `checks\.testRunner: django`/),
  ]);
  expect(problems({ tests: 'warn', ramp }, 'unittest')).toEqual([
    'gates.ramp.tests.new: cannot be `new` with `checks.testRunner: unittest`, whose results no report names; use `enforce` with a lower `gates.coverage`, or `warn`',
  ]);
});
