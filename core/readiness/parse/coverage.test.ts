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

  test.each([
    ['0', '0'],
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
        worstFiles: [
          { path: 'c.py', uncovered: 5 },
          { path: 'a.py', uncovered: 2 },
          { path: 'b.py', uncovered: 2 },
        ],
      },
    });
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
