import { findingsOf, judgedTools, reportOfTool, type JudgedTool } from './judged-tools';

const read = (tool: JudgedTool, text: string) =>
  findingsOf(tool, new Map([[reportOfTool(tool), new TextEncoder().encode(text)]]), '/p');
/** Findings in a few words. */
function shown(tool: JudgedTool, text: string) {
  const found = read(tool, text);
  return found.state === 'missing'
    ? 'missing'
    : found.value.map(({ file, line, rule }) => `${file}:${line} ${rule}`).join(', ');
}
const json = (value: unknown) => JSON.stringify(value);
const bandit = (severity: string) => ({
  ...{ filename: './src/a.py', line_number: 3, issue_severity: severity },
  ...{ issue_confidence: 'HIGH', issue_text: 'text', test_id: `B${severity}` },
});

test.each<[JudgedTool, string, string]>([
  [
    'ruff',
    json([{ code: 'F401', message: 'm', filename: '/p/src/a.py', location: { row: 2 } }]),
    'src/a.py:2 F401',
  ],
  ['flake8', './src/a.py:1:1: F401 unused\n', 'src/a.py:1 F401'],
  ['pylint', '', ''],
  [
    'black',
    'would reformat /p/src/a.py\nwould reformat b c.py\n\nOh no!\n2 files would be reformatted.\n',
    'src/a.py:1 format, b c.py:1 format',
  ],
  ['black', 'error: cannot format a.py: x\n1 file would fail to reformat.\n', 'missing'],
  [
    'ruff-format',
    'Would reformat: src/a.py\n1 file would be reformatted, 1 file already formatted\n',
    'src/a.py:1 format',
  ],
  [
    'ruff-format',
    'unformatted: File would be reformatted\n   --> src/a b.py:101:3\n  |\n  - x  =  1\n1 + x = 1\n  |\n\n1 file would be reformatted\n',
    'src/a b.py:1 format',
  ],
  // A diff names no file in that form: the number does not agree.
  ['ruff-format', '--- a.py\n+++ a.py\n1 file would be reformatted\n', 'missing'],
  [
    'mypy',
    'src/a.py:3: error: Bad  [misc]\nFound 1 error in 1 file (checked 2 source files)\n',
    'src/a.py:3 misc',
  ],
  [
    'pyright',
    '  /p/a.py:1:10 - error: Bad (reportFoo)\n1 error, 0 warnings, 0 informations\n',
    'a.py:1 reportFoo',
  ],
  ['ty', 'All checks passed!\n', ''],
  ['bandit', json({ errors: [], results: [bandit('MEDIUM'), bandit('HIGH')] }), 'src/a.py:3 BHIGH'],
  ['bandit', json({ errors: ['x'], results: [] }), 'missing'],
  [
    'pip-audit',
    json({
      dependencies: [
        {
          name: 'flask',
          version: '1.0',
          vulns: [{ id: 'PYSEC-1', fix_versions: ['2.0'], aliases: ['CVE-1'] }],
        },
      ],
    }),
    'flask:1 PYSEC-1',
  ],
  [
    'pip-check',
    'Checked 2 packages\nFound 1 incompatibility\nThe package `a` requires `b<2`, but `3` is installed\n',
    'a:1 conflict',
  ],
  ['pip-check', 'a 1.0 requires b, which is not installed.\n', 'a:1 conflict'],
])('%s: %j', (tool, text, expected) => {
  expect(shown(tool, text)).toBe(expected);
});

test('an audit knows every id of a vulnerability', () => {
  const found = read(
    'cve',
    json([
      {
        name: 'flask',
        version: '1.0',
        vulns: [{ id: 'GHSA-1', fix_versions: [], aliases: ['CVE-1'] }],
      },
    ]),
  );
  expect(found).toMatchObject({ value: [{ ids: ['GHSA-1', 'CVE-1'] }] });
});

test('more findings than are read are no result', () => {
  const one = { code: 'F401', message: 'm', filename: 'a.py', location: { row: 1 } };
  expect(read('ruff', json(Array.from({ length: 20_001 }, () => one)))).toEqual({
    state: 'missing',
    reason: 'ruff.json names 20000 of 20001 findings',
  });
});

test('a report that is not there is no result', () => {
  for (const tool of judgedTools) {
    expect(findingsOf(tool, new Map())).toEqual({
      state: 'missing',
      reason: `${reportOfTool(tool)} is missing`,
    });
  }
});
