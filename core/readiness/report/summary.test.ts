import { exampleDocument, troubledDocument } from './example-document';
import { renderSummary } from './summary';

describe('the summary of the job', () => {
  test('of a repository in trouble', () => {
    const lines = renderSummary(troubledDocument).split('\n');
    expect(lines.slice(0, 5)).toEqual([
      '## ❌ Release readiness: 77.6 %',
      '',
      'Poor - Not ready for release; **below the threshold of 90 %**; -4.5 against the base branch (82.1 %).',
      '',
      '| | measured | points | of |',
    ]);
    const details = lines.indexOf('<details><summary>How each number came about</summary>');
    expect(lines.slice(details + 1, details + 9)).toEqual([
      '',
      '| line | inputs | formula | lost |',
      '| --- | --- | --- | ---: |',
      '| CI pass rate | 7 of 10 runs passed, 2 not counted | 40 × passed ÷ counted, of the last 10 completed runs | 12 |',
      '| Test coverage | 71 of 80 lines covered (88.7 %) | 30 × covered ÷ total lines | 3.38 |',
      '| Static security analysis | 0 high, 0 medium, 0 low | 10 × (50 − 30 × high − 8 × medium − 1 × low) ÷ 50, at least 0 |  |',
      '| Known vulnerabilities | 0 vulnerable packages | 8 × (40 − 20 × vulnerable packages) ÷ 40, at least 0 |  |',
      '| Dependency conflicts | ⚠️ missing | 2 × (10 − 5 × conflicts) ÷ 10, at least 0 | 2 |',
    ]);
    expect(lines.slice(details + 13)).toEqual([
      '',
      '</details>',
      '',
      '**Verdict**',
      '',
      '- `The score of 77.6 % is below the threshold of 90 %.`',
      '- `conflicts counts 0 of 2 points: pip-check.txt is missing.`',
      '',
      '**Passed only after a re-run**',
      '',
      '- `tests.test_api::test_slow` (2 re-runs)',
      '',
    ]);
    expect(lines).toContain('1. Cover 9 more lines by tests (+3.38 points)');
  });

  test('names no flaky test where there is none', () => {
    expect(renderSummary(exampleDocument).split('\n').slice(-4)).toEqual([
      '**Verdict**',
      '',
      '- `The score of 100 % reaches the threshold of 90 %.`',
      '',
    ]);
  });
});

test('the summary of a pull request names the tests that turned', () => {
  const change = {
    newlyFailing: { count: 1, first: ['a::b'] },
    fixed: { count: 0, first: [] },
    flaky: 0,
  };
  expect(renderSummary({ ...exampleDocument, change })).toContain(
    '**Newly failing tests**\n\n- `a::b`\n',
  );
});
