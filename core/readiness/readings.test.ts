import type { ReportFacts } from './facts';
import { readReports, reportNames } from './readings';

/** A good report of each name, and the reading it becomes. */
const good: Readonly<Record<(typeof reportNames)[number], string>> = {
  'ruff.json': '[{"code":"F401","message":"m","filename":"/checkout/p/a.py","location":{"row":1}}]',
  'black.txt': '1 file would be left unchanged.',
  'mypy.txt': 'Success: no issues found in 8 source files',
  'flake8.txt': 'a.py:9:1: E501 long',
  'pylint.txt': 'Your code has been rated at 10.00/10',
  'ruff-format.txt': '7 files would be reformatted',
  'pyright.txt': '0 errors, 0 warnings, 0 informations',
  'ty.txt': 'All checks passed!',
  'coverage.xml': '<coverage lines-covered="1" lines-valid="4"/>',
  'coverage.json': '{"totals":{"covered_lines":3,"num_statements":4},"files":{}}',
  'junit.xml': '<testsuite/>',
  'bandit.json': JSON.stringify({
    errors: [],
    results: [
      {
        filename: '/checkout/p/a.py',
        line_number: 1,
        issue_severity: 'HIGH',
        issue_confidence: 'HIGH',
        issue_text: 'm',
        test_id: 'B602',
      },
    ],
  }),
  'pip-audit.json': '{"dependencies":[]}',
  'cve.json': '{"dependencies":[]}',
  'not-audited.txt': '',
  'pip-check.txt': 'No broken requirements found.',
  'outdated.json': '[]',
  'mcp.json': '{"tools":[]}',
  'caches.json': '[]',
};
const bytes = (text: string) => Buffer.from(text);
const files = (names: readonly string[], change: Readonly<Record<string, string>> = {}) =>
  new Map(
    names.map((name) => [name, bytes(change[name] ?? good[name as keyof typeof good])] as const),
  );
const place = { file: 'a.py', line: 1, message: 'm' };

test('every report is read by its name', () => {
  expect(readReports(files(reportNames), '/checkout/p')).toEqual({
    coverage: {
      state: 'known',
      value: {
        linesCovered: 3,
        linesTotal: 4,
        branchesCovered: 0,
        branchesTotal: 0,
        worstFiles: [],
      },
    },
    tests: { state: 'known', value: { cases: [] } },
    lint: {
      state: 'known',
      value: { count: 1, first: [{ ...place, rule: 'F401' }], tool: 'ruff' },
    },
    format: { state: 'known', value: { count: 0, tool: 'black' } },
    types: { state: 'known', value: { count: 0, first: [], tool: 'mypy' } },
    codeScan: {
      state: 'known',
      value: { high: 1, medium: 0, low: 0, first: [{ ...place, rule: 'B602' }] },
    },
    vulnerabilities: {
      state: 'known',
      value: { packages: [], audited: 0, skipped: 0, skippedNames: [] },
    },
    conflicts: { state: 'known', value: { count: 0 } },
    outdated: { state: 'known', value: { count: 0 } },
    mcp: { state: 'known', value: { tools: 0, failed: 0 } },
    caches: { state: 'known', value: { lookups: 0, hits: 0 } },
  });
});

const readings: readonly (readonly [string, keyof ReturnType<typeof readReports>])[] = [
  ['junit.xml', 'tests'],
  ['bandit.json', 'codeScan'],
  ['pip-check.txt', 'conflicts'],
  ['outdated.json', 'outdated'],
  ['mcp.json', 'mcp'],
  ['caches.json', 'caches'],
];

test.each(readings)(
  'without %s, or with one that cannot be read, %s is missing and says so',
  (name, key) => {
    const others = reportNames.filter((one) => one !== name);
    expect(readReports(files(others))[key]).toEqual({
      state: 'missing',
      reason: `${name} is missing`,
    });
    const broken = readReports(files(reportNames, { [name]: '' }))[key];
    expect(broken).toMatchObject({ state: 'missing' });
    expect(broken.state === 'missing' && broken.reason.startsWith(`${name}: `)).toBe(true);
  },
);

test.each<[string, 'lint' | 'format' | 'types', number]>([
  ['ruff.json', 'lint', 1],
  ['flake8.txt', 'lint', 1],
  ['pylint.txt', 'lint', 0],
  ['black.txt', 'format', 0],
  ['ruff-format.txt', 'format', 7],
  ['mypy.txt', 'types', 0],
  ['pyright.txt', 'types', 0],
  ['ty.txt', 'types', 0],
])('%s alone is what %s is read from', (name, key, count) => {
  expect(readReports(files([name]))[key]).toMatchObject({ state: 'known', value: { count } });
  expect(readReports(files([name], { [name]: 'Traceback' }))[key]).toMatchObject({
    state: 'missing',
    reason: expect.stringMatching(new RegExp(`^${name}: `)) as unknown,
  });
});

