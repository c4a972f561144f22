import * as fc from 'fast-check';
import { allowedVersions } from './python-versions';
import { meets, parseSpecifier } from './version-specifier';

const newest = ['3.10', '3.11', '3.12', '3.13', '3.14', '3.15'];

describe('versions a specifier allows', () => {
  it.each([
    ['>=3.10,<3.13', ['3.10', '3.11', '3.12']],
    ['>= 3.10, < 3.13', ['3.10', '3.11', '3.12']],
    ['>=3.11.4', ['3.11', '3.12', '3.13', '3.14', '3.15']],
    // 3.12.1 is above 3.12.
    ['>3.12', ['3.12', '3.13', '3.14', '3.15']],
    ['>3.12.99', ['3.13', '3.14', '3.15']],
    // 3.11.14, which is what gets installed, is not below 3.11.
    ['<=3.11', ['3.10']],
    ['<3.13.0a0', ['3.10', '3.11', '3.12']],
    ['>=3.14.0rc1', ['3.14', '3.15']],
    ['==3.12.*', ['3.12']],
    ['==3.*', newest],
    ['==3.12', ['3.12']],
    ['==3.12.4', ['3.12']],
    ['===3.12.4', ['3.12']],
    ['~=3.11', ['3.11', '3.12', '3.13', '3.14', '3.15']],
    ['~=3.11.2', ['3.11']],
    ['!=3.11.*,>=3.10,<3.13', ['3.10', '3.12']],
    ['!=3.11.3,<3.12', ['3.10', '3.11']],
    ['^3.13', ['3.13', '3.14', '3.15']],
    ['^3', newest],
    ['^3.12.2', ['3.12', '3.13', '3.14', '3.15']],
    ['~3.12', ['3.12']],
    ['~3.12.1', ['3.12']],
    ['~3', newest],
    ['3.12', ['3.12']],
    ['3.12.*', ['3.12']],
    ['*', newest],
    ['', newest],
    ['>=3.10 <3.12', ['3.10', '3.11']],
    ['>=2.7,<3 || >=3.14', ['3.14', '3.15']],
    ['~2.7 || ^3.14', ['3.14', '3.15']],
    ['<3.10', []],
    ['>=4', []],
    ['^2.7', []],
  ])('%s', (text, versions) => {
    const specifier = parseSpecifier(text);
    expect(specifier).toBeDefined();
    expect(allowedVersions(specifier ?? [])).toEqual(versions);
  });

  it.each(['three', '>=x', '==', '3.10 and 3.11', '>=3.10;'])('%s is none', (text) => {
    expect(parseSpecifier(text)).toBeUndefined();
  });

  it('a range and what lies outside of it share no version', () => {
    const version = fc.tuple(fc.constant(3), fc.nat(20), fc.nat(20));
    fc.assert(
      fc.property(version, version, (wanted, own) => {
        const text = wanted.join('.');
        const holds = (operator: string): boolean =>
          meets(parseSpecifier(`${operator}${text}`) ?? [], own);
        expect(holds('<')).toBe(!holds('>='));
        expect(holds('>')).toBe(!holds('<='));
        expect(holds('==')).toBe(!holds('!='));
        expect(holds('==')).toBe(holds('>=') && holds('<='));
        expect(holds('~=')).toBe(holds('>=') && holds('~'));
      }),
    );
  });
});
