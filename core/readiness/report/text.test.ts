import { exampleDocument, troubledDocument } from './example-document';
import { renderText } from './text';

const documentation =
  'readme, license, changelog, contributing; 20 of 20 public objects with a docstring';

describe('the score for a terminal', () => {
  test('of a repository in trouble', () => {
    expect(renderText(troubledDocument).split('\n')).toEqual([
      'Release readiness: 77.6 % (Poor - Not ready for release)',
      '',
      '      28/40  CI pass rate             7 of 10 runs passed, 2 not counted (lost 12)',
      '   26.63/30  Test coverage            71 of 80 lines covered (88.7 %) (lost 3.38)',
      '      10/10  Static security analysis 0 high, 0 medium, 0 low',
      '        8/8  Known vulnerabilities    0 vulnerable packages',
      '        0/2  Dependency conflicts     no input (lost 2)',
      '        0/5  Linting                  5 findings (lost 5)',
      '        2/2  Formatting               0 unformatted files',
      '        1/1  Types                    0 type errors',
      `        2/2  Documentation            ${documentation}`,
      '',
      'The score of 77.6 % is below the threshold of 90 %.',
      'conflicts counts 0 of 2 points: pip-check.txt is missing.',
      '',
      'The cheapest way to the threshold (90 %):',
      '  - Cover 9 more lines by tests (+3.38)',
      '  - Fix the 5 lint findings (ruff check --fix .) (+5)',
      '  - Re-run a failed run of the branch, if its failure was flaky, or add 1 green run (+4)',
      '',
    ]);
  });

  test('has nothing to do where every point is won', () => {
    expect(renderText(exampleDocument).split('\n').slice(-4)).toEqual([
      expect.stringContaining('Documentation'),
      '',
      'The score of 100 % reaches the threshold of 90 %.',
      '',
    ]);
  });

  test('has no aim in the highest band, and names three things at most', () => {
    const lines = renderText({ ...troubledDocument, band: 'excellent', threshold: 70 }).split('\n');
    const title = lines.indexOf('What to fix first:');
    expect(lines.slice(title + 1)).toHaveLength(4);
    expect(lines.slice(title + 1, -1).every((one) => one.startsWith('  - '))).toBe(true);
  });

  test('has no aim where nothing leads to the band above', () => {
    const bands = { excellent: 100, good: 99.9, fair: 99.8 };
    const lines = troubledDocument.lines.slice(0, 2);
    expect(renderText({ ...troubledDocument, bands, lines })).toContain('What to fix first:');
  });

  test('prints nothing of foreign texts but what is printable', () => {
    const reasons = [{ code: 'x', text: `\u001b[31m${'x'.repeat(500)}` }];
    const [line] = renderText({ ...exampleDocument, reasons })
      .split('\n')
      .slice(-2);
    expect(line).toBe(`[31m${'x'.repeat(395)}…`);
  });
});
