import {
  defaultProviderName,
  makeUrn,
  parseProviderReference,
  parseUrn,
  rootStackUrn,
} from './urn';

const place = { stack: 'dev', project: 'gatehouse' };

it('carries the types of all parents but the stack', () => {
  const root = rootStackUrn('dev', 'gatehouse');
  const pipeline = makeUrn({
    ...place,
    parent: root,
    type: 'gatehouse:github:Pipeline',
    name: 'a',
  });
  const child = makeUrn({ ...place, parent: pipeline, type: 'github:index/x:X', name: 'a-x' });
  expect(root).toBe('urn:pulumi:dev::gatehouse::pulumi:pulumi:Stack::gatehouse-dev');
  expect(pipeline).toBe('urn:pulumi:dev::gatehouse::gatehouse:github:Pipeline::a');
  expect(child).toBe('urn:pulumi:dev::gatehouse::gatehouse:github:Pipeline$github:index/x:X::a-x');
});

it('is taken apart again, names with colons included', () => {
  const urn = makeUrn({ ...place, parent: '', type: 'a:b:C', name: 'x::y' });
  expect(parseUrn(urn)).toEqual({ ...place, qualifiedType: 'a:b:C', type: 'a:b:C', name: 'x::y' });
  expect(() => parseUrn('nonsense')).toThrow('not a URN: nonsense');
});

it('names default providers as the engine does', () => {
  expect(defaultProviderName('6.15.0', '')).toBe('default_6_15_0');
  expect(defaultProviderName('', '')).toBe('default');
  expect(parseProviderReference('urn:pulumi:s::p::pulumi:providers:aws::x::the-id')).toEqual({
    urn: 'urn:pulumi:s::p::pulumi:providers:aws::x',
    id: 'the-id',
  });
});
