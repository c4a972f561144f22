import * as fc from 'fast-check';
import { countDocstrings } from './docstrings';

const doc = '"""Words."""';

test.each<[string, string, number, number]>([
  ['nothing', '', 0, 0],
  ['blank lines and comments', '\n  \n# a comment\n   # another\n', 0, 0],
  ['a module without a docstring', 'x = 1\n', 1, 0],
  ['a module with one', `${doc}\nx = 1\n`, 1, 1],
  ['a module with one after comments', `#!/usr/bin/env python\n\n${doc}\n`, 1, 1],
  ['a module with a byte order mark', `\uFEFF${doc}\n`, 1, 1],
  ['a module that ends without a line break', doc, 1, 1],
  ['a module of one line that is no string', 'x', 1, 0],
  ['single quotes', "'Words.'\n", 1, 1],
  ['a raw string', 'r"""Words."""\n', 1, 1],
  ['a unicode string', 'U"Words."\n', 1, 1],
  ['bytes, which are no docstring', 'b"Words."\n', 1, 0],
  ['a formatted string, which is none', 'f"Words."\n', 1, 0],
  ['a function with a docstring', `def f():\n    ${doc}\n`, 2, 1],
  ['a function without', 'def f():\n    return 1\n', 2, 0],
  ['a function whose string comes second', `def f():\n    x = 1\n    ${doc}\n`, 2, 0],
  ['a string after an empty function', `def f(): ...\n${doc}\n`, 2, 0],
  ['an asynchronous function', `async def f():\n    ${doc}\n`, 2, 1],
  ['an asynchronous function with more space', `async  def  f():\n    ${doc}\n`, 2, 1],
  ['a string after a backslash', "class C: x = \\\n  'a'\n", 2, 0],
  ['a string in a list', "class C: x = [\n  'a']\n", 2, 0],
  ['a string in a set', "class C: x = {\n  'a'}\n", 2, 0],
  ['a string in brackets around brackets', "class C: x = (f(),\n  'a')\n", 2, 0],
  ['a private function', `def _f():\n    ${doc}\n`, 1, 0],
  ['a class with a docstring', `class C:\n    ${doc}\n`, 2, 1],
  ['a private class and its methods', `class _C:\n    def m(self):\n        ${doc}\n`, 1, 0],
  ['a class and its method', `class C:\n    ${doc}\n    def m(self):\n        ${doc}\n`, 3, 2],
  ['a private method', `class C:\n    def __init__(self):\n        ${doc}\n`, 2, 0],
  [
    'a class in a class',
    `class C:\n    class D:\n        def m(self):\n            ${doc}\n`,
    4,
    1,
  ],
  ['a function in a function', `def f():\n    def g():\n        ${doc}\n`, 2, 0],
  ['a class in a function', `def f():\n    class C:\n        ${doc}\n`, 2, 0],
  [
    'a method after a function in a method',
    `class C:\n    def m(self):\n        def inner():\n            pass\n    def n(self):\n        ${doc}\n`,
    4,
    1,
  ],
  ['a function after a class', `class C:\n    pass\ndef f():\n    ${doc}\n`, 3, 1],
  ['a function after a private class', `class _C:\n    pass\ndef f():\n    ${doc}\n`, 2, 1],
  ['a function under a condition', `if True:\n    def f():\n        ${doc}\n`, 2, 1],
  ['a head over several lines', `def f(\n    a,\n    b,\n):\n    ${doc}\n`, 2, 1],
  ['a head over lines with each bracket', `def f(a=[\n1], b={\n}):\n    ${doc}\n`, 2, 1],
  ['a head continued by a backslash', `def f(a, \\\n      b):\n    ${doc}\n`, 2, 1],
  ['a bracket in a string', `def f(a="("):\n    ${doc}\n`, 2, 1],
  ['a bracket in a comment', `def f():  # (\n    ${doc}\n`, 2, 1],
  ['a comment at the very end', 'x = 1  # (', 1, 0],
  ['a quote in a comment', `def f():  # don't\n    ${doc}\n`, 2, 1],
  ['an escaped quote in a string', `x = "\\"("\ndef f():\n    ${doc}\n`, 2, 1],
  ['a closing bracket too many', `)\nx = (\n1)\ndef f():\n    ${doc}\n`, 2, 1],
  ['the word def in a string', `x = """\ndef f():\n    pass\n"""\n`, 1, 0],
  [
    'the word def in a triple string of the other quotes',
    `x = '''\ndef f():\n    "pass"\n'''\n`,
    1,
    0,
  ],
  ['a string that is not closed on its line', `x = "abc\ndef f():\n    ${doc}\n`, 2, 1],
  ['a triple string that is never closed', 'x = """\ndef f():\n', 1, 0],
  ['a name that only begins like a definition', `define(1)\nclassy = 2\n`, 1, 0],
  ['a definition that is not at the beginning', 'x = def f\n', 1, 0],
  ['an empty string as docstring', 'def f():\n    ""\n', 2, 1],
])('%s', (_name, source, publicObjects, documentedObjects) => {
  expect(countDocstrings(source)).toEqual({ publicObjects, documentedObjects });
});

test('a string that is followed by a line of the same depth is not in the body', () => {
  expect(countDocstrings(`def f():\n${doc}\n`)).toEqual({ publicObjects: 2, documentedObjects: 0 });
});

test('of any text no more objects are documented than there are', () => {
  const words = fc.constantFrom(
    'def f():',
    'class C:',
    '"""',
    '"',
    "'",
    '(',
    ')',
    '\\',
    '\n',
    '  ',
    '#',
  );
  fc.assert(
    fc.property(
      fc.array(words).map((parts) => parts.join('')),
      (source) => {
        const { publicObjects, documentedObjects } = countDocstrings(source);
        expect(documentedObjects).toBeGreaterThanOrEqual(0);
        expect(documentedObjects).toBeLessThanOrEqual(publicObjects);
      },
    ),
  );
});
