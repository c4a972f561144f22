import * as fc from 'fast-check';
import { daysBetween } from '../readiness/days';
import { expiryOf } from '../readiness/days';
import { isDay } from './expiry';
import { covers, waiverFor, type Subject } from './match';
import { type Waived, type Waiver } from './waiver';

const finding = (file: string, rule = 'F401', tool: 'ruff' | 'bandit' = 'ruff'): Subject => ({
  kind: 'finding',
  ...{ tool, rule, file },
});
const below: Waived = { kind: 'finding', tool: 'ruff', rule: 'F401', path: 'src/old' };

describe('a waiver covers', () => {
  test.each<[string, Waived, Subject, boolean]>([
    ['a file', { ...below, path: 'src/a.py' }, finding('src/a.py'), true],
    ['what is below a directory', below, finding('src/old/deep/a.py'), true],
    ['a directory with a slash', { ...below, path: 'src/old/' }, finding('src/old/a.py'), true],
    ['no neighbour whose name begins alike', below, finding('src/older.py'), false],
    ['no other rule', below, finding('src/old/a.py', 'F811'), false],
    ['no other tool', below, finding('src/old/a.py', 'F401', 'bandit'), false],
    ['a gate', { kind: 'gate', gate: 'types' }, { kind: 'gate', gate: 'types' }, true],
    ['no other gate', { kind: 'gate', gate: 'types' }, { kind: 'gate', gate: 'tests' }, false],
    ['no finding of a gate', { kind: 'gate', gate: 'lint' }, finding('src/a.py'), false],
    [
      'a vulnerability by any of its ids',
      { kind: 'vulnerability', id: 'CVE-2026-1' },
      { kind: 'vulnerability', ids: ['PYSEC-2026-7', 'cve-2026-1'], package: 'pyyaml' },
      true,
    ],
    [
      'a vulnerability of a package, however its name is written',
      { kind: 'vulnerability', id: 'CVE-2026-1', package: 'Flask_SQLAlchemy' },
      { kind: 'vulnerability', ids: ['CVE-2026-1'], package: 'flask-sqlalchemy' },
      true,
    ],
    [
      'no vulnerability of another package',
      { kind: 'vulnerability', id: 'CVE-2026-1', package: 'flask' },
      { kind: 'vulnerability', ids: ['CVE-2026-1'], package: 'django' },
      false,
    ],
    [
      'a policy everywhere',
      { kind: 'policy', rule: 'moving-runners' },
      { kind: 'policy', rule: 'moving-runners', repository: 'shop' },
      true,
    ],
    [
      'a policy in a repository, in any case of its name',
      { kind: 'policy', rule: 'moving-runners', repository: 'Shop' },
      { kind: 'policy', rule: 'moving-runners', repository: 'shop', path: 'a.yml' },
      true,
    ],
    [
      'no policy of another repository',
      { kind: 'policy', rule: 'moving-runners', repository: 'shop' },
      { kind: 'policy', rule: 'moving-runners', repository: 'cart' },
      false,
    ],
    [
      'no violation outside of any file, where it names one',
      { kind: 'policy', rule: 'moving-runners', path: '.github' },
      { kind: 'policy', rule: 'moving-runners' },
      false,
    ],
    [
      'no violation of a repository that is not known, where it names one',
      { kind: 'policy', rule: 'moving-runners', repository: 'shop' },
      { kind: 'policy', rule: 'moving-runners' },
      false,
    ],
    [
      'no other policy',
      { kind: 'policy', rule: 'moving-runners' },
      { kind: 'policy', rule: 'pinned-actions' },
      false,
    ],
    [
      'no gate of a policy',
      { kind: 'policy', rule: 'lint' },
      { kind: 'gate', gate: 'lint' },
      false,
    ],
    [
      'a violation in a file below its path',
      { kind: 'policy', rule: 'moving-runners', path: '.github/workflows' },
      { kind: 'policy', rule: 'moving-runners', path: '.github/workflows/ci.yml' },
      true,
    ],
  ])('%s', (_name, what, subject, expected) => {
    expect(covers(what, subject)).toBe(expected);
  });

  test.each<[string, string, boolean]>([
    ['tests/test_cart.py::test_total', 'tests.test_cart::test_total', true],
    ['tests/test_cart.py::TestCart::test_total', 'tests.test_cart.TestCart::test_total', true],
    ['tests.test_cart::test_total', 'tests.test_cart::test_total', true],
    ['tests/test_cart.py::test_total', 'tests.test_cart::test_total[a::b.py]', true],
    ['tests/test_cart.py::test_total[a::b.py]', 'tests.test_cart::test_total[a::b.py]', true],
    ['tests/test_cart.py::test_total[1]', 'tests.test_cart::test_total[2]', false],
    ['tests/test_cart.py::test_total', 'tests.test_cart::test_total_of_none', false],
    ['tests/test_cart.py::test_total', 'tests.test_other::test_total', false],
    ['tests/test.pyc/test_a.py::test_b', 'tests.test.pyc.test_a::test_b', true],
    ['test_total[a', 'test_total[a', true],
    ['test_total[a]', 'test_total[a][b]', false],
    ['tests/a.py::test_x[\n]', 'tests.a::test_x[\n]', true],
  ])('the test %j as %j: %s', (name, id, expected) => {
    expect(covers({ kind: 'test', test: name }, { kind: 'test', id })).toBe(expected);
  });
});

const waiver = (until: string): Waiver => ({ what: below, why: 'old code', owner: '@ada', until });

describe('a day', () => {
  test.each<[string, boolean]>([
    ['2026-02-28', true],
    ['2028-02-29', true],
    ['2026-02-29', false],
    ['2026-13-01', false],
    ['2026-2-1', false],
    ['tomorrow', false],
    ['2026-02-28T00:00:00Z', false],
    ['02026-02-28', false],
    ['', false],
  ])('%s: %s', (text, expected) => {
    expect(isDay(text)).toBe(expected);
  });

  test('is a whole number of days from any other', () => {
    const day = fc.date({
      min: new Date('2020-01-01'),
      max: new Date('2060-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, fc.integer({ min: -2000, max: 2000 }), (from, days) => {
        const text = (offset: number) =>
          new Date(from.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
        expect(daysBetween(text(0), text(days))).toBe(days);
      }),
    );
  });
});

describe('the end of a waiver', () => {
  test.each<[string, string]>([
    ['2026-03-30', 'expired'],
    ['2026-03-31', 'expiring'],
    ['2026-04-07', 'expiring'],
    ['2026-04-08', 'active'],
  ])('%s, seen on 2026-03-31: %s', (until, expected) => {
    expect(expiryOf(waiver(until), '2026-03-31')).toBe(expected);
  });

  test('an expired one covers nothing any more, and of several the longest is named', () => {
    const all = ['2026-03-30', '2026-04-20', '2026-04-05'].map(waiver);
    expect(waiverFor(all, finding('src/old/a.py'), '2026-03-31')?.until).toBe('2026-04-20');
    expect(waiverFor(all, finding('src/old/a.py'), '2026-04-21')).toBeUndefined();
    expect(waiverFor(all, finding('src/new/a.py'), '2026-03-31')).toBeUndefined();
  });
});
