import * as fc from 'fast-check';
import { type ChangedFile } from '../readiness/change/changed-lines';
import { filesToRead, gateChanges } from './gate-changes';
import { type GuardFinding } from './guard-finding';
import { type FileTexts } from './tool-settings';

const found = (
  files: readonly ChangedFile[],
  texts: Readonly<Record<string, readonly [string | undefined, string | undefined]>> = {},
): readonly string[] =>
  gateChanges(
    files,
    new Map<string, FileTexts>(
      Object.entries(texts).map(([path, [before, after]]) => [path, { before, after }]),
    ),
  ).map(short);

const short = ({ kind, file, lines, names, limit }: GuardFinding) =>
  [
    kind,
    file,
    ...lines,
    ...names,
    ...(limit === undefined ? [] : [limit.before, limit.after]),
  ].join(' ');

const modified = (path: string, patch?: string): ChangedFile => ({
  path,
  patch,
  changes: 1,
  status: 'modified',
});
const settings = (path: string, before: string | undefined, after: string | undefined) =>
  found([modified(path, '')], { [path]: [before, after] });

test.each<[string, readonly string[]]>([
  ['.github/workflows/ci.yml', ['workflow']],
  ['.github/workflows/nested/x.yml', ['workflow']],
  ['.github/actions/setup/action.yml', ['workflow']],
  ['.github', ['workflow']],
  ['.github/gatehouse/action/index.js', ['gate-code']],
  ['.github/gatehouse', ['gate-code']],
  ['.github/gatehouse/waivers.yaml', ['waiver']],
  ['.github/gatehouse/baseline.json', ['waiver']],
  ['.github/CODEOWNERS', ['owners']],
  ['CODEOWNERS', ['owners']],
  ['docs/CODEOWNERS', ['owners']],
  ['.github/dependabot.yml', ['dependabot']],
  ['src/CODEOWNERS', []],
  ['.github/ISSUE_TEMPLATE/bug.md', []],
  ['docs/workflows/ci.yml', []],
  ['src/.github/workflows/ci.yml', []],
])('the path %s', (path, kinds) => {
  expect(gateChanges([modified(path, '+x')], new Map()).map(({ kind }) => kind)).toEqual(kinds);
});

test('a file that is moved away from the gate, or onto it, is named by the place in the gate', () => {
  const moved = (previousPath: string, path: string) =>
    found([{ path, previousPath, status: 'renamed', changes: 0 }]);
  expect(moved('.github/workflows/ci.yml', 'old/ci.yml')).toEqual([
    'workflow .github/workflows/ci.yml',
  ]);
  expect(moved('x.yml', '.github/workflows/ci.yml')).toEqual(['workflow .github/workflows/ci.yml']);
  expect(moved('tests/test_a.py', 'old/a.py')).toEqual(['test-removed tests/test_a.py']);
  expect(moved('tests/test_a.py', 'tests/unit/test_a.py')).toEqual([]);
  expect(moved('uv.lock', 'uv.lock.old')).toEqual(['lock-removed uv.lock']);
  expect(moved('src/a.py', 'src/b.py')).toEqual([]);
});

