import { exampleDocument, troubledDocument, troubledHistory } from './example-document';
import { renderWeeklyTrend } from './weekly-trend';

const now = troubledDocument.generatedAt;
const lines = (text: string) => text.split('\n').filter((line) => line !== '');
const daysAgo = (days: number) => new Date(Date.parse(now) - days * 86_400_000).toISOString();
const point = (
  days: number,
  score: number,
  metrics: (typeof troubledHistory)['points'][number]['metrics'] = {},
) => ({ at: daysAgo(days), commit: 'c', score, metrics });

test('the week of a repository whose score moved', () => {
  const points = [
    point(8, 10, { passRate: 1 }),
    point(7, 90, { passRate: 100, buildSeconds: 300.04, coverage: 91, securityIssues: 2 }),
    point(3, 60.5, { passRate: 60 }),
    point(0, 77.6, { passRate: 70, buildSeconds: 312, coverage: 91, securityIssues: 0 }),
  ];
  const text = renderWeeklyTrend({ ...troubledHistory, points }, troubledDocument, now);
  expect(lines(text)).toEqual([
    '# Readiness of `acme/orders-service`, week 2026-W05',
    'Now 77.6 %; between 60.5 % and 90 % in seven days. `█▁▅`',
    '| metric | first in the week | now | change |',
    '| --- | ---: | ---: | ---: |',
    '| CI pass rate | 100 % | 70 % | -30 |',
    '| Green without a retry | not known | 60 % |  |',
    '| Average build time | 300.04 s | 312 s | +12 |',
    '| Cache hit rate | not known | 90 % |  |',
    '| Test coverage | 91 % | 91 % | ±0 |',
    '| Security issues | 2 | 0 | -2 |',
    '## Tests that flaked',
    '- `tests.test_api::test_slow`: 2 of 4 runs, last seen 2026-02-01',
  ]);
});

test('the only point of a week says nothing about its beginning', () => {
  const points = [point(20, 90, { passRate: 100 }), point(1, 77.6, { passRate: 70 })];
  const text = renderWeeklyTrend({ ...troubledHistory, points }, troubledDocument, now);
  expect(lines(text)[1]).toBe('Now 77.6 %; nothing else in seven days. `▅`');
  expect(lines(text)).toContain('| CI pass rate | not known | 70 % |  |');
});

test('a metric that is no longer measured has no change', () => {
  const points = [point(3, 90, { passRate: 100 }), point(1, 77.6, {})];
  const { metrics: _metrics, ...history } = { ...troubledHistory, points };
  expect(lines(renderWeeklyTrend(history, troubledDocument, now))).toContain(
    '| CI pass rate | 100 % | not known |  |',
  );
});

test('a week without a point says that nothing changed, and what is known now', () => {
  const points = [point(20, 100)];
  const history = { ...troubledHistory, points, observations: [] };
  expect(lines(renderWeeklyTrend(history, exampleDocument, now))).toEqual([
    '# Readiness of `acme/orders-service`, week 2026-W05',
    'The score did not change in seven days: 100 %.',
    '| metric | first in the week | now | change |',
    '| --- | ---: | ---: | ---: |',
    '| CI pass rate | not known | 70 % |  |',
    '| Green without a retry | not known | 60 % |  |',
    '| Average build time | not known | 312 s |  |',
    '| Cache hit rate | not known | 90 % |  |',
    '| Test coverage | not known | 88.7 % |  |',
    '| Security issues | not known | 2 |  |',
    'No test flaked.',
  ]);
  const { metrics: _metrics, ...rest } = history;
  expect(renderWeeklyTrend(rest, exampleDocument, now)).toContain(
    '| CI pass rate | not known | not known |  |',
  );
});

test('only what flaked in these seven days is listed, ten tests at most', () => {
  const observation = (run: number, days: number, rerun: string[]) => ({
    ...{ run, attempt: 1, commit: `c${run}`, at: daysAgo(days) },
    rerun,
    tests: 9,
    failed: [],
  });
  const many = Array.from({ length: 12 }, (_, index) => `t${String(index).padStart(2, '0')}`);
  const observations = [observation(1, 8, ['old']), observation(2, 6, many)];
  const text = renderWeeklyTrend({ ...troubledHistory, observations }, troubledDocument, now);
  const listed = lines(text).filter((line) => line.startsWith('- '));
  expect(listed).toHaveLength(10);
  expect(listed[0]).toBe(`- \`t00\`: 1 of 1 run, last seen ${daysAgo(6).slice(0, 10)}`);
  expect(text).not.toContain('old');
});
