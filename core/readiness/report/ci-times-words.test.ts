import { timeText } from '../amounts';
import { exampleRun } from '../example-facts';
import type { RunFact } from '../facts';
import type { CiChange } from '../ci-times';
import { emptyHistory, type History } from '../history';
import { ciChangeText, ciNews, shownSeries } from './ci-times-words';
import { renderDashboard } from './dashboard';
import { exampleDocument as document } from './example-document';
import { renderHtmlDashboard } from './html-dashboard';
import { digestMessage } from './slack-message';
import { renderWeeklyTrend } from './weekly-trend';

const since = { ...exampleRun(21), commit: 'abcdef1234'.padEnd(40, '0') };
const change = (parts: Partial<CiChange>): CiChange => ({
  ...{ measure: { of: 'run' }, before: 480, after: 660, since, found: since },
  ...parts,
});

test.each<[Partial<CiChange>, string]>([
  [{}, 'CI is 3 min slower since <abcdef1> (2026-01-05): 11 min instead of 8 min'],
  [
    { before: 660, after: 480 },
    'CI is 3 min faster since <abcdef1> (2026-01-05): 8 min instead of 11 min',
  ],
  [
    { measure: { of: 'job', job: 'Test (3.12)' }, before: 40, after: 65 },
    'The job <Test (3.12)> is 25 s slower since <abcdef1> (2026-01-05): 1 min 5 s instead of 40 s',
  ],
  [
    { measure: { of: 'queue' }, before: 5, after: 95 },
    'Jobs wait 1 min 30 s longer for a runner since <abcdef1> (2026-01-05): 1 min 35 s instead of 5 s',
  ],
  [
    { measure: { of: 'queue' }, before: 95, after: 5 },
    'Jobs wait 1 min 30 s less for a runner since <abcdef1> (2026-01-05): 5 s instead of 1 min 35 s',
  ],
  [
    { measure: { of: 'caches' }, before: 100, after: 40 },
    'Caches hit less often since <abcdef1> (2026-01-05): 40 % instead of 100 %',
  ],
  [
    { measure: { of: 'caches' }, before: 40, after: 100 },
    'Caches hit more often since <abcdef1> (2026-01-05): 100 % instead of 40 %',
  ],
])('%j', (parts, text) => {
  expect(ciChangeText(change(parts), (name) => `<${name}>`)).toBe(text);
});

test.each([
  [0.4, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [61, '1 min 1 s'],
  [300, '5 min'],
  [3_600, '60 min'],
  [7_200, '2 h'],
  [7_260, '2 h 1 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(timeText(seconds)).toBe(text);
});

/** Twenty runs of eight minutes and, from the day of the document's week on, five of eleven. */
const job = 'Test <img> & `more`';
const runs: readonly RunFact[] = Array.from({ length: 25 }, (_, index) => ({
  ...exampleRun(index),
  commit: `${String(index).padStart(2, '0')}abcde`.padEnd(40, '0'),
  startedAt: new Date(Date.parse('2026-01-12T00:00:00Z') + index * 86_400_000).toISOString(),
  completedAt: new Date(Date.parse('2026-01-12T01:00:00Z') + index * 86_400_000).toISOString(),
  seconds: (index < 20 ? 480 : 660) + (index % 3),
  queuedSeconds: 3,
  jobs: [
    {
      name: job,
      conclusion: 'success',
      attempt: 1,
      seconds: (index < 20 ? 470 : 650) + (index % 3),
    },
  ],
}));
const history: History = {
  ...emptyHistory,
  document,
  runs: runs.map((run) => ({ ...run, jobs: [...run.jobs] })),
};
const slower = 'CI is 3 min slower since';

test('the pages say since when CI is slower, and escape the names of jobs', () => {
  const markdown = renderDashboard(history, document);
  expect(markdown).toContain(`- ${slower} \`20abcde\` (2026-02-01): 11 min instead of 8 min\n`);
  expect(markdown).toContain("| `Test <img> & 'more'` | 11 min | `▁");
  const page = renderHtmlDashboard(history, document);
  expect(page).toContain(`<li>${slower} 20abcde (2026-02-01): 11 min instead of 8 min</li>`);
  expect(page).toContain('Test &lt;img&gt; &amp; `more`</span><b>11 min</b><svg');
});

test('digest and weekly page name what was found in the week before, and no older change', () => {
  const found = '2026-02-04T00:00:00.000Z';
  const later = '2026-02-12T00:00:00.000Z';
  const digest = (now: string): string =>
    JSON.stringify(digestMessage(history, document, now, 'https://example.com'));
  for (const text of [digest(found), renderWeeklyTrend(history, document, found)]) {
    expect(text).toContain('Times of the pipeline');
    expect(text).toContain(slower);
  }
  for (const text of [digest(later), renderWeeklyTrend(history, document, later)]) {
    expect(text).not.toContain(slower);
  }
  expect(ciNews(history.runs, found, (name) => name)).toHaveLength(2);
});

test('nothing is shown before there are two green runs', () => {
  const one = { ...history, runs: history.runs.slice(0, 1) };
  expect(shownSeries(one.runs)).toEqual([]);
  expect(renderDashboard(one, document)).not.toContain('Times of the pipeline');
  expect(renderHtmlDashboard(one, document)).not.toContain('Times of the pipeline');
});
