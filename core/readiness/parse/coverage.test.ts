import { parseCoverageJson, parseCoverageXml } from './coverage';

const file = 'coverage';
const xml = (attributes: string, body = '') =>
  parseCoverageXml(`<coverage ${attributes}>${body}</coverage>`, file);
const classOf = (filename: string, ...hits: readonly string[]) =>
  `<class filename="${filename}"><lines>${hits.map((hit) => `<line number="1" hits="${hit}"/>`).join('')}</lines></class>`;
const json = (covered: unknown, total: unknown, files: object = {}) =>
  parseCoverageJson(
    JSON.stringify({ totals: { covered_lines: covered, num_statements: total }, files }),
    file,
  );
const missing = (count: unknown) => ({ summary: { missing_lines: count } });

describe('coverage.xml', () => {
  test('gives the lines of the whole and the files with the most uncovered lines', () => {
    const body = [
      classOf('src\\a.py', '0', '1', '0'),
      classOf('src/b.py', '2'),
      classOf('src/c.py', '0', '0', '0'),
      '<line hits="0"/>',
    ].join('');
    expect(xml('lines-covered="3" lines-valid="8"', body)).toEqual({
      ok: true,
      value: {
        linesCovered: 3,
        linesTotal: 8,
        branchesCovered: 0,
        branchesTotal: 0,
        worstFiles: [
          { path: 'src/c.py', uncovered: 3 },
          { path: 'src/a.py', uncovered: 2 },
        ],
      },
    });
  });

  test('a line outside of a class belongs to none', () => {
    const body = `${classOf('a.py', '0')}<line hits="0"/><other/>${classOf('b.py', '0')}`;
    expect(xml('lines-covered="0" lines-valid="2"', body)).toMatchObject({
      value: {
        worstFiles: [
          { path: 'a.py', uncovered: 1 },
          { path: 'b.py', uncovered: 1 },
        ],
      },
    });
  });

  test('a class without a file name is still counted', () => {
    expect(
      xml('lines-covered="0" lines-valid="1"', '<class><line hits="0"/></class>'),
    ).toMatchObject({ value: { worstFiles: [{ path: '?', uncovered: 1 }] } });
  });

  test.each([
    ['', 'nothing of nothing'],
    ['lines-covered="3"', '3 of nothing'],
    ['lines-valid="3"', 'nothing of 3'],
    ['lines-covered="4" lines-valid="3"', '4 of 3'],
    ['lines-covered="-1" lines-valid="3"', 'nothing of 3'],
    ['lines-covered="many" lines-valid="3"', 'nothing of 3'],
  ])('with the numbers %s is refused', (attributes, found) => {
    expect(xml(attributes)).toEqual({
      ok: false,
      problems: [
        {
          code: 'report-shape',
          file,
          message: 'the report gives no possible number of covered lines',
          found,
          allowed: 'covered lines from 0 to all lines',
        },
      ],
    });
  });

  test('of a file without a statement is complete, of no file it is empty', () => {
    const empty = 'lines-covered="0" lines-valid="0"';
    expect(xml(empty, classOf('src/__init__.py'))).toMatchObject({ value: { linesTotal: 0 } });
    expect(xml(empty)).toMatchObject({ problems: [{ code: 'report-empty' }] });
    expect(json(0, 0, { 'src/__init__.py': missing(0) }).ok).toBe(true);
    expect(json(0, 0)).toMatchObject({ problems: [{ code: 'report-empty' }] });
  });

  test('names its branches, where they were measured', () => {
    const attributes = 'lines-covered="4" lines-valid="4" branches-covered="1" branches-valid="2"';
    expect(xml(attributes)).toMatchObject({ value: { branchesCovered: 1, branchesTotal: 2 } });
    expect(
      xml('lines-covered="4" lines-valid="4" branches-covered="3" branches-valid="2"'),
    ).toMatchObject({
      problems: [{ code: 'report-shape', found: '3 of 2' }],
    });
  });

  test('of coverage.py 4, whose root has no totals, is counted', () => {
    const branch = '<line number="2" hits="1" branch="true" condition-coverage="50% (1/2)"/>';
    const body = `<class filename="a.py"><methods><method><lines><line hits="0"/></lines></method></methods><lines><line hits="1"/>${branch}<line hits="0"/></lines></class>`;
    expect(xml('line-rate="0.6667" version="4.5"', body)).toMatchObject({
      value: {
        linesCovered: 2,
        linesTotal: 3,
        branchesCovered: 1,
        branchesTotal: 2,
        worstFiles: [{ path: 'a.py', uncovered: 1 }],
      },
    });
  });

  test.each([
    ['3', '3'],
    ['0', '3'],
  ])('of %s of %s lines is accepted', (covered, total) => {
    expect(xml(`lines-covered="${covered}" lines-valid="${total}"`).ok).toBe(true);
  });

  test('of another form is refused by that', () => {
    expect(parseCoverageXml('<report/>', file)).toMatchObject({
      problems: [{ code: 'report-shape', message: 'the XML report is refused' }],
    });
  });
});

