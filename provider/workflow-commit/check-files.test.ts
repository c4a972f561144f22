import { AssetValue, unknown, type Value, type ValueMap } from '../protocol/values';
import { checkFiles } from './check-files';

const failures = ({ files }: ValueMap): readonly string[] =>
  checkFiles(files).map(({ property, reason }) => `${property} ${reason}`);
const files = (map: Readonly<Record<string, Value>>): readonly string[] => failures({ files: map });

describe('checkFiles, path by path', () => {
  it.each(['a', 'a/b.c/d', '.github/ci.yml', '...', 'a..b', '.gitignore', 'git', 'x'.repeat(1000)])(
    'takes the path %p',
    (path) => {
      expect(files({ [path]: 'x' })).toEqual([]);
    },
  );
  it.each([
    ['', 'is not a valid path: it is empty, absolute, or has an empty part'],
    ['a/', 'is not a valid path: it is empty, absolute, or has an empty part'],
    ['.', 'must not contain `.` or `..`'],
    ['a/./b', 'must not contain `.` or `..`'],
    ['a/.git', 'must not be in `.git`'],
    ['a\u0000b', 'must not contain control characters'],
    ['a\u001fb', 'must not contain control characters'],
    ['a\u007fb', 'must not contain control characters'],
  ])('refuses the path %p', (path, reason) => {
    expect(files({ [path]: 'x' })).toEqual([`files[${JSON.stringify(path)}] ${reason}`]);
  });

  it('judges the path where the content is unknown, and the content where the path is wrong', () => {
    expect(files({ '..': unknown })).toHaveLength(1);
    expect(files({ '..': 1 })).toEqual([
      'files[".."] must not contain `.` or `..`',
      'files[".."] must be a string or a file asset',
    ]);
    expect(files({ a: {}, b: [] })).toEqual([
      'files["a"] must be a string or a file asset',
      'files["b"] must be a string or a file asset',
    ]);
    expect(failures({ files: ['a'] })).toEqual(['files must map paths to contents']);
  });

  it('takes files beside a folder whose name begins like theirs', () => {
    expect(files({ a: 'x', 'a.b': 'x', 'ab/c': 'x' })).toEqual([]);
  });

  it('knows twins by case in their folders too', () => {
    expect(files({ 'A/b': 'x', 'a/B': 'x' })).toEqual([
      'files["a/B"] differs from A/b only in case, which many file systems do not support',
    ]);
  });

  it('measures assets, by their text or by the file that they name', () => {
    expect(
      files({
        a: new AssetValue('h', { text: 'x' }),
        b: new AssetValue('h', { path: __filename }),
      }),
    ).toEqual([]);
    expect(files({ a: new AssetValue('h', undefined) })).toEqual([
      'files["a"] the asset cannot be read',
    ]);
    const large = 'x'.repeat(25 * 1024 * 1024);
    expect(files({ a: new AssetValue('h', { text: large }) })).toEqual([]);
    expect(files({ a: new AssetValue('h', { text: `${large}x` }) })).toEqual([
      'files["a"] has 25.0 MiB; allowed: up to 25.0 MiB',
    ]);
  });

  it('adds up what is known', () => {
    const part = 'x'.repeat(15 * 1024 * 1024);
    expect(files({ a: part, b: part })).toEqual([]);
    expect(files({ a: part, b: part, c: 'x' })).toEqual([
      'files hold 30.0 MiB; allowed: up to 30.0 MiB',
    ]);
    expect(files({ a: part, b: part, c: unknown })).toEqual([]);
    // What is wrong with one file is said before what is wrong with all.
    expect(files({ a: part, b: part, '..': 'x' })).toHaveLength(1);
  });
});
