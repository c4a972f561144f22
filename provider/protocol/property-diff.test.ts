import * as fc from 'fast-check';
import { isObject, makeSecret, type PropertyMap, unknownValue } from './property-value';
import { pathCovers, propertyDifferences, shownValue, withIgnoredChanges } from './property-diff';

const map: fc.Arbitrary<PropertyMap> = fc.dictionary(
  fc.constantFrom('a', 'b', 'with.dot', 'c'),
  fc.oneof(
    fc.string(),
    fc.integer(),
    fc.array(fc.integer(), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('x', 'y'), fc.string(), { maxKeys: 2 }),
  ),
);

it('an empty map is not an empty list', () => {
  expect(propertyDifferences({ a: {} }, { a: [] })).toHaveLength(1);
});

it('finds nothing between equal maps and something between different ones', () => {
  fc.assert(
    fc.property(map, map, (before, after) => {
      expect(propertyDifferences(before, before)).toEqual([]);
      const same = JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
      expect(propertyDifferences(before, after).length === 0).toBe(same);
    }),
  );
});

/** With the keys of each map in one order, and an empty map unlike an empty list. */
function sorted(value: PropertyMap): unknown {
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
    key,
    isObject(item) ? sorted(item) : item,
  ]);
  return { entries: entries.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

it.each([
  [{ a: 1 }, { a: 2 }, 'a', 'update'],
  [{}, { a: 2 }, 'a', 'add'],
  [{ a: 1 }, {}, 'a', 'delete'],
  [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }, 'a.b[1]', 'update'],
  [{ 'x/y.yml': 'a' }, { 'x/y.yml': 'b' }, '["x/y.yml"]', 'update'],
] as const)('names %j → %j as %s', (before, after, path, kind) => {
  expect(propertyDifferences(before, after)).toMatchObject([{ path, kind, secret: false }]);
});

it('marks a difference secret when either side is', () => {
  expect(propertyDifferences({ a: 'x' }, { a: makeSecret('y') })).toMatchObject([{ secret: true }]);
  expect(propertyDifferences({ a: makeSecret({ b: 'x' }) }, { a: { b: 'y' } })).toMatchObject([
    { path: 'a.b', secret: true },
  ]);
});

it.each([
  ['a', { a: 1, b: 1 }, { a: 0, b: 0 }, { a: 0, b: 1 }],
  ['a.b', { a: { b: 1, c: 1 } }, { a: { b: 0, c: 0 } }, { a: { b: 0, c: 1 } }],
  ['a[*].x', { a: [{ x: 1, y: 1 }] }, { a: [{ x: 0, y: 0 }] }, { a: [{ x: 0, y: 1 }] }],
  ['a', { a: 1 }, {}, {}],
  ['["p.q"]', { 'p.q': 1 }, { 'p.q': 0 }, { 'p.q': 0 }],
] as const)('keeps the old value at the ignored path %s', (path, news, olds, expected) => {
  expect(withIgnoredChanges(news, olds, [path])).toEqual(expected);
});

it('covers a path by itself, by what is above it and by a wildcard', () => {
  expect(pathCovers('a', 'a.b[0]')).toBe(true);
  expect(pathCovers('a[*].c', 'a[3].c')).toBe(true);
  expect(pathCovers('a.b', 'a.c')).toBe(false);
});

it('shows values without secrets, unknowns by name and long texts shortened', () => {
  expect(shownValue({ a: makeSecret('hunter2'), b: unknownValue }, false)).toBe(
    '{a: [secret], b: [known after up]}',
  );
  expect(shownValue('x'.repeat(500), false)).toHaveLength(120 + '… (502 characters)'.length);
});
