import { RepositoryIndex, sameRepository } from './repository-names';

test.each<[string | undefined, string | undefined, boolean]>([
  ['shop', 'shop', true],
  ['shop', 'Shop', true],
  ['shop', 'blog', false],
  ['shop', 'workshop', false],
  ['acme/shop', 'shop', true],
  ['shop', 'acme/shop', true],
  ['acme/shop', 'Acme/Shop', true],
  ['ACME/SHOP', 'acme/shop', true],
  ['acme/shop', 'other/shop', false],
  ['acme/shop', 'acme/blog', false],
  ['acme/shop', 'blog', false],
  [undefined, 'shop', false],
  ['shop', undefined, false],
  [undefined, undefined, false],
])('%s and %s are one repository: %j', (a, b, expected) => {
  expect(sameRepository(a, b)).toBe(expected);
});

test('an index finds what belongs to a repository, in its order', () => {
  const names = ['acme/shop', 'shop', 'other/shop', 'acme/blog', undefined, 'Shop'];
  const index = new RepositoryIndex(names.entries(), ([, name]) => name);
  const of = (name: string | undefined) => index.of(name).map(([at]) => at);
  expect(of('acme/shop')).toEqual([0, 1, 5]);
  expect(of('shop')).toEqual([0, 1, 2, 5]);
  expect(of('blog')).toEqual([3]);
  expect(of('x')).toEqual([]);
  expect(of(undefined)).toEqual([]);
});
