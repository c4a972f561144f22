import { defaultOwners } from './owners-file';

test.each<[string, string, readonly string[]]>([
  ['no rule', '', []],
  ['comments', '# * @ada\n', []],
  ['one rule for everything', '* @acme/checkout @ada\n', ['@acme/checkout', '@ada']],
  ['an e-mail address', '*  ada@example.com\r\n', ['ada@example.com']],
  ['a comment behind it', '* @ada # for now @bob', ['@ada']],
  ['the last one', '* @ada\n* @bob\n', ['@bob']],
  ['rules of some files after it', '* @ada\n*.py @bob\n/docs/ @cy\n', ['@ada']],
  ['one that takes them away', '* @ada\n*\n', []],
  ['other forms', '/**/* @ada\n', ['@ada']],
  ['an owner twice', '* @ada @ada', ['@ada']],
  ['what is no owner', '* ada @bob', ['@bob']],
  ['rules of some files alone', '/src/ @ada\n', []],
])('%s', (_name, text, owners) => {
  expect(defaultOwners(text)).toEqual(owners);
});
