import { parseJsonText } from './json-text';

test('JSON is read with a byte order mark before it and without, and nothing else is', () => {
  expect(parseJsonText('\uFEFF{"a":1}')).toEqual({ a: 1 });
  expect(parseJsonText('{"a":"\uFEFF"}')).toEqual({ a: '\uFEFF' });
  expect(() => parseJsonText('\uFEFF\uFEFF{}')).toThrow(SyntaxError);
  expect(() => parseJsonText('')).toThrow(SyntaxError);
});
