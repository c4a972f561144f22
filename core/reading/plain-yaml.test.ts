import * as fc from 'fast-check';
import { parseDocument } from 'yaml';
import { exampleSettings } from '../pipeline/example-settings';
import { renderFiles } from '../pipeline/render-files';
import { readPlainYaml } from './plain-yaml';
import { lineStartsOf } from './source';
import { treeOf } from './yaml-tree';

const plain = (text: string): unknown => readPlainYaml(text, lineStartsOf(text));

/** What the library makes of a text: its tree, or that there is an error. */
function byLibrary(text: string): unknown {
  const document = parseDocument(text, {
    ...{ prettyErrors: false, uniqueKeys: true, strict: false, schema: 'failsafe' },
  });
  return document.errors.length > 0 ? 'error' : treeOf(document, text);
}

/** The forms that workflows are written in. */
const usual: readonly string[] = [
  'on: push\n',
  '---\non: push\n',
  '--- # a comment\n# another\n\non:   push   # why\n',
  'a:\n  b: 1\n  c:\n  - x\n  -   y\nd:\n- z\n',
  'a:\n- b: 1\n  c: 2\n- d:\n    e: 3\n',
  'a:\nb: # nothing\nc:   \n  # nothing either\nd:',
  '- \n'.replace('- ', 'a:\n  -\n  - x\n  -   # none'),
  'a: |\n  one\n   two\n\n  three\n\nb: >-\n  four\n  five\n\n  six\nc: |-\n\n  seven',
  'steps:\n  - run: |\n      echo "a: b" # no comment\n      # text\n    # a comment\n    if: x\n',
  'a: \'it\'\'s\'\nb: "x\\n\\"y\\""\n\'c d\': 1\n"e: f" : 2\n',
  'a: [push, "pull_request", \'x\', [y, { z: 1, w: "2" } ]]\nb: {}\nc: []\nd: { e: f, }\n',
  "if: ${{ github.event_name == 'push' && always() }}\n",
  'a: x:y\nb: a#b\nc: -1\nd: ?x\ne: http://x.test/#y\nf g: h\n',
  'branches: [ main, "releases/**" ] # both\n',
  'a:\n  [x, y]\nb:\n  text\nc:\n  "x"\nd: 1\n',
  'a:\n  b: [\n    x, # one\n\n    y\n    ]\n  c: {\n    d: e\n  }\n',
  'if: a &&\n  b ||\n\n    c # end\n# more\nx: y\nz:\n  - one\n    two\n  - three\n',
];

test.each(usual)('what workflows are written in is read as by the library: %j', (text) => {
  expect(plain(text)).toBeDefined();
  expect(plain(text)).toEqual(byLibrary(text));
});

test.each([
  ...[
    '',
    '# nothing\n',
    'text\n',
    '- a\n',
    '[a]\n',
    '---\n---\na: b\n',
    'a: b\n...\n',
    '%YAML 1.2\n',
  ],
  ...['a: &x b\n', 'a: *x\n', 'a: !!str b\n', '? a\n: b\n', 'a:\tb\n', 'a: b\r\n', '\ufeffa: b\n'],
  ...[
    'a: b # c\n  d\n',
    'a: [b\n  c]\n',
    'a: "b\n  c"\n',
    'a: [b,\nc]\n',
    'a: |+\n  b\n\n',
    'a: |2\n   b\n',
    'a: |\n',
  ],
  ...[
    'a: b: c\n',
    'a: b\na: c\n',
    'a: b\n c: d\n',
    ' a: b\n',
    'a: "b" c\n',
    "a: 'b\n",
    'a: [b\n',
    'a: @b\n',
  ],
  ...['a: [b: c]\n', 'a: {b}\n', 'a: "\\x41"\n', 'a: |\n   \n  b\n', '- - a\n', 'a: - b\n'],
])('anything else is left to the library: %j', (text) => {
  expect(plain(text)).toBeUndefined();
});

const workflows = renderFiles(exampleSettings)
  .files.filter(({ path }) => path.startsWith('.github/workflows/'))
  .map(({ content }) => content);

test('the workflows of a pipeline are read without the library', () => {
  expect(workflows.length).toBeGreaterThan(3);
  for (const text of workflows) {
    expect(plain(text)).toBeDefined();
    expect(plain(text)).toEqual(byLibrary(text));
  }
});

/** Parts that lines are made of, good and bad. */
const part = fc.constantFrom(
  ...[
    'a',
    'b',
    ': ',
    ':',
    '- ',
    '-',
    '  ',
    ' ',
    '\n',
    '\n  ',
    '\n    ',
    '\n- ',
    '#',
    ' # c',
    '|',
    '>-',
    '|-\n  x',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    ', ',
    '"',
    "'",
    "''",
    '\\',
    '&x ',
    '*x',
    '!t ',
    '? ',
    '---',
    '...',
    '%',
    '@',
    '`',
    '\t',
    'x: y',
  ],
  ...['${{ a }}', 'null', '~', '\u00e9', '\u{1f600}'],
);

test('a text that is read is read as by the library, however it is put together', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
      const text = parts.join('');
      const read = plain(text);
      if (read !== undefined) expect(read).toEqual(byLibrary(text));
    }),
    { numRuns: 2_000 },
  );
});

test('a workflow that is damaged anywhere is read as by the library, or left to it', () => {
  const sources = fc.oneof(fc.constantFrom(...usual), fc.constantFrom(...workflows));
  fc.assert(
    fc.property(sources, fc.nat(), fc.nat(3), part, (source, where, length, inserted) => {
      const at = where % (source.length + 1);
      const text = source.slice(0, at) + inserted + source.slice(at + length);
      const read = plain(text);
      if (read !== undefined) expect(read).toEqual(byLibrary(text));
    }),
    { numRuns: 300 },
  );
});
