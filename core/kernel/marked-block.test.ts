import * as fc from 'fast-check';
import { blockMarks, readMarked, withBlock, withoutBlock, type MarkedText } from './marked-block';

const { first, last } = blockMarks;
const block = '/.github/ @acme/platform\npyproject.toml @acme/platform';
const shown = `${first}\n${block}\n${last}`;

function parts(text: string): MarkedText {
  const read = readMarked(text);
  if (typeof read === 'string') throw new Error(read);
  return read;
}
const put = (text: string, wanted = block, mayPrecede?: (after: string) => boolean) =>
  withBlock(parts(text), wanted, mayPrecede);

test.each([
  ['an empty file', '', `${shown}\n`],
  ['a file with a last line break', '* @olga\n', `* @olga\n${shown}\n`],
  ['a file without one', '* @olga', `* @olga\n${shown}`],
  ['CRLF', '* @olga\r\n', `* @olga\r\n${shown}\n`.replaceAll(/\r?\n/g, '\r\n')],
  [
    'CRLF without a last one',
    'a @b\r\n* @olga',
    `a @b\n* @olga\n${shown}`.replaceAll('\n', '\r\n'),
  ],
  [
    'an older block, in its place',
    `a @b\n${first}\nold\n${last}\nc @d\n`,
    `a @b\n${shown}\nc @d\n`,
  ],
  ['an empty block', `${first}\n${last}\n`, `${shown}\n`],
])('%s gets the block', (_name, before, after) => {
  expect(put(before)).toBe(after);
});

test('a block that must not precede what follows it goes to the end, and the rest closes up', () => {
  const before = `a @b\n${shown}\n# note\n* @eve`;
  expect(put(before, block, () => false)).toBe(`a @b\n# note\n* @eve\n${shown}`);
  expect(put(before, block, (after) => after === '# note\n* @eve')).toBe(before);
});

test.each([
  ['a mark without its end', `${first}\nx\n`, `the line "${last}" is there 0 times, not once`],
  ['an end without its mark', `x\n${last}`, `the line "${first}" is there 0 times, not once`],
  ['two blocks', `${shown}\n${shown}`, `the line "${first}" is there 2 times, not once`],
  ['two ends', `${shown}\n${last}\n`, `the line "${last}" is there 2 times, not once`],
  ['marks in reverse', `${last}\n${first}\n`, `the line "${last}" stands before "${first}"`],
])('%s is damage, in words', (_name, text, damage) => {
  expect(readMarked(text)).toBe(damage);
});

test('a line that only contains a mark is none', () => {
  expect(parts(`x ${first}\n# gatehouse:begin here\n`).part).toBeUndefined();
});

describe('for any text around it', () => {
  const line = fc.oneof(
    fc.constantFrom('* @olga', '# note', '', 'docs/ @acme/writers', '\r', ' '),
    fc.string({ maxLength: 8 }),
  );
  const text = fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 6 })
    .chain((lines) => {
      const whole = lines.map(([one, end]) => one + end).join('');
      return fc.constantFrom(whole, whole.replace(/\r?\n$/, ''), `${whole}x\r`);
    });
  const blocks = fc.constantFrom(block, 'x @y', '');

  test('taking the block away gives back every byte', () => {
    fc.assert(
      fc.property(text, blocks, (rest, one) => {
        expect(withoutBlock(parts(put(rest, one)))).toBe(rest);
      }),
    );
  });

  test('the block reads back as it was put, and putting it again changes nothing', () => {
    fc.assert(
      fc.property(text, blocks, (rest, one) => {
        const once = put(rest, one);
        expect(parts(once).part?.block).toBe(one);
        expect(put(once, one)).toBe(once);
      }),
    );
  });

  test('text that was added before or after it stays, wherever the block goes', () => {
    fc.assert(
      fc.property(text, text, blocks, fc.boolean(), (rest, more, one, stays) => {
        const { before, part, after } = parts(put(rest, one));
        const edited = `${before}${first}\n${last}${part?.end === '' ? '\n' : (part?.end ?? '')}${after}${more}`;
        const again = put(edited, one, () => stays);
        expect(withoutBlock(parts(again))).toBe(before + after + more);
        if (!stays) expect(parts(again).after).toBe('');
      }),
    );
  });
});
