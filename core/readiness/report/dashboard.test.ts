import { exampleObservation } from '../example-observation';
import { conclusions } from '../facts';
import { emptyHistory, type History } from '../history';
import { renderDashboard } from './dashboard';
import { renderSummary } from './summary';
import {
  exampleDocument,
  troubledDocument,
  predictable,
  troubledHistory,
} from './example-document';

/** Lines below a heading, without the empty ones. */
function part(title: string, history: History = troubledHistory, document = troubledDocument) {
  const text = renderDashboard(history, document);
  const found = text.split(/^## /m).find((one) => one.startsWith(title));
  return found
    ?.split('\n')
    .slice(1)
    .filter((line) => line !== '');
}

test('the head names the repository, the verdict, the branch and the commit', () => {
  expect(renderDashboard(troubledHistory, troubledDocument).split('\n').slice(0, 7)).toEqual([
    '# Release readiness of `acme/orders-service`',
    '',
    '## ❌ 77.6 %',
    '',
    'Poor - Not ready for release · below the threshold of 90 %. Branch `main`, commit `aaaaaaaaaaaa`.',
    '',
    '| | measured | points | of |',
  ]);
});

test.each([
  [90, 'reaches'],
  [89.9, 'below'],
  [90.1, 'reaches'],
])('a score of %d is shown as %s the threshold, whatever the gate decided', (value, word) => {
  const document = { ...exampleDocument, value, passed: false };
  expect(renderDashboard(troubledHistory, document)).toContain(` · ${word} the threshold of 90 %.`);
});

test('the trend has a line of all scores and its changes', () => {
  expect(part('Trend over 90 days')).toEqual([
    '`█▃▁` 77.6 to 92 % · -4.5 in 7 days · -14.4 in 30 days · -14.4 in 90 days',
  ]);
});

test('the health has each metric as it is now, and a line where there are two values', () => {
  expect(part('CI health')).toEqual([
    '| metric | now | trend |',
    '| --- | ---: | --- |',
    '| CI pass rate | 70 % | `█▃▁` 70 to 100 % |',
    '| Green without a retry | 60 % |  |',
    '| Average build time | 312 s |  |',
    '| Cache hit rate | 90 % |  |',
    '| Test coverage | 88.7 % | `▅▄▄` 88.7 to 91 % |',
    '| Security issues | 2 |  |',
    '| Flaky tests | 1 | |',
  ]);
  const { metrics: _metrics, ...unknown } = { ...troubledHistory, points: [], observations: [] };
  expect(part('CI health', unknown)).toEqual([
    '| metric | now | trend |',
    '| --- | ---: | --- |',
    '| CI pass rate | not known |  |',
    '| Green without a retry | not known |  |',
    '| Average build time | not known |  |',
    '| Cache hit rate | not known |  |',
    '| Test coverage | not known |  |',
    '| Security issues | not known |  |',
    '| Flaky tests | 0 | |',
  ]);
});

test('a line of values of any size is drawn against their range, also where all are 0', () => {
  const points = (values: readonly number[]): History['points'] =>
    values.map((buildSeconds, index) => ({
      ...{ at: `2026-01-${10 + index}T09:00:00Z`, commit: 'c', score: 1 },
      metrics: { buildSeconds },
    }));
  const row = (values: readonly number[]) =>
    part('CI health', { ...troubledHistory, points: points(values) })?.[4];
  expect(row([600, 300, 0])).toBe('| Average build time | 312 s | `█▅▁` 0 to 600 s |');
  expect(row([600])).toBe('| Average build time | 312 s |  |');
  expect(row([0, 0])).toBe('| Average build time | 312 s | `▅▅` 0 s |');
});

describe('flaky tests', () => {
  test('are listed with their rate and its range; without enough runs there is no prediction', () => {
    expect(part('Flaky tests')).toEqual([
      'Seen in 4 runs of the tests, each attempt, environment and pull request by itself; the range holds the true rate with 95 % confidence. No prediction: the past ones were no better than a simple guess, or there were too few runs.',
      '| test | flaked | range | last seen (UTC) | next run |',
      '| --- | ---: | ---: | --- | ---: |',
      '| `tests.test_api::test_slow` | 2 (50 %) | 15 % to 85 % | 2026-02-01 (newest run) |  |',
    ]);
  });

  test('have a prediction where the past ones were good', () => {
    const lines = part('Flaky tests', { ...troubledHistory, observations: predictable });
    expect(lines?.[0]).toMatch(
      /^Seen in 120 runs of the tests, .* The next run is predicted by (a model of this history|the rate in the recent runs)\. How its last \d+ predictions turned out \(predicted → happened\): .*\d+ % → \d+ %; mean squared error 0\.\d\d\d, of the base rate 0\.\d\d\d\.$/,
    );
    expect(lines?.find((line) => line.includes('`late`'))).toMatch(
      /\| 2026-01-05 \(newest run\) \| [6789]\d % \|$/,
    );
    expect(lines?.find((line) => line.includes('`early`'))).toMatch(
      /\| 2026-01-03 \(50 runs ago\) \| \d % \|$/,
    );
  });

  test('are marked where they are end-to-end checks, whose runs are counted by themselves', () => {
    const { rerun: _rerun, failed: _failed, details: _details, ...seen } = exampleObservation(9);
    const check = {
      ...{ ...seen, kind: 'end-to-end' as const, environment: 'staging' },
      ...{ rerun: ['health (staging)'], failed: [] },
    };
    const lines = part('Flaky tests', {
      ...troubledHistory,
      observations: [...troubledHistory.observations, check],
    });
    expect(lines?.[0]).toMatch(
      /^Seen in 4 runs of the tests, .* by itself, and 1 run of end-to-end checks; /,
    );
    expect(lines).toContain(
      '| `health (staging)` end-to-end | 1 (100 %) | 21 % to 100 % | 2026-01-01 (newest run) |  |',
    );
  });

  test('predict a check by the runs of its deployment alone', () => {
    const staging = { kind: 'end-to-end', environment: 'staging' } as const;
    const checks = predictable.map((one) => ({ ...one, ...staging }));
    const lines = part('Flaky tests', { ...troubledHistory, observations: checks });
    expect(lines?.[0]).toMatch(
      /^Seen in 0 runs of the tests, .* and 120 runs of end-to-end checks/,
    );
    expect(lines?.find((line) => line.includes('`late`'))).toMatch(/\| [6789]\d % \|$/);
  });

  test('are ten at most, and have no heading where there is none', () => {
    const rerun = Array.from({ length: 12 }, (_, index) => `t${index}`);
    const observations = troubledHistory.observations.map((one) => ({ ...one, rerun }));
    expect(part('Flaky tests', { ...troubledHistory, observations })).toHaveLength(13);
    expect(part('Flaky tests', { ...troubledHistory, observations: [] })).toBeUndefined();
  });
});

describe('recent runs', () => {
  test('are listed newest first, with a link and how they ended', () => {
    const address = 'https://github.com/acme/orders-service/actions/runs';
    const runs = [...troubledHistory.runs].reverse();
    expect(part('Recent runs', { ...troubledHistory, runs })).toEqual([
      '| run | started (UTC) | commit | attempts |',
      '| --- | --- | --- | ---: |',
      `| ❌ [12](${address}/12) | \`2026-02-01T12:00:00Z\` | \`bbbbbbbbbbbb\` | 2 |`,
      `| ✅ [11](${address}/11) | \`2026-02-01T11:00:00Z\` | \`bbbbbbbbbbbb\` | 1 |`,
      `| ⚪ [10](${address}/10) | \`2026-02-01T10:00:00Z\` | \`bbbbbbbbbbbb\` | 1 |`,
      `| ⚪ [9](${address}/9) | \`2026-02-01T09:00:00Z\` | \`bbbbbbbbbbbb\` | 1 |`,
    ]);
  });

  const [one] = troubledHistory.runs;
  const rowOf = (change: Partial<NonNullable<typeof one>>) =>
    one === undefined
      ? undefined
      : part('Recent runs', { ...troubledHistory, runs: [{ ...one, ...change }] })?.[2];

  test.each(conclusions)('one that ended with %s has its mark', (conclusion) => {
    const marks: Readonly<Record<string, string>> = {
      success: '✅',
      failure: '❌',
      timed_out: '❌',
      startup_failure: '❌',
    };
    expect(rowOf({ conclusion })).toContain(`| ${marks[conclusion] ?? '⚪'} [12](`);
  });

  test.each([
    ['http://ghe.example:8443/acme/o/actions/runs/12', true],
    ['javascript:alert(1)', false],
    ['https://a.example/)[x](https://b.example', false],
    ['https://a.example/ "x"', false],
    ['x https://a.example/', false],
    ['https://', false],
  ])('%s is linked to: %s', (url, isLink) => {
    expect(rowOf({ url })).toContain(isLink ? `❌ [12](${url}) |` : '❌ 12 |');
  });

  test('are ten at most, and have no heading where there is none', () => {
    const runs = Array.from({ length: 12 }, (_, id) => ({ ...troubledHistory.runs[0], id }));
    expect(part('Recent runs', { ...troubledHistory, runs: runs as History['runs'] })).toHaveLength(
      12,
    );
    expect(part('Recent runs', { ...troubledHistory, runs: [] })).toBeUndefined();
  });
});

describe('overrides', () => {
  test('are listed newest first', () => {
    expect(part('Overrides')).toEqual([
      '| pull request | by | when (UTC) | why |',
      '| --- | --- | --- | --- |',
      '| #7 | `wren` | `2026-01-15T08:00:00Z` | `hotfix` |',
      '| #5 | `maya` | `2025-12-31T23:00:00Z` | `before the audited months` |',
    ]);
  });

  test('are ten at most, and have no heading where there is none', () => {
    const overrides = Array.from({ length: 12 }, (_, index) => ({
      ...{ pullRequest: index, by: 'maya', at: '2026-01-15T08:00:00Z', reason: 'why' },
    }));
    const lines = part('Overrides', { ...troubledHistory, overrides });
    expect(lines).toHaveLength(12);
    expect(lines?.[2]).toContain('#11');
    expect(part('Overrides', { ...troubledHistory, overrides: [] })).toBeUndefined();
  });
});

test('between the numbers and what to fix stands at most a note on old readings; what there is none of is left out', () => {
  const { history, now } = { history: emptyHistory, now: '2026-01-30T08:00:00.000Z' };
  const text = renderDashboard(history, exampleDocument);
  const [head = '', ...rest] = text.split('\n## ');
  expect(head.split('\n').slice(0, 2)).toEqual([
    '# Release readiness of `acme/orders-service`',
    '',
  ]);
  expect(rest.map((one) => one.split('\n')[0])).toEqual([
    '✅ 100 %',
    'Trend over 90 days',
    'CI health',
  ]);
  expect(text.split('\n').slice(-2)).toEqual(['| Flaky tests | 0 | |', '']);
  const note = 'Reports whose artifacts are no longer there count as they were read on 2026-01-30.';
  const noted = renderDashboard(history, { ...exampleDocument, readingsFrom: now });
  expect(noted.replace(`${note}\n\n`, '')).toBe(text);
  expect(noted).toContain(`\n\n${note}\n\n`);
  const summary = renderSummary(exampleDocument);
  const notedSummary = renderSummary({ ...exampleDocument, readingsFrom: now });
  expect(notedSummary.replace(`${note}\n\n`, '')).toBe(summary);
  expect(notedSummary).toContain(`\n\n${note}\n\n`);
});
