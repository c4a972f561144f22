import { AssetValue, unknown, type ValueMap } from '../wire/values';
import { checkInputs, readInputs } from './inputs';

const good: ValueMap = { repository: 'orders', branch: 'main', files: { 'a.txt': 'x' } };
const failures = (change: ValueMap): readonly string[] =>
  checkInputs({ ...good, ...change }).map(({ property, reason }) => `${property} ${reason}`);
const files = (map: ValueMap): readonly string[] => failures({ files: map });

describe('checkInputs', () => {
  it('accepts a plain set, all options, and values that are unknown yet', () => {
    expect(failures({})).toEqual([]);
    expect(
      failures({
        executables: ['a.txt'],
        message: 'm',
        adopt: true,
        delivery: 'pullRequest',
        pullRequest: { branch: 'x', title: 't' },
        requireOneOf: [['pyproject.toml', 'setup.py']],
      }),
    ).toEqual([]);
    expect(failures({ repository: unknown, branch: unknown, files: unknown })).toEqual([]);
    expect(failures({ files: { 'a.txt': unknown }, executables: [unknown] })).toEqual([]);
  });

  it.each(['a/b', '', '..', 'ä'])('refuses the repository %p', (repository) => {
    expect(failures({ repository })).toEqual([
      `repository must be the bare name of a repository; found ${JSON.stringify(repository)}`,
    ]);
  });

  it.each(['..', 'a..b', '-x', 'a b', 'x.lock', 'a//b', '/a', 'a/', 'a~1', 'a@{1}'])(
    'refuses the branch %p',
    (branch) => {
      expect(failures({ branch })).toHaveLength(1);
    },
  );

  it.each([
    ['/etc/passwd', 'is no path: empty, absolute, or with an empty part'],
    ['a//b', 'is no path: empty, absolute, or with an empty part'],
    ['a/../b', 'must not contain `.` or `..`'],
    ['.GIT/config', 'must not lie in `.git`'],
    ['a\\b', 'must have forward slashes'],
    ['a\nb', 'must not contain control characters'],
    ['x'.repeat(1001), 'is longer than 1,000 characters'],
  ])('refuses the path %p', (path, reason) => {
    expect(files({ [path]: 'x' })).toEqual([`files[${JSON.stringify(path)}] ${reason}`]);
  });

  it('refuses an empty set, twins by case, a file that is a folder too, and other values', () => {
    expect(files({})).toEqual(['files is empty; remove the resource to remove its files']);
    expect(files({ 'a.txt': 'x', 'A.txt': 'x' })).toEqual([
      'files["A.txt"] differs from a.txt only in case, which many file systems cannot hold',
    ]);
    expect(files({ a: 'x', 'a/b': 'x' })).toEqual([
      'files["a"] cannot be a file and the folder of a/b',
    ]);
    expect(files({ a: 1, b: ['x'], c: null })).toHaveLength(3);
    expect(files({ a: new AssetValue('', { path: 'no/such/file' }) })).toEqual([
      'files["a"] no/such/file cannot be read',
    ]);
  });

  it('refuses what is over the limits, in bytes and with the limit', () => {
    expect(files({ a: 'ä'.repeat(14 * 1024 * 1024) })).toEqual([
      'files["a"] has 28.0 MiB; allowed: up to 25.0 MiB',
    ]);
    const half = 'x'.repeat(16 * 1024 * 1024);
    expect(files({ a: half, b: half })).toEqual(['files hold 32.0 MiB; allowed: up to 30.0 MiB']);
  });

  it('refuses executables that are no files, unknown deliveries, and a pull request onto its own base', () => {
    expect(failures({ executables: ['b.txt'] })).toEqual([
      'executables[0] must be a path in files; found "b.txt"',
    ]);
    expect(failures({ delivery: 'push' })).toEqual([
      'delivery must be commit or pullRequest; found "push"',
    ]);
    expect(failures({ delivery: 'pullRequest', pullRequest: { branch: 'main' } })).toEqual([
      'pullRequest.branch must differ from branch',
    ]);
    expect(failures({ requireOneOf: [[]], adopt: 'yes', message: 1 })).toHaveLength(3);
  });
});

describe('readInputs', () => {
  it('waits for every unknown', () => {
    expect(readInputs({ ...good, files: { a: unknown } })).toBeUndefined();
  });

  it('names blobs as git does', () => {
    // git hash-object of "x" and of nothing
    const inputs = readInputs({ ...good, files: { a: 'x', b: '' } });
    expect([...(inputs?.files.values() ?? [])].map(({ sha }) => sha)).toEqual([
      'c1b0730e0133447badcfd47fd144e254807b06e1',
      'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
    ]);
  });
});
