import * as fc from 'fast-check';
import {
  foreignCell,
  foreignMarkdown,
  foreignSlack,
  logText,
  printable,
  visible,
} from './foreign-text';

test.each([
  ['plain', 'plain'],
  ['a\nb\r\n\tc', 'a b c'],
  ['a\u0000\u007f\u0085b', 'a b'],
  ['a\u200b\u202e\ufeffb', 'a b'],
  ['a\u2028\u2029b', 'a b'],
  ['  a  ', 'a'],
  ['\n', ''],
  ['ä € 😀', 'ä € 😀'],
])('%j is printed as %j', (text, expected) => {
  expect(printable(text, 20)).toBe(expected);
});

test.each([
  ['12345', 5, '12345'],
  ['123456', 5, '1234…'],
  ['😀😀😀😀😀', 5, '😀😀😀😀😀'],
  ['😀😀😀😀😀😀', 5, '😀😀😀😀…'],
  // What is cut off before it is cleaned is four times as long.
  [`${' '.repeat(19)}a`, 5, 'a'],
  [`${' '.repeat(20)}a`, 5, ''],
])('%j in %d characters is %j', (text, length, expected) => {
  expect(printable(text, length)).toBe(expected);
});

test.each([
  ['plain', '`plain`'],
  ['a`b', "`a'b`"],
  ['``', "`''`"],
  ['a|b|c', '`a|b|c`'],
  ['', '` `'],
  ['<b>@everyone #1 [x](y)', '`<b>@everyone #1 [x](y)`'],
])('%j in Markdown is %s', (text, expected) => {
  expect(foreignMarkdown(text)).toBe(expected);
});

test('a bar is escaped in a cell of a table, and only there', () => {
  expect(foreignCell('a|b')).toBe('`a\\|b`');
});

test('a text in Markdown has 120 characters unless another length is asked for', () => {
  expect(foreignMarkdown('x'.repeat(121))).toBe(`\`${'x'.repeat(119)}…\``);
  expect(foreignMarkdown('x'.repeat(121), 121)).toBe(`\`${'x'.repeat(121)}\``);
});

test('whatever is written stays one code span in one cell of a table', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(foreignMarkdown(text)).toMatch(/^`[^`\n]+`$/);
      expect(foreignCell(text)).toMatch(/^`([^`|\n]|\\\|)+`$/);
    }),
  );
});

test.each([
  ['plain', '`plain`'],
  ['<!channel> & <@U1>', '`&lt;!channel&gt; &amp; &lt;@U1&gt;`'],
  ['tests/test_a.py::test_b_c[https://x]', '`tests/test_a.py::test_b_c[https://x]`'],
  ['*b* ~s~ `c`', "`*b* ~s~ 'c'`"],
])('%j in Slack is %j', (text, expected) => {
  expect(foreignSlack(text)).toBe(expected);
});

test('a text in Slack has 200 characters unless another length is asked for', () => {
  expect(foreignSlack('x'.repeat(201))).toBe(`\`${'x'.repeat(199)}…\``);
  expect(foreignSlack('x'.repeat(201), 201)).toBe(`\`${'x'.repeat(201)}\``);
});

test('no character is cut in half, wherever a text is long', () => {
  const long = fc.string({ unit: fc.constantFrom('😀', ' ', 'x'), maxLength: 60 });
  fc.assert(
    fc.property(long, fc.integer({ min: 1, max: 12 }), (text, length) => {
      const halves = /\p{Cs}/u;
      expect(printable(text, length)).not.toMatch(halves);
      expect(foreignSlack(text, length)).not.toMatch(halves);
      expect(foreignMarkdown(text, length)).not.toMatch(halves);
    }),
  );
});

test.each([
  ['tests/a.py::test_b', 'tests/a.py::test_b'],
  ['::stop-commands::x', ': :stop-commands::x'],
  ['a\n \t::error::b', 'a\n \t: :error::b'],
  [' ::add-mask::b', ' : :add-mask::b'],
  ['+ the log says ##[stop-commands]x', '+ the log says # #[stop-commands]x'],
  ['a\r\nb', 'a\nb'],
  ['a\r::error::b', 'a<U+000D>::error::b'],
  ['a\u2028::error::b', 'a<U+2028>::error::b'],
  ['\u001b[31mred\u001b[0m', '<U+001B>[31mred<U+001B>[0m'],
  ['if \u202etrue\u2066', 'if <U+202E>true<U+2066>'],
  ['\u0085::error::b', '<U+0085>::error::b'],
])('%j reaches a log as %j', (text, expected) => {
  expect(logText(text)).toBe(expected);
});

test('no line of a text that reaches a log is a command to the runner', () => {
  const parts = fc.constantFrom('::', '##[', 'error', ' ', '\n', '\r', '\t', '\u2028', '#', ':');
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 12 }), (texts) => {
      for (const line of logText(texts.join('')).split(/\r\n|[\n\r\u2028\u2029\u0085]/)) {
        expect(line.trimStart().startsWith('::')).toBe(false);
        expect(line).not.toContain('##[');
      }
    }),
  );
});

test('a text with nothing that moves what a person sees is shown as it is', () => {
  expect(visible('ä € 👩‍🚒\n\tb')).toBe('ä € 👩‍🚒\n\tb');
});