describe('settings', () => {
  const report = (value: string) => `[tool.coverage.report]\nfail_under = ${value}\n`;
  test.each<[string, string, string | undefined, string | undefined, readonly string[]]>([
    [
      'a lower threshold',
      'pyproject.toml',
      report('90'),
      report('10'),
      ['threshold pyproject.toml tool.coverage.report.fail_under 90 10'],
    ],
    [
      'a threshold that goes',
      'pyproject.toml',
      report('90'),
      '',
      ['threshold pyproject.toml tool.coverage.report.fail_under 90 0'],
    ],
    [
      'a threshold of setup.cfg',
      'setup.cfg',
      '[coverage:report]\nfail_under = 90\n',
      '[coverage:report]\nfail_under = 9\n',
      ['threshold setup.cfg coverage:report.fail_under 90 9'],
    ],
    [
      'a threshold under a quoted key, which coverage does not see',
      'pyproject.toml',
      report('90'),
      '[tool.coverage]\n"report.fail_under" = 90\n',
      [
        'threshold pyproject.toml tool.coverage.report.fail_under 90 0',
        'measured-code pyproject.toml tool.coverage."report.fail_under"',
      ],
    ],
    [
      'an omit',
      'pyproject.toml',
      '',
      '[tool.coverage.run]\nomit = ["src/*"]\n',
      ['measured-code pyproject.toml tool.coverage.run.omit'],
    ],
    [
      'an omit by dotted keys',
      'pyproject.toml',
      '',
      'tool.coverage.run.omit = ["*"]\n',
      ['measured-code pyproject.toml tool.coverage.run.omit'],
    ],
    [
      'an omit in an inline table',
      'pyproject.toml',
      '',
      'tool = { coverage = { run = { omit = ["*"] } } }\n',
      ['measured-code pyproject.toml tool.coverage.run.omit'],
    ],
    [
      'an omit below a text that looks like a table',
      'pyproject.toml',
      '',
      '[tool.coverage.run]\nx = """\n[project]\n"""\nomit = ["*"]\n',
      ['measured-code pyproject.toml tool.coverage.run.x tool.coverage.run.omit'],
    ],
    [
      'an omit of .coveragerc',
      '.coveragerc',
      '[run]\n',
      '[run]\nomit =\n  src/*\n',
      ['measured-code .coveragerc run.omit'],
    ],
    [
      'an ignore in a long list',
      'pyproject.toml',
      '[tool.ruff.lint]\nignore = [\n"E501",\n]\n',
      '[tool.ruff.lint]\nignore = [\n"E501",\n"F401",\n]\n',
      ['tool-settings pyproject.toml tool.ruff.lint.ignore'],
    ],
    [
      'an override of mypy',
      'pyproject.toml',
      '',
      '[[tool.mypy.overrides]]\nmodule = "a"\nignore_errors = true\n',
      ['tool-settings pyproject.toml tool.mypy.overrides'],
    ],
    [
      'a skip of bandit',
      '.bandit',
      '[bandit]\n',
      '[bandit]\nskips = B101\n',
      ['tool-settings .bandit bandit.skips'],
    ],
    [
      'flake8 in setup.cfg',
      'setup.cfg',
      '[flake8]\n',
      '[flake8]\nextend-ignore = E\n',
      ['tool-settings setup.cfg flake8.extend-ignore'],
    ],
    [
      'pylint in setup.cfg',
      'setup.cfg',
      '',
      '[pylint.MESSAGES CONTROL]\ndisable = all\n',
      ['tool-settings setup.cfg pylint.MESSAGES CONTROL.disable'],
    ],
    [
      'mypy for one module',
      'setup.cfg',
      '',
      '[mypy-orders.*]\nignore_errors = True\n',
      ['tool-settings setup.cfg mypy-orders.*.ignore_errors'],
    ],
    [
      'pytest in setup.cfg',
      'setup.cfg',
      '',
      '[tool:pytest]\naddopts = -k nothing\n',
      ['tool-settings setup.cfg tool:pytest.addopts'],
    ],
    [
      'pyright',
      'pyrightconfig.json',
      '{}',
      '{"ignore":["src"]}',
      ['tool-settings pyrightconfig.json pyright'],
    ],
    [
      'a new file of a tool in a directory',
      'src/ruff.toml',
      undefined,
      'ignore = ["ALL"]\n',
      ['tool-settings src/ruff.toml ignore'],
    ],
    [
      'a file of a tool that goes',
      'mypy.ini',
      '[mypy]\nstrict = True\n',
      undefined,
      ['tool-settings mypy.ini mypy.strict'],
    ],
    [
      'a comment in the file of a tool',
      'mypy.ini',
      '[mypy]\n',
      '# x\n[mypy]\n',
      ['tool-settings mypy.ini'],
    ],
    [
      'a header behind blanks',
      'setup.cfg',
      '',
      '[metadata]\n  [coverage:run]\n  omit = *\n',
      ['tool-settings setup.cfg'],
    ],
    [
      'TOML that no tool can read',
      'pyproject.toml',
      '',
      '[tool',
      ['tool-settings pyproject.toml', 'not-shown pyproject.toml'],
    ],
    [
      'a version of the project',
      'pyproject.toml',
      '[project]\nversion = "1"\n',
      '[project]\nversion = "2"\n',
      [],
    ],
    ['a tool that is not of the gate', 'pyproject.toml', '', '[tool.commitizen]\nname = "x"\n', []],
    [
      'another order of tables',
      'pyproject.toml',
      '[tool.ruff]\na = 1\n[tool.mypy]\nb = 2\n',
      '[tool.mypy]\nb = 2\n[tool.ruff]\na = 1\n',
      [],
    ],
    ['metadata in setup.cfg', 'setup.cfg', '', '[metadata]\nname = x\n', []],
    [
      'a line that is too long to be read',
      'pyproject.toml',
      '',
      `x = "${'a'.repeat(3000)}"`,
      ['not-shown pyproject.toml'],
    ],
  ])('%s', (_name, path, before, after, expected) => {
    expect(settings(path, before, after)).toEqual(expected);
  });

  test('whose text could not be read are named', () => {
    expect(found([modified('pyproject.toml', '+x')])).toEqual(['not-shown pyproject.toml']);
    expect(filesToRead([modified('pyproject.toml'), modified('src/a.py')])).toEqual([
      'pyproject.toml',
    ]);
  });

  test('any value of any setting of a tool that differs is named, whatever else changes', () => {
    const key = fc.stringMatching(/^[a-z_]{1,8}$/);
    const table = fc.dictionary(key, fc.integer(), { maxKeys: 5 });
    const text = (own: object, other: object) =>
      [
        '[project]',
        ...Object.entries(other).map(([name, value]) => `${name} = ${String(value)}`),
        '[tool.ruff.lint]',
        ...Object.entries(own).map(([name, value]) => `${name} = ${String(value)}`),
      ].join('\n');
    fc.assert(
      fc.property(table, table, table, table, (before, after, a, b) => {
        const differs = [...Object.keys(before), ...Object.keys(after)].some(
          (name) => before[name] !== after[name],
        );
        expect(settings('pyproject.toml', text(before, a), text(after, b)).length > 0).toBe(
          differs,
        );
      }),
    );
  });
});

