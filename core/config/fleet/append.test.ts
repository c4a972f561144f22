import * as fc from 'fast-check';
import { parse } from 'yaml';
import { appendEntry, type NewEntry } from './append';

const entry: NewEntry = {
  name: 'orders',
  settings: { protection: { kind: 'none' }, actions: { shaPinningRequired: false } },
  reasons: new Map([
    ['protection', 'It stays.'],
    ['actions.shaPinningRequired', 'As it is.'],
    ['nothing.of.it', 'No such key.'],
  ]),
};
const added = (margin: string): string =>
  [
    '- name: orders',
    '  # It stays.',
    '  protection:',
    '    kind: none',
    '  actions:',
    '    # As it is.',
    '    shaPinningRequired: false',
    '',
  ]
    .map((line) => (line === '' ? '' : margin + line))
    .join('\n');

function textAfter(text: string): string {
  const result = appendEntry('fleet/prod.yaml', text, entry);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.text;
}

it.each([
  ['an empty file', '', '', '  '],
  ['a comment', '# Ours\n', '', '  '],
  ['groups alone, without a last line break', 'groups: { a: { branches: [] } }', '', '  '],
])('makes the list of %s', (_what, before, after, margin) => {
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  expect(textAfter(before + after)).toBe(`${before}${gap}repositories:\n${added(margin)}`);
});

it.each([
  ['indented', 'repositories:\n  - name: a # first\n', '\n# The end\n', '  '],
  ['not indented', "# Ours\nrepositories:\n- { name: 'a' }\n", 'groups: {}\n', ''],
  [
    'with anchors',
    'repositories:\n    - &a\n      name: a\n      branches: &b [x]\n    - name: c\n      branches: *b\n',
    '',
    '    ',
  ],
])('appends to a list that is %s, and changes nothing else', (_what, before, after, margin) => {
  expect(textAfter(before + after)).toBe(before + added(margin) + after);
});

it.each([
  ['a flow list', 'repositories: [{ name: a }]', 'is not a list of one entry a line'],
  ['a key without a value', 'repositories:\n', 'is not a list of one entry a line'],
  ['a mapping', 'repositories: { a: b }', 'is not a list'],
  ['the same repository', 'repositories:\n  - name: Orders\n', 'has orders already'],
])('refuses %s', (_what, text, message) => {
  expect(appendEntry('fleet/prod.yaml', text, entry)).toEqual({
    ok: false,
    problems: [expect.objectContaining({ file: 'fleet/prod.yaml', message })],
  });
});

it('keeps every line of a file, and every value', () => {
  const name = fc.stringMatching(/^[a-z]{1,5}$/).filter((one) => one !== 'orders');
  const line = fc.oneof(
    name.map((one) => `  - name: ${one}`),
    name.map((one) => `  - name: ${one} # why\n    branches: [${one}]`),
    name.map((one) => `  # ${one}`),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = ['repositories:', '  - name: first', ...lines, ''].join('\n');
      const after = textAfter(text);
      expect(after.split('\n').filter((one) => text.split('\n').includes(one))).toEqual(
        expect.arrayContaining(text.split('\n')),
      );
      const { repositories } = parse(after) as { repositories: readonly { name: string }[] };
      const before = parse(text) as { repositories: readonly { name: string }[] };
      expect(repositories.slice(0, -1)).toEqual(before.repositories);
      expect(repositories.at(-1)).toEqual({ name: 'orders', ...entry.settings });
    }),
  );
});
