import { exampleDocument, troubledDocument } from './example-document';
import { renderExplanation } from './explanation';

describe('the whole calculation', () => {
  test('of a repository in trouble', () => {
    const text = renderExplanation(troubledDocument);
    expect(text.split('\n').slice(0, 20)).toEqual([
      'acme/orders-service, main, aaaaaaaaaaaa: 77.6 % (Poor - Not ready for release)',
      '',
      'CI pass rate: 28 of 40 points',
      '  CI pass rate: 28 of 40, lost 12',
      '    inputs   7 of 10 runs passed, 2 not counted',
      '    formula  40 × passed ÷ counted, of the last 10 completed runs',
      '',
      'Test coverage: 26.63 of 30 points',
      '  Test coverage: 26.63 of 30, lost 3.38',
      '    inputs   71 of 80 lines covered (88.7 %)',
      '    formula  30 × covered ÷ total lines',
      '',
      'Security: 18 of 20 points',
      '  Static security analysis: 10 of 10, lost 0',
      '    inputs   0 high, 0 medium, 0 low',
      '    formula  10 × (50 − 30 × high − 8 × medium − 1 × low) ÷ 50, at least 0',
      '  Known vulnerabilities: 8 of 8, lost 0',
      '    inputs   0 vulnerable packages',
      '    formula  8 × (40 − 20 × vulnerable packages) ÷ 40, at least 0',
      '  Dependency conflicts: 0 of 2, lost 2',
    ]);
    expect(text).toContain('    inputs   none: pip-check.txt is missing\n');
    const lines = text.split('\n');
    const way = lines.indexOf('The cheapest way to the threshold (90 %):');
    expect(lines.slice(way + 1, way + 6)).toEqual([
      '  - Cover 9 more lines by tests (+3.38)',
      '  - Fix the 5 lint findings (ruff check --fix .) (+5)',
      '  - Re-run a failed run of the branch, if its failure was flaky, or add 1 green run (+4)',
      '',
      'Everything that would give points back, most for the effort first:',
    ]);
    expect(lines.slice(way + 6).map((one) => /\(\+[\d.]+\)$/.exec(one)?.[0])).toEqual([
      '(+5)',
      '(+3.38)',
      '(+2)',
      '(+12)',
      undefined,
    ]);
  });

  test('of a faultless one ends with the highest band', () => {
    expect(renderExplanation(exampleDocument).split('\n').slice(-3)).toEqual([
      '',
      'The highest band is reached.',
      '',
    ]);
  });

  test('says so where it is not known why an input is missing', () => {
    const lines = troubledDocument.lines.map(({ reason: _reason, ...line }) => line);
    expect(renderExplanation({ ...troubledDocument, lines })).toContain('none: not known');
  });

  test('of a component of one point says point', () => {
    const lines = exampleDocument.lines.map((line) =>
      line.id === 'pass-rate' ? { ...line, maximum: 1, points: 1 } : line,
    );
    expect(renderExplanation({ ...exampleDocument, lines })).toContain(
      'CI pass rate: 1 of 1 point\n',
    );
  });
});
