import {
  ifKnown,
  isUnknownError,
  listProp,
  prop,
  refersTo,
  repositoryOf,
  textProp,
  textsProp,
  type ResourceView,
} from './resource-view';

const later = Object.assign(new Error('later'), { unknownTypeSentinel: true });
const view = (rest: Partial<ResourceView>): ResourceView => ({
  ...{ type: 'aws:sqs/queue:Queue', name: 'it', urn: 'it', props: {} },
  ...rest,
});

test('an unknown value is distinguished from any other error', () => {
  expect(isUnknownError(later)).toBe(true);
  expect(isUnknownError(new Error('x'))).toBe(false);
  expect(isUnknownError({ unknownTypeSentinel: true })).toBe(false);
  expect(isUnknownError('x')).toBe(false);
  const fail = (error: Error) => (): never => {
    throw error;
  };
  expect(ifKnown(() => 1)).toBe(1);
  expect(ifKnown(fail(later))).toBeUndefined();
  expect(() => ifKnown(fail(new Error('x')))).toThrow('x');
});

test('a property by its path', () => {
  const props = { a: { b: ['x', { c: 1 }] }, text: 'x', none: null };
  expect(prop(props, 'a', 'b', 1, 'c')).toBe(1);
  expect(prop(props, 'a', 'x', 'y')).toBeUndefined();
  expect(prop(props, 'none', 'y')).toBeUndefined();
  expect(prop(props, 'text', 'length')).toBeUndefined();
  expect(prop(undefined, 'x')).toBeUndefined();
  expect(prop('text')).toBe('text');
});

test('texts and lists', () => {
  expect(textProp({ a: 'x' }, 'a')).toBe('x');
  expect(textProp({ a: 1 }, 'a')).toBeUndefined();
  expect(listProp({ a: [1, 2] }, 'a')).toEqual([1, 2]);
  expect(listProp({ a: { b: 1 } }, 'a')).toEqual([{ b: 1 }]);
  expect(listProp({ a: null }, 'a')).toEqual([]);
  expect(listProp({}, 'a')).toEqual([]);
  expect(textsProp({ a: ['x', 1, 'y'] }, 'a')).toEqual(['x', 'y']);
});

test('where a value comes from', () => {
  const target = view({ urn: 'dead' });
  expect(refersTo(view({ references: { policy: ['x', 'dead'] } }), 'policy', target)).toBe(true);
  expect(refersTo(view({ references: { policy: ['x'] } }), 'policy', target)).toBe(false);
  expect(refersTo(view({ references: { other: ['dead'] } }), 'policy', target)).toBe(false);
  expect(refersTo(view({}), 'policy', target)).toBe(false);
});

const REPOSITORY = 'github:index/repository:Repository';

test.each<[string, Partial<ResourceView>, string | undefined]>([
  ['its name', { props: { repository: 'shop' } }, 'shop'],
  ['its id', { props: { repositoryId: 'shop' } }, 'shop'],
  ['the name before the id', { props: { repository: 'shop', repositoryId: 'R_1' } }, 'shop'],
  ['the name of the repository itself', { type: REPOSITORY, props: { name: 'shop' } }, 'shop'],
  ['not the name of anything else', { props: { name: 'shop' } }, undefined],
  ['with the owner of the provider', { props: { repository: 'shop' }, owner: 'acme' }, 'acme/shop'],
  ['with its own owner', { props: { repository: 'other/shop' }, owner: 'acme' }, 'other/shop'],
  ['none', { owner: 'acme' }, undefined],
])('the repository of a resource: %s', (_name, rest, expected) => {
  expect(repositoryOf(view(rest))).toBe(expected);
});