describe('Python code', () => {
  const patch = (...lines: readonly string[]) => ['@@ -1,9 +1,9 @@', ...lines].join('\n');
  const inFile = (path: string, ...lines: readonly string[]) =>
    found([modified(path, patch(...lines))]);
  test.each<[string, string, string]>([
    ['+import os  # noqa: F401', 'src/a.py', 'suppression src/a.py 1 noqa'],
    ['+#NOQA', 'src/a.py', 'suppression src/a.py 1 noqa'],
    ['+# ruff: noqa', 'src/a.py', 'suppression src/a.py 1 noqa'],
    ['+# flake8: noqa', 'src/a.py', 'suppression src/a.py 1 noqa'],
    ['+run(x, shell=True)  # nosec B602', 'src/a.py', 'suppression src/a.py 1 nosec'],
    ['+x = y  # type: ignore[attr]', 'src/a.py', 'suppression src/a.py 1 type: ignore'],
    ['+# mypy: ignore-errors', 'src/a.py', 'suppression src/a.py 1 mypy: …'],
    ['+# pyright: basic', 'src/a.py', 'suppression src/a.py 1 pyright: …'],
    ['+x = y  # ty: ignore', 'src/a.pyi', 'suppression src/a.pyi 1 ty: ignore'],
    ['+# pylint: disable=all', 'src/a.py', 'suppression src/a.py 1 pylint: disable'],
    ['+if x:  # pragma: no cover', 'src/a.py', 'suppression src/a.py 1 pragma: no cover'],
    ['+# fmt: off', 'src/a.py', 'suppression src/a.py 1 fmt: off'],
    ['+@pytest.mark.skip', 'tests/test_a.py', 'test-skipped tests/test_a.py 1'],
    ['+@pytest.mark.skipif(True, reason="x")', 'tests/test_a.py', 'test-skipped tests/test_a.py 1'],
    ['+@pytest.mark.xfail', 'tests/test_a.py', 'test-skipped tests/test_a.py 1'],
    ['+    pytest.skip("x")', 'tests/test_a.py', 'test-skipped tests/test_a.py 1'],
    ['+@unittest.skip("x")', 'tests/test_a.py', 'test-skipped tests/test_a.py 1'],
    ['+    self.skipTest("x")', 'tests/test_a.py', 'test-skipped tests/test_a.py 1'],
    ['+    @expectedFailure', 'tests/test_a.py', 'test-skipped tests/test_a.py 1'],
    ['+collect_ignore = ["test_a.py"]', 'conftest.py', 'test-skipped conftest.py 1'],
    ['+    pytest.exit("done", returncode=0)', 'tests/test_a.py', 'test-skipped tests/test_a.py 1'],
    ['+import os; os._exit(0)', 'src/a.py', 'test-skipped src/a.py 1'],
    ['+sys.exit(0)', 'tests/conftest.py', 'test-skipped tests/conftest.py 1'],
    ['+raise SystemExit', 'conftest.py', 'test-skipped conftest.py 1'],
    [
      '+def pytest_collection_modifyitems(items):',
      'tests/conftest.py',
      'test-skipped tests/conftest.py 1',
    ],
    ['-def test_total():', 'tests/test_a.py', 'test-removed tests/test_a.py test_total'],
    [
      '-    async def test_total(self):',
      'tests/test_a.py',
      'test-removed tests/test_a.py test_total',
    ],
    ['-    assert total() == 1', 'tests/test_a.py', 'assertion-removed tests/test_a.py'],
    ['-        self.assertEqual(1, 1)', 'tests/test_a.py', 'assertion-removed tests/test_a.py'],
  ])('%s', (line, path, expected) => {
    expect(inFile(path, line)).toEqual([expected]);
  });

  test.each<[string, readonly string[]]>([
    ['a suppression that is removed', ['-x = y  # noqa']],
    ['one that only moves or is indented', ['-x = y  # noqa', ' z', '+    x = y  # noqa']],
    ['one that was there', [' x = y  # noqa']],
    ['a word', ['+noqa = skipped = 1']],
    ['a program that ends', ['+sys.exit(main())']],
  ])('%s is none', (_name, lines) => {
    expect(inFile('src/a.py', ...lines)).toEqual([]);
  });

  test('a suppression on a line that is edited is named: it covers other code now', () => {
    expect(inFile('src/a.py', '-x = y  # noqa', '+x = eval(y)  # noqa')).toEqual([
      'suppression src/a.py 1 noqa',
    ]);
  });

  test('a test that is renamed is gone, one that moves to another file is not', () => {
    expect(inFile('tests/test_a.py', '-def test_a():', '+def _test_a():')).toEqual([
      'test-removed tests/test_a.py test_a',
    ]);
    const moved = [
      modified('tests/test_a.py', patch('-def test_a():', '-    assert f()')),
      modified('tests/test_b.py', patch('+def test_a():', '+    assert f()')),
    ];
    expect(found(moved)).toEqual(['assertion-removed tests/test_a.py']);
  });

  test.each([
    ['tests/test_a.py', 'tests/a.py', ['test-removed tests/test_a.py']],
    ['tests/a_test.py', 'tests/old/a.py.txt', ['test-removed tests/a_test.py']],
    ['app/tests.py', 'app/checks.py', ['test-removed app/tests.py']],
    ['tests/test_a.py', 'tests/unit/test_b.py', []],
    ['tests/helpers.py', 'tests/tools.py', []],
    ['src/a.py', 'src/b.py', []],
  ])('a file of tests that moves from %s to %s', (previousPath, path, expected) => {
    expect(found([{ path, previousPath, status: 'renamed', changes: 0 }])).toEqual(expected);
  });

  test('a test that moves to a file that no runner looks at is gone', () => {
    const moved = [
      modified('tests/test_a.py', patch('-def test_a():')),
      modified('tests/helpers.py', patch('+def test_a():')),
    ];
    expect(found(moved)).toEqual(['test-removed tests/test_a.py test_a']);
  });

  test('a file of tests that is deleted is named; a file of code is not', () => {
    expect(found([{ path: 'tests/test_a.py', status: 'removed', changes: 9 }])).toEqual([
      'test-removed tests/test_a.py',
    ]);
    expect(found([{ path: 'src/a.py', status: 'removed', changes: 9 }])).toEqual([]);
  });

  test('a file whose part of the diff GitHub leaves out is named', () => {
    expect(found([modified('src/a.py')])).toEqual(['not-shown src/a.py']);
    expect(found([modified('logo.png')])).toEqual([]);
  });
});

