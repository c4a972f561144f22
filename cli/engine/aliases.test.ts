import { rootStackUrn } from '../../provider/protocol/urn';
import { aliasUrns } from './aliases';
import { type AliasSpec } from './goal';

const root = rootStackUrn('dev', 'p');
const noneRenamed = { stack: 'dev', project: 'p', oldUrnOf: () => undefined };
const spec = (part: Partial<Extract<AliasSpec, { name: string }>>): AliasSpec => ({
  name: '',
  type: '',
  stack: '',
  project: '',
  parent: '',
  noParent: false,
  ...part,
});
const goal = (aliases: readonly AliasSpec[], parent = root) => ({
  name: 'new',
  type: 'a:b:C',
  parent,
  aliases,
});

it.each([
  [spec({ name: 'old' }), 'urn:pulumi:dev::p::a:b:C::old'],
  [spec({ type: 'a:b:Old' }), 'urn:pulumi:dev::p::a:b:Old::new'],
  [spec({ project: 'q', stack: 'prod' }), 'urn:pulumi:prod::q::a:b:C::new'],
  [{ urn: 'urn:pulumi:x::y::z::w' }, 'urn:pulumi:x::y::z::w'],
])('works out %j', (alias, expected) => {
  expect(aliasUrns(goal([alias]), noneRenamed)).toEqual([expected]);
});

it('an alias without parent was at the top', () => {
  const parent = 'urn:pulumi:dev::p::a:b:Parent::parent';
  expect(aliasUrns(goal([spec({ noParent: true })], parent), noneRenamed)).toEqual([
    'urn:pulumi:dev::p::a:b:C::new',
  ]);
  expect(aliasUrns(goal([spec({ name: 'old' })], parent), noneRenamed)).toEqual([
    'urn:pulumi:dev::p::a:b:Parent$a:b:C::old',
  ]);
});

it('a child follows its renamed parent, by name too where it carries it', () => {
  const now = 'urn:pulumi:dev::p::a:b:Parent::after';
  const before = 'urn:pulumi:dev::p::a:b:Parent::before';
  const child = { name: 'after-part', type: 'a:b:C', parent: now, aliases: [] };
  const context = { ...noneRenamed, oldUrnOf: (urn: string) => (urn === now ? before : undefined) };
  expect(aliasUrns(child, context)).toEqual(['urn:pulumi:dev::p::a:b:Parent$a:b:C::before-part']);
});
