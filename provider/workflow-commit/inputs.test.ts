import { changeKinds } from '../../core/kernel/change-kinds';
import { blockMarks } from '../../core/kernel/marked-block';
import { AssetValue, unknown, type ValueMap } from '../protocol/values';
import { checkInputs, ownerOf, readInputs, sharedOf } from './inputs';

const good: ValueMap = { repository: 'orders', branch: 'main', files: { 'a.txt': 'x' } };
const failures = (change: ValueMap): readonly string[] =>
  checkInputs({ ...good, ...change }).map(({ property, reason }) => `${property} ${reason}`);
const files = (map: ValueMap): readonly string[] => failures({ files: map });
const acceptable = `acceptBlocked must be a list of ${changeKinds.join(', ')}`;
const badBlock = `shared.block must be lines without the marks ${blockMarks.first} and ${blockMarks.last}`;

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
    ['jobs', { replacesJobs: ['lint'] }, ['replacesJobs must map paths to lists of jobs']],
    ['no jobs', { replacesJobs: null }, []],
    ['unknown jobs', { replacesJobs: unknown }, []],
    ['good jobs', { replacesJobs: { 'o.yml': ['a_B-1', unknown], 'p.yml': unknown } }, []],
    [
      'jobs without a list',
      { replacesJobs: { 'o.yml': 'lint' } },
      ['replacesJobs["o.yml"] must be a list of ids of jobs'],
    ],
    [
      'an empty list of jobs',
      { replacesJobs: { 'o.yml': [] } },
      ['replacesJobs["o.yml"] must be a list of ids of jobs'],
    ],
    [
      'what cannot be the id of a job',
      { replacesJobs: { 'o.yml': ['lint', 'a b'] } },
      ['replacesJobs["o.yml"] must be a list of ids of jobs'],
    ],
    [
      'jobs of a file of ours, of a replaced one and outside of the repository',
      {
        files: { 'a.yml': 'x' },
        replaces: ['b.yml'],
        replacesJobs: { 'a.yml': ['a'], 'b.yml': ['a'], '../c.yml': ['a'] },
      },
      [
        'replacesJobs["a.yml"] is a path in files',
        'replacesJobs["b.yml"] is a path in replaces',
        'replacesJobs["../c.yml"] must not contain `.` or `..`',
      ],
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
    ['an executable among unknown ones', { executables: [unknown, 'a.txt'] }, []],
    ['an empty delivery', { delivery: '' }, ['delivery must be commit or pullRequest; found ""']],
    [
      'a pull request whose branch is null',
      { branch: 'base', delivery: 'pullRequest', pullRequest: { branch: null } },
      [],
    ],
    [
      'two unknown branches',
      { branch: unknown, delivery: 'pullRequest', pullRequest: { branch: unknown } },
      [],
    ],
    [
      'an owner on a branch that is unknown too',
      { branch: unknown, owner: { stack: 'a/b/c', branch: unknown } },
      [],
    ],
    ...['x/a/b/c', 'a/b/c/d', 'a b/c/d', 'a/b c/d', 'a/b/c d', 'a//c'].map(
      (stack): [string, ValueMap, readonly string[]] => [
        `an owner ${stack}`,
        { owner: { stack, branch: 'data' } },
        [`owner.stack must be organization/project/stack; found "${stack}"`],
      ],
    ),
    ['an owner of long names', { owner: { stack: 'acme/gatehouse/prod', branch: 'data' } }, []],
    ['a provenBy', { provenBy: 1 }, ['provenBy must be a string; found number']],
    ['no merged', { merged: null }, []],
    ['unknown merged', { merged: unknown }, []],
    ['merged', { merged: 'a' }, ['merged must be a list of paths']],
    ['an unknown path of merged', { merged: [unknown] }, []],
    [
      'what is merged',
      {
        files: { '.github/dependabot.yml': 'version: 2', 'a.txt': 'x' },
        merged: ['.github/dependabot.yml', 'a.txt', 1],
      },
      ['"a.txt"', 'number'].map(
        (text, index) =>
          `merged[${index + 1}] must be a path out of files, with a text, of a kind that can be merged; found ${text}`,
      ),
    ],
    [
      'what is merged and not among the files',
      { merged: ['.github/dependabot.yml'] },
      [
        'merged[0] must be a path out of files, with a text, of a kind that can be merged; found ".github/dependabot.yml"',
      ],
    ],
    ['what is merged of unknown files', { files: unknown, merged: ['.github/dependabot.yml'] }, []],
    ['no replaces', { replaces: null }, []],
    ['unknown replaces', { replaces: unknown }, []],
    ['replaces', { replaces: 'a' }, ['replaces must be a list of paths']],
    ['what is replaced', { replaces: [unknown, 'old.yml', '.github/workflows/ci.yml'] }, []],
    [
      'what cannot be replaced',
      { replaces: ['old.yml', '../x', 1, '.git/config'] },
      [
        'replaces[1] must not contain `.` or `..`; found "../x"',
        'replaces[2] must be a path; found number',
        'replaces[3] must not be in `.git`; found ".git/config"',
      ],
    ],
    ['no acceptBlocked', { acceptBlocked: null }, []],
    ['unknown acceptBlocked', { acceptBlocked: unknown }, []],
    ['accepted kinds', { acceptBlocked: ['own', unknown, 'fork'] }, []],
    ['none that is accepted', { acceptBlocked: [] }, []],
    ['acceptBlocked', { acceptBlocked: 'own' }, [acceptable]],
    ['another kind', { acceptBlocked: ['own', 'theirs'] }, [acceptable]],
    ['no shared', { shared: null }, []],
    ['unknown shared', { shared: unknown }, []],
    ['shared', { shared: 'x' }, ['shared must be paths and a block; found "x"']],
    ['a shared file', { shared: { paths: ['CODEOWNERS', unknown], block: '* @acme/ci' } }, []],
    ['unknown parts of shared', { shared: { paths: unknown, block: unknown } }, []],
    [
      'shared without anything',
      { shared: {} },
      ['shared.paths must be a list of paths; it is missing', badBlock],
    ],
    [
      'shared without paths',
      { shared: { paths: [], block: '* @a' } },
      ['shared.paths must be a list of paths; found object'],
    ],
    [
      'the paths of shared',
      { shared: { paths: ['CODEOWNERS', 1, 'a.txt', '../x'], block: '* @a' } },
      [
        'shared.paths[1] must be a path; found number',
        'shared.paths[2] must not be a path in files; found "a.txt"',
        'shared.paths[3] must not contain `.` or `..`; found "../x"',
      ],
    ],
    [
      'shared beside unknown files',
      { files: unknown, shared: { paths: ['a.txt'], block: 'x' } },
      [],
    ],
    ...['', 1, `${blockMarks.first}\nx`, `x\n${blockMarks.last}\ny`].map(
      (block): [string, ValueMap, readonly string[]] => [
        `the block ${JSON.stringify(block)}`,
        { shared: { paths: ['CODEOWNERS'], block } },
        [badBlock],
      ],
    ),
  ])('judges %s', (_name, change, expected) => {
    expect(failures(change)).toEqual(expected);
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
      keepCommits: false,
      replaces: [],
      replacesJobs: {},
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
        replacesJobs: { 'a.yml': ['lint'], 'b.yml': [] },
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
      replacesJobs: { 'a.yml': ['lint'] },
      merged: [],
      acceptBlocked: ['fork', 'own'],
      owner: { stack: 'acme/gatehouse/prod', branch: 'gatehouse-data' },
      keepCommits: false,
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

describe('sharedOf and ownerOf', () => {
  it.each<[ValueMap, ReturnType<typeof sharedOf>]>([
    [
      { paths: ['a', 1, 'b'], block: 'x' },
      { paths: ['a', 'b'], block: 'x' },
    ],
    [
      { paths: ['a'], block: '' },
      { paths: ['a'], block: '' },
    ],
    [{ paths: [], block: 'x' }, undefined],
    [{ paths: ['a'] }, undefined],
    [{ block: 'x' }, undefined],
  ])('read %j as a shared file', (value, expected) => {
    expect(sharedOf(value)).toEqual(expected);
    expect(readInputs({ ...good, shared: value })?.shared).toEqual(expected);
  });

  it.each<[ValueMap, ReturnType<typeof ownerOf>]>([
    [
      { stack: 'a/b/c', branch: 'data' },
      { stack: 'a/b/c', branch: 'data' },
    ],
    [{ stack: 'a/b/c' }, undefined],
    [{ branch: 'data' }, undefined],
  ])('read %j as an owner', (value, expected) => {
    expect(ownerOf(value)).toEqual(expected);
  });

  it('are absent where the value is no map', () => {
    expect([sharedOf(null), sharedOf('x'), ownerOf(undefined), ownerOf(['a'])]).toEqual(
      Array.from({ length: 4 }),
    );
  });
});
