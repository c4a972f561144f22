import * as fc from 'fast-check';
import {
  containsSecret,
  containsUnknown,
  equalValues,
  makeSecret,
  type PropertyMap,
  type PropertyValue,
  unknownValue,
  withoutSecrets,
} from './property-value';
import { fromStruct, toStruct } from './struct';

const plain: fc.Arbitrary<PropertyValue> = fc.letrec<{ value: PropertyValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .dictionary(fc.string({ maxLength: 5 }), tie('value'), { maxKeys: 3 })
      .map((map) => ({ ...map })),
  ),
})).value;

const map: fc.Arbitrary<PropertyMap> = fc
  .dictionary(fc.string({ maxLength: 5 }), plain, { maxKeys: 4 })
  .map((entries) => ({ ...entries }));

/** The value with some of its parts marked secret. */
const marked = map.chain((properties) =>
  fc
    .subarray(Object.keys(properties))
    .map((keys): readonly [PropertyMap, PropertyMap] => [
      properties,
      Object.fromEntries(
        Object.entries<PropertyValue>(properties).map(([key, value]) => [
          key,
          keys.includes(key) ? makeSecret(value) : value,
        ]),
      ),
    ]),
);

it('comes back from the protocol as it went in', () => {
  fc.assert(
    fc.property(marked, ([, properties]) => {
      // The protocol's own number has no negative zero.
      fc.pre(!JSON.stringify(properties).includes('-0'));
      expect(fromStruct(toStruct(properties), new Map())).toEqual(properties);
    }),
  );
});

it('is the same to the world with and without secret marks', () => {
  fc.assert(
    fc.property(marked, ([properties, secret]) => {
      expect(equalValues(properties, secret)).toBe(true);
      expect(withoutSecrets(secret)).toEqual(properties);
      expect(containsSecret(withoutSecrets(secret))).toBe(false);
    }),
  );
});

it('is sent without marks to a receiver that does not know secrets', () => {
  const sent = toStruct({ a: makeSecret('x') }, { acceptsSecrets: false });
  expect(fromStruct(sent)).toEqual({ a: 'x' });
});

it('differs when any part differs', () => {
  fc.assert(
    fc.property(map, fc.string({ maxLength: 5 }), (properties, key) => {
      expect(
        equalValues(properties, { ...properties, [key]: 'a value that no string here has' }),
      ).toBe(false);
    }),
  );
});

it('finds an unknown at any depth, also inside a secret', () => {
  expect(containsUnknown({ a: [{ b: makeSecret(unknownValue) }] })).toBe(true);
  expect(containsUnknown({ a: ['known'] })).toBe(false);
});
