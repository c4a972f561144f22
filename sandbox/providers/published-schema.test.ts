import fc from 'fast-check';
import { type PropertyMap, unknownValue } from '../../provider/protocol/property-value';
import {
  completed,
  planned,
  type PublishedSchema,
  readInputs,
  withDefaults,
} from './published-schema';

const schema: PublishedSchema = {
  defaults: { kept: true, locked: false, count: 0, title: 'PLAIN' },
  computed: ['id'],
  blocks: {
    reviews: { defaults: { approvals: 1, last: false }, computed: ['methods'] },
    empty: {},
  },
};

describe('defaults in checked inputs', () => {
  test.each<[string, PropertyMap, PropertyMap, PropertyMap]>([
    ['what is left out', {}, {}, { kept: true, title: 'PLAIN', __defaults: ['kept', 'title'] }],
    [
      'what the program says stays',
      { kept: false, locked: true },
      {},
      { kept: false, locked: true, title: 'PLAIN', __defaults: ['title'] },
    ],
    [
      'objects in lists, and one without defaults',
      { title: '', kept: true, reviews: [{}, { approvals: 3 }], empty: { any: 1 } },
      {},
      {
        title: '',
        kept: true,
        reviews: [
          { approvals: 1, __defaults: ['approvals'] },
          { approvals: 3, __defaults: [] },
        ],
        empty: { any: 1, __defaults: [] },
        __defaults: [],
      },
    ],
    [
      'an earlier default stays, what the program said before does not',
      {},
      { kept: true, title: 'OF THEN', locked: true, __defaults: ['kept', 'title'] },
      { kept: true, title: 'OF THEN', __defaults: ['kept', 'title'] },
    ],
    [
      'a block that is not known yet',
      { kept: true, title: '', reviews: unknownValue },
      {},
      { kept: true, title: '', reviews: unknownValue, __defaults: [] },
    ],
  ])('%s', (_name, news, olds, expected) => {
    expect(withDefaults(schema, news, olds)).toEqual(expected);
  });

  const inputs = fc.record(
    {
      kept: fc.boolean(),
      locked: fc.boolean(),
      count: fc.nat(2),
      reviews: fc.array(
        fc.record({ approvals: fc.nat(3), last: fc.boolean() }, { requiredKeys: [] }),
      ),
    },
    { requiredKeys: [] },
  );

  test('are the same in a second check, and when no one changed anything', () => {
    fc.assert(
      fc.property(inputs, (news) => {
        const once = withDefaults(schema, news, {});
        expect(withDefaults(schema, news, once)).toEqual(once);
        expect(readInputs(schema, completed(schema, once), once)).toEqual(once);
      }),
    );
  });

  test('make no difference to what the service is asked for', () => {
    fc.assert(
      fc.property(inputs, (news) => {
        expect(completed(schema, withDefaults(schema, news, {}))).toEqual(completed(schema, news));
      }),
    );
  });
});

test('a default that someone changed is an input that was read', () => {
  const before = withDefaults(schema, {}, {});
  const found = { ...completed(schema, before), kept: false, locked: true };
  expect(readInputs(schema, found, before)).toEqual({
    kept: false,
    locked: true,
    title: 'PLAIN',
    __defaults: ['title'],
  });
});

test('what is off where the program said nothing is no input, but for an import, which has nothing to go by', () => {
  const found = { title: 'mine', strict: false, note: '', level: 3 };
  expect(readInputs(schema, found, { title: 'mine' })).toEqual({
    title: 'mine',
    level: 3,
    __defaults: [],
  });
  expect(readInputs(schema, found, {})).toEqual({ ...found, __defaults: [] });
});

test('what the service chooses is unknown before it is made, and then as it is', () => {
  const wanted = { kept: true, reviews: [{ approvals: 1 }] };
  expect(planned(schema, wanted, undefined)).toEqual({
    kept: true,
    id: unknownValue,
    reviews: [{ approvals: 1, methods: unknownValue }],
  });
  const now = { kept: false, id: '7', reviews: [{ approvals: 2, methods: ['merge'] }] };
  expect(planned(schema, wanted, now)).toEqual({
    kept: true,
    id: '7',
    reviews: [{ approvals: 1, methods: ['merge'] }],
  });
});