describe('coverage.json', () => {
  test('gives the lines of the whole and the files with the most uncovered lines', () => {
    const files = {
      'b.py': missing(2),
      'a.py': missing(2),
      'c.py': missing(5),
      'd.py': missing(0),
    };
    expect(json(3, 12, files)).toEqual({
      ok: true,
      value: {
        linesCovered: 3,
        linesTotal: 12,
        branchesCovered: 0,
        branchesTotal: 0,
        worstFiles: [
          { path: 'c.py', uncovered: 5 },
          { path: 'a.py', uncovered: 2 },
          { path: 'b.py', uncovered: 2 },
        ],
      },
    });
  });

  test('gives branches where they were measured', () => {
    const totals = { covered_lines: 4, num_statements: 4, covered_branches: 1, num_branches: 2 };
    const report = parseCoverageJson(JSON.stringify({ totals, files: {} }), file);
    expect(report).toMatchObject({ value: { branchesCovered: 1, branchesTotal: 2 } });
  });

  test('ten files are kept', () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`f${index}.py`, missing(index + 1)]),
    );
    const result = json(0, 100, files);
    if (!result.ok) throw new Error('refused');
    expect(result.value.worstFiles.map(({ uncovered }) => uncovered)).toEqual([
      ...[12, 11, 10, 9, 8, 7, 6, 5, 4, 3],
    ]);
  });

  test.each([
    [4, 3],
    [-1, 3],
  ])('of %d of %d lines is refused', (covered, total) => {
    expect(json(covered, total)).toMatchObject({ problems: [{ code: 'report-shape' }] });
  });

  test.each<[string, unknown, unknown, object]>([
    ['totals.covered_lines', '3', 4, {}],
    ['totals.num_statements', 3, null, {}],
    ['files', 3, 4, []],
    ['files.a.py.summary.missing_lines', 3, 4, { 'a.py': missing('2') }],
    ['files.a.py.summary', 3, 4, { 'a.py': {} }],
  ])('names %s when that is wrong', (path, covered, total, files) => {
    expect(json(covered, total, files)).toMatchObject({ ok: false, problems: [{ path }] });
  });
});

test('branches are counted where the root names no totals, whatever their number', () => {
  const line = (number: number, condition: string) =>
    `<line number="${number}" hits="1"${condition}/>`;
  const taken = ' branch="true" condition-coverage="50% (10/20)"';
  const body = `<class filename="a.py"><lines>${line(1, taken)}${line(2, '')}</lines></class>`;
  expect(xml('', body)).toMatchObject({
    value: { linesCovered: 2, linesTotal: 2, branchesCovered: 10, branchesTotal: 20 },
  });
});

test.each([
  ['lines-covered="3"', '3 of nothing'],
  ['lines-valid="3"', 'nothing of 3'],
])('a root that has only %s is refused, and nothing is counted instead', (attributes, found) => {
  expect(xml(attributes, classOf('a.py', '1'))).toMatchObject({
    ok: false,
    problems: [{ code: 'report-shape', found, allowed: 'covered lines from 0 to all lines' }],
  });
});

test('a class in a class ends nothing but itself', () => {
  const body = `<class filename="a.py">${classOf('b.py', '0')}</class>`;
  expect(xml('lines-covered="0" lines-valid="1"', body)).toMatchObject({
    ok: true,
    value: { worstFiles: [{ path: 'b.py', uncovered: 1 }] },
  });
});

test('an impossible number of branches is named, and so is what to do about no file', () => {
  const totals = { covered_lines: 1, num_statements: 1, covered_branches: 3, num_branches: 2 };
  const report = JSON.stringify({ totals, files: { 'a.py': missing(0) } });
  expect(parseCoverageJson(report, file)).toEqual({
    ok: false,
    problems: [
      {
        ...{ code: 'report-shape', file, found: '3 of 2' },
        message: 'the report gives no possible number of covered branches',
        allowed: 'covered branches from 0 to all branches',
      },
    ],
  });
  expect(json(0, 0)).toEqual({
    ok: false,
    problems: [
      {
        ...{ code: 'report-empty', file, message: 'the report measured no file' },
        remedy: 'name the directories with the code (--cov, or source in the configuration)',
      },
    ],
  });
});
