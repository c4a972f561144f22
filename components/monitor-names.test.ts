import * as fc from 'fast-check';
import { monitorNames } from './monitor-names';

const of = (...pairs: readonly (readonly [string, string])[]) =>
  monitorNames(pairs.map(([repository, environment]) => ({ repository, environment }))).map(
    ({ name }) => name,
  );

test('a name that collides with nothing is repository and environment', () => {
  expect(of(['orders', 'staging'], ['my.app', 'eu west 1'])).toEqual([
    'orders-staging',
    'my.app-eu-west-1',
  ]);
});

test.each([
  ['a dot and a hyphen', ['my.app', 'staging'], ['my-app', 'staging'], 'my-app-staging'],
  ['a space and a hyphen', ['app', 'eu west'], ['app', 'eu-west'], 'app-eu-west'],
] as const)('of %s the name that needs no change is kept', (_name, changed, kept, name) => {
  expect(of(changed, kept)).toEqual([expect.stringMatching(/-[0-9a-f]{8}$/), name]);
  expect(of(kept, changed)[0]).toBe(name);
});

test.each([
  ['that are changed alike', ['my.app', 'eu west'], ['my.app', 'eu.west']],
  ['that are divided in another place', ['a', 'b-c'], ['a-b', 'c']],
] as const)('two names %s both get a hash', (_name, one, other) => {
  for (const name of of(one, other)) expect(name).toMatch(/-[0-9a-f]{8}$/);
});

test('whatever the names are, AWS can tell them apart', () => {
  const text = fc
    .array(fc.constantFrom('a', 'B', '-', '.', '_'), { minLength: 1, maxLength: 4 })
    .map((each) => each.join(''));
  const pairs = fc.uniqueArray(fc.tuple(text, fc.oneof(text, fc.constant('a b'))), {
    maxLength: 8,
    // GitHub knows no case.
    selector: (pair) => JSON.stringify(pair).toLowerCase(),
  });
  fc.assert(
    fc.property(pairs, (given) => {
      const names = of(...given).map((name) => name.replaceAll('.', '-').toLowerCase());
      expect(new Set(names).size).toBe(names.length);
    }),
  );
});