test.each([
  ['lint', 'ruff.json'],
  ['format', 'black.txt'],
  ['types', 'mypy.txt'],
] as const)('without any report of %s the usual one is missing', (key, name) => {
  expect(readReports(files([]))[key]).toEqual({ state: 'missing', reason: `${name} is missing` });
});

describe('vulnerabilities', () => {
  const vulnerable = (name: string) =>
    `{"dependencies":[{"name":"${name}","version":"1","vulns":[{"id":"A","fix_versions":[]}]}]}`;
  const names = (change: Readonly<Record<string, string>>) => {
    const { vulnerabilities } = readReports(files(Object.keys(change), change));
    return vulnerabilities.state === 'missing'
      ? vulnerabilities.reason
      : vulnerabilities.value.packages.map(({ name }) => name);
  };

  test('are those that either database knows', () => {
    const both = { 'pip-audit.json': vulnerable('a'), 'cve.json': vulnerable('b') };
    expect(names(both)).toEqual(['a', 'b']);
    expect(names({ 'cve.json': vulnerable('b') })).toEqual(['b']);
    expect(names({ ...both, 'cve.json': '' })).toEqual(['a']);
  });

  test('name what was not handed to either database', () => {
    const { vulnerabilities } = readReports(
      files(['pip-audit.json', 'not-audited.txt'], {
        'pip-audit.json': vulnerable('a'),
        'not-audited.txt': 'mylib\n',
      }),
    );
    expect(vulnerabilities).toMatchObject({ value: { skipped: 1, skippedNames: ['mylib'] } });
  });

  test('are missing where nothing could be looked up', () => {
    expect(names({ 'pip-audit.json': good['pip-audit.json'], 'not-audited.txt': 'a\nb\n' })).toBe(
      'none of the 2 packages could be looked up',
    );
    expect(names({ 'not-audited.txt': 'mylib\n' })).toBe('pip-audit.json is missing');
  });

  test('are missing where neither answered, for the reason of the first', () => {
    expect(names({})).toBe('pip-audit.json is missing');
    expect(names({ 'pip-audit.json': '', 'cve.json': '' })).toMatch(/^pip-audit\.json: /);
  });
});

test('what an incomplete check found is kept beside the reason', () => {
  const text = 'a.py:1: error: Bad\nFound 1 error in 1 file (errors prevented further checking)\n';
  expect(readReports(files(['mypy.txt'], { 'mypy.txt': text })).types).toMatchObject({
    state: 'missing',
    partial: { count: 1 },
  });
});

describe('coverage', () => {
  const coverage = (names: readonly string[], change: Readonly<Record<string, string>> = {}) =>
    readReports(files(names, change)).coverage;
  const known = (linesCovered: number): ReportFacts['coverage'] => ({
    state: 'known',
    value: { linesCovered, linesTotal: 4, branchesCovered: 0, branchesTotal: 0, worstFiles: [] },
  });
  const both = ['coverage.json', 'coverage.xml'];

  test('is read from either form, from JSON where both are there', () => {
    expect(coverage(both)).toEqual(known(3));
    expect(coverage(['coverage.json'])).toEqual(known(3));
    expect(coverage(['coverage.xml'])).toEqual(known(1));
  });

  test('is read from XML where the JSON is not readable', () => {
    expect(coverage(both, { 'coverage.json': '{' })).toEqual(known(1));
  });

  test('is missing with the reason of the form that is there', () => {
    const reason = (names: readonly string[], change: Readonly<Record<string, string>> = {}) => {
      const reading = coverage(names, change);
      return reading.state === 'missing' ? reading.reason : undefined;
    };
    expect(reason([])).toBe('coverage.json is missing');
    expect(reason(['coverage.json'], { 'coverage.json': '{' })).toMatch(/^coverage\.json: /);
    expect(reason(both, { 'coverage.json': '{', 'coverage.xml': '<' })).toMatch(/^coverage\.xml: /);
  });
});

test('a report that was too large to be taken is missing, with its size', () => {
  const reading = readReports(new Map([['ruff.json', { oversize: 99_000_000 }]])).lint;
  expect(reading).toMatchObject({
    state: 'missing',
    reason: expect.stringContaining('99000000 bytes') as unknown,
  });
});

test('several problems of one report are named one after the other', () => {
  const reading = readReports(files(['outdated.json'], { 'outdated.json': '[{}]' })).outdated;
  expect(reading.state === 'missing' && reading.reason.split('; ').length).toBeGreaterThan(1);
});