describe('dependencies', () => {
  test.each<[string, string, string | undefined, string | undefined, readonly string[]]>([
    [
      'an exact version that becomes a range',
      'requirements.txt',
      'a==1\n',
      'a>=1\n',
      ['unpinned requirements.txt a'],
    ],
    [
      'a second line without a version',
      'requirements.txt',
      'a==1\n',
      'a==1; python_version < "2"\na\n',
      ['unpinned requirements.txt a'],
    ],
    ['one that goes', 'requirements.txt', 'a==1\nb==2\n', 'b==2\n', []],
    ['a newer exact version', 'requirements/dev.txt', 'a==1\n', 'a==2\n', []],
    [
      'one that goes from a list of all',
      'constraints.txt',
      'a==1\nb==2\n',
      'b==2\n',
      ['unpinned constraints.txt a'],
    ],
    ['constraints that go', 'constraints.txt', 'a==1\n', undefined, ['unpinned constraints.txt a']],
    [
      'hashes that go',
      'requirements.txt',
      'a==1 --hash=sha256:00\n',
      'a==1\n',
      ['unpinned requirements.txt --hash'],
    ],
    [
      'one of the project',
      'pyproject.toml',
      '[project]\ndependencies = ["a==1"]\n',
      '[project]\ndependencies = ["a"]\n',
      ['unpinned pyproject.toml a'],
    ],
    [
      'one of a group',
      'pyproject.toml',
      '[dependency-groups]\ndev = ["A_b==1"]\n',
      '[dependency-groups]\ndev = ["a-b<2"]\n',
      ['unpinned pyproject.toml a-b'],
    ],
    ['a new file', 'requirements.txt', undefined, 'a\n', []],
  ])('%s', (_name, path, before, after, expected) => {
    expect(settings(path, before, after)).toEqual(expected);
  });

  test('a lock that is deleted', () => {
    expect(found([{ path: 'uv.lock', status: 'removed' }])).toEqual(['lock-removed uv.lock']);
  });
});
