import { AssetValue, unknown, type ValueMap } from '../protocol/values';
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
    ['/etc/passwd', 'is not a valid path: it is empty, absolute, or has an empty part'],
    ['a//b', 'is not a valid path: it is empty, absolute, or has an empty part'],
    ['a/../b', 'must not contain `.` or `..`'],
    ['.GIT/config', 'must not be in `.git`'],
    ['a\\b', 'must use forward slashes'],
    ['a\nb', 'must not contain control characters'],
    ['x'.repeat(1001), 'is longer than 1,000 characters'],
  ])('refuses the path %p', (path, reason) => {
    expect(files({ [path]: 'x' })).toEqual([`files[${JSON.stringify(path)}] ${reason}`]);
  });

  it('refuses an empty set, twins by case, a file that is a folder too, and other values', () => {
    expect(files({})).toEqual(['files is empty; remove the resource to remove its files']);
    expect(files({ 'a.txt': 'x', 'A.txt': 'x' })).toEqual([
      'files["A.txt"] differs from a.txt only in case, which many file systems do not support',
    ]);
    expect(files({ a: 'x', 'a/b': 'x' })).toEqual([
      'files["a"] cannot be a file and the directory of a/b',
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

describe('checkInputs, value by value', () => {
  it.each(['orders', 'orders.', 'a', 'A-b_c.d', 'x'.repeat(100), '.github'])(
    'takes the repository %p',
    (repository) => {
      expect(failures({ repository })).toEqual([]);
    },
  );
  it.each(['x'.repeat(101), '.', 'a b', 'a\n', 1, null])(
    'refuses the repository %p',
    (repository) => {
      expect(failures({ repository })).toHaveLength(1);
    },
  );

  it.each([
    ...['main', 'release/1.x', 'a.b', 'ünï', 'x.locked', '@', 'a@b', 'a{b}', "it's"],
    'x'.repeat(244),
  ])('takes the branch %p', (branch) => {
    expect(failures({ branch })).toEqual([]);
    expect(failures({ branch: 'base', delivery: 'pullRequest', pullRequest: { branch } })).toEqual(
      [],
    );
  });
  it.each([
    ...[
      '',
      '.a',
      'a/.b',
      'a.',
      'a:b',
      'a?b',
      'a*b',
      'a[b',
      'a\\b',
      'a^b',
      'a\u007fb',
      'a\nb',
      'a\tb',
    ],
    'x'.repeat(245),
  ])('refuses the branch %p', (branch) => {
    expect(failures({ branch })).toEqual([
      `branch must be the name of a branch; found ${JSON.stringify(branch)}`,
    ]);
    expect(failures({ branch: 'base', delivery: 'pullRequest', pullRequest: { branch } })).toEqual([
      `pullRequest.branch must be the name of a branch; found ${JSON.stringify(branch)}`,
    ]);
  });

  it('says what is missing and what was found', () => {
    expect(checkInputs({}).map(({ property, reason }) => `${property} ${reason}`)).toEqual([
      'repository must be the bare name of a repository; it is missing',
      'branch must be the name of a branch; it is missing',
      'files must map paths to contents',
    ]);
    expect(failures({ repository: null, branch: 7 })).toEqual([
      'repository must be the bare name of a repository; it is missing',
      'branch must be the name of a branch; found number',
    ]);
  });

  it.each<[string, ValueMap, readonly string[]]>([
    ['message', { message: 1 }, ['message must be a string; found number']],
    ['adopt', { adopt: 'yes' }, ['adopt must be a boolean; found "yes"']],
    ['both absent', { message: null, adopt: null }, []],
    ['both unknown', { message: unknown, adopt: unknown }, []],
    ['executables', { executables: 'a.txt' }, ['executables must be a list of paths']],
    [
      'an executable',
      { executables: ['a.txt', 1] },
      ['executables[1] must be a path in files; found number'],
    ],
    ['no executables', { executables: null }, []],
    ['unknown executables', { executables: unknown }, []],
    ['executables of unknown files', { files: unknown, executables: ['b.txt'] }, []],
    ['delivery', { delivery: 1 }, ['delivery must be commit or pullRequest; found number']],
    ['no delivery', { delivery: null }, []],
    ['an unknown delivery', { delivery: unknown }, []],
    ['a pull request that is not used', { delivery: 'commit', pullRequest: { branch: '' } }, []],
    ['a pull request by default', { delivery: 'pullRequest' }, []],
    [
      'a pull request of an unknown branch',
      { delivery: 'pullRequest', pullRequest: { branch: unknown } },
      [],
    ],
    [
      'a branch that is no text',
      { delivery: 'pullRequest', pullRequest: { branch: 1 } },
      ['pullRequest.branch must be the name of a branch; found number'],
    ],
    ['checks', { checks: 'CI' }, ['checks must be a list of names']],
    ['a check', { checks: ['CI', 1] }, ['checks must be a list of names']],
    ['good checks', { checks: ['CI', unknown] }, []],
    ['no checks', { checks: null }, []],
    ['unknown checks', { checks: unknown }, []],
    [
      'an owner that is not a map',
      { owner: 'x' },
      ['owner must be a stack and a branch; found "x"'],
    ],
    ['an owner', { owner: { stack: 'a/b/c', branch: 'data' } }, []],
    ['an unknown owner', { owner: unknown }, []],
    ['no owner', { owner: null }, []],
    ['an owner whose parts are unknown', { owner: { stack: unknown, branch: unknown } }, []],
    [
      'an owner of another kind',
      { owner: { stack: 'prod', branch: 'a b' } },
      [
        'owner.stack must be organization/project/stack; found "prod"',
        'owner.branch must be the name of a branch; found "a b"',
      ],
    ],
    [
      'an owner on the branch itself',
      { owner: { stack: 'a/b/c', branch: 'main' } },
      ['owner.branch must differ from branch'],
    ],
    ['requireOneOf', { requireOneOf: 'a' }, ['requireOneOf must be a list of lists of paths']],
    ['a group', { requireOneOf: ['a'] }, ['requireOneOf must be a list of lists of paths']],
    [
      'an empty group',
      { requireOneOf: [['a'], []] },
      ['requireOneOf must be a list of lists of paths'],
    ],
    [
      'a path of a group',
      { requireOneOf: [['a', 1]] },
      ['requireOneOf must be a list of lists of paths'],
    ],
    ['good groups', { requireOneOf: [['a', unknown], unknown] }, []],
    ['no groups', { requireOneOf: null }, []],
    ['unknown groups', { requireOneOf: unknown }, []],
  ])('judges %s', (_name, change, expected) => {
    expect(failures(change)).toEqual(expected);
  });
});

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

describe('readInputs', () => {
  it('gives everything a value', () => {
    const content = Buffer.from('x');
    const sha = 'c1b0730e0133447badcfd47fd144e254807b06e1';
    expect(readInputs(good)).toEqual({
      repository: 'orders',
      branch: 'main',
      files: new Map([['a.txt', { content, sha, executable: false }]]),
      assetBlobs: {},
      message: 'Update managed files',
      adopt: false,
      pullRequest: undefined,
      requireOneOf: [],
      checks: [],
      provenBy: undefined,
      replaces: [],
      merged: [],
      acceptBlocked: [],
      owner: undefined,
    });
    expect(
      readInputs({
        ...good,
        files: { 'a.txt': 'x', 'b.txt': new AssetValue('hash', { text: 'x' }) },
        executables: ['a.txt'],
        message: 'Ours',
        adopt: true,
        delivery: 'pullRequest',
        pullRequest: { branch: 'work', title: 'Title', body: 'Body' },
        requireOneOf: [['a', 'b'], ['c']],
        checks: ['CI'],
        provenBy: 'ci.yml',
        replaces: ['old.yml'],
        merged: [],
        acceptBlocked: ['own', 'fork'],
        owner: { stack: 'acme/gatehouse/prod', branch: 'gatehouse-data' },
      }),
    ).toEqual({
      repository: 'orders',
      branch: 'main',
      files: new Map([
        ['a.txt', { content, sha, executable: true }],
        ['b.txt', { content, sha, executable: false }],
      ]),
      assetBlobs: { hash: sha },
      message: 'Ours',
      adopt: true,
      pullRequest: { branch: 'work', title: 'Title', body: 'Body' },
      requireOneOf: [['a', 'b'], ['c']],
      checks: ['CI'],
      provenBy: 'ci.yml',
      replaces: ['old.yml'],
      merged: [],
      acceptBlocked: ['fork', 'own'],
      owner: { stack: 'acme/gatehouse/prod', branch: 'gatehouse-data' },
    });
  });

  it('names a pull request after its commit where nothing else is said', () => {
    const { pullRequest } = readInputs({ ...good, delivery: 'pullRequest', message: 'Ours' }) ?? {};
    expect(pullRequest).toEqual({ branch: 'gatehouse/pipeline', title: 'Ours', body: '' });
    expect(readInputs({ ...good, pullRequest: { branch: 'x' } })?.pullRequest).toBeUndefined();
  });

  it.each<[string, ValueMap, ValueMap]>([
    ['files that are no map', { files: 'text' }, { files: new Map(), assetBlobs: {} }],
    ['files that are null', { files: null }, { files: new Map(), assetBlobs: {} }],
    ['a file that is a list', { files: { 'a.txt': ['x'] } }, { files: new Map() }],
    ['a check that is not a string', { checks: ['CI', 5] }, { checks: ['CI'] }],
    ['checks that are no list', { checks: 'CI' }, { checks: [] }],
  ] as never)('passes over %s', (_name, change, expected) => {
    expect(readInputs({ ...good, ...change })).toMatchObject(expected);
  });

  it.each<[string, ValueMap]>([
    ['at the top', { branch: unknown }],
    ['in a list', { checks: ['a', unknown] }],
    ['in a list of lists', { requireOneOf: [['a'], [unknown]] }],
    ['in a map', { pullRequest: { title: unknown } }],
  ])('waits for an unknown %s', (_name, change) => {
    expect(readInputs({ ...good, ...change })).toBeUndefined();
  });

  it('reads an asset that is a file', () => {
    const asset = new AssetValue('hash', { path: __filename });
    const [file] = readInputs({ ...good, files: { a: asset } })?.files.values() ?? [];
    expect(Buffer.from(file?.content ?? []).toString('utf8')).toContain(
      'reads an asset that is a file',
    );
  });

  it('refuses an asset without content by its path', () => {
    const asset = new AssetValue('hash', undefined);
    expect(() => readInputs({ ...good, files: { 'a"b': asset } })).toThrow(
      'files["a\\"b"]: the asset has no content',
    );
  });

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
