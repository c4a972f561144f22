import fc from 'fast-check';
import { parse } from 'yaml';
import { plainScalar, scalarText } from './yaml-scalar';

describe('an unquoted scalar', () => {
  test.each<[string, string | number | boolean | null]>([
    ['3.10', 3.1],
    ['3.9', 3.9],
    ['017', 17],
    ['+1', 1],
    ['-1', -1],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['1E-2', 0.01],
    ['0x1F', 31],
    ['0o17', 15],
    ['.inf', Infinity],
    ['-.INF', -Infinity],
    ['.nan', Number.NaN],
    ['true', true],
    ['False', false],
    ['', null],
    ['~', null],
    ['Null', null],
    ['on', 'on'],
    ['off', 'off'],
    ['yes', 'yes'],
    ['No', 'No'],
    ['tRue', 'tRue'],
    ['nULL', 'nULL'],
    ['-0x1F', '-0x1F'],
    ['0b11', '0b11'],
    ['1_000', '1_000'],
    ['12:30', '12:30'],
    ['3.10.1', '3.10.1'],
    ['1e', '1e'],
    ['.', '.'],
    ['-', '-'],
    ['-.nan', '-.nan'],
    ['2026-11-27', '2026-11-27'],
    ['ubuntu-24.04', 'ubuntu-24.04'],
  ])('%s is %p', (text, expected) => {
    expect(plainScalar(text)).toBe(expected);
  });

  test('is what a YAML 1.2 reader with the core schema says', () => {
    const plain = fc.stringMatching(/^[-+.0-9a-fA-FxoXOeEnNiIuUlLtTrRsSyY]{1,8}$/);
    fc.assert(
      fc.property(plain, (text) => {
        // A dash alone, or three dots, is no scalar.
        fc.pre(!/^(?:-|---|\.\.\.)$/.test(text));
        expect(plainScalar(text)).toEqual(parse(text, { schema: 'core', version: '1.2' }));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the text of a scalar', () => {
  test.each<[string | number | boolean | null, string]>([
    [3.1, '3.1'],
    [1000, '1000'],
    [-0.5, '-0.5'],
    [0.1 + 0.2, '0.3'],
    [123456789012345, '123456789012345'],
    [1234567890123456, '1.23456789012346E+15'],
    [1e21, '1E+21'],
    [0.00001, '1E-05'],
    [0.0001, '0.0001'],
    [Infinity, 'Infinity'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    [false, 'false'],
    [null, ''],
    ['3.10', '3.10'],
  ])('%p is %s', (value, expected) => {
    expect(scalarText(value)).toBe(expected);
  });
});
