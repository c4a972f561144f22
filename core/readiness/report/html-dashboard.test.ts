import type { History } from '../history';
import type { ReadinessDocument } from './document';
import {
  exampleDocument,
  troubledDocument,
  predictable,
  troubledHistory,
} from './example-document';
import { sparkLine } from './html/chart';
import { table } from './html/parts';
import { renderHtmlDashboard } from './html-dashboard';

/** A section of the page by its heading: its text without tags, cell by cell. */
function part(title: string, history = troubledHistory, document = troubledDocument) {
  const text = renderHtmlDashboard(history, document);
  const found = text.split('<section>').find((one) => one.startsWith(`<h2>${title}</h2>`));
  return found?.slice(0, found.indexOf('</section>'));
}
const bodyRows = (text: string | undefined): readonly (readonly string[])[] =>
  [...(text ?? '').matchAll(/<tr>(.*?)<\/tr>/g)]
    .slice(1)
    .map(([, row = '']) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell = '']) => cell));
const plain = (html: string) => html.replaceAll('&nbsp;', ' ').replace(/<[^>]*>/g, '');
const at = (moment: string) =>
  `<time datetime="${moment}">${moment.slice(0, 16).replace('T', ' ')}</time>`;

describe('the head', () => {
  const head = (history: History, document: ReadinessDocument) =>
    plain(/<header.*?<\/header>/s.exec(renderHtmlDashboard(history, document))?.[0] ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');

  test('has score, band, verdict, the change of a week, branch, commit and time', () => {
    expect(head(troubledHistory, troubledDocument)).toEqual([
      '77.6 %',
      'Release readiness of acme/orders-service',
      'Poor - Not ready for release · below the threshold of 90 % · -4.5 in seven days',
      'Branch main, commit aaaaaaaaaaaa, 2026-02-01 09:00 UTC',
    ]);
    const page = renderHtmlDashboard(troubledHistory, troubledDocument);
    expect(page).toContain('<div class="score poor">');
    expect(page).toContain('<time datetime="2026-02-01T09:00:00.000Z">');
  });

  test.each([
    [90, 'reaches'],
    [89.9, 'below'],
  ])('of a score of %d says %s, and no change without points', (value, word) => {
    const lines = head({ ...troubledHistory, points: [] }, { ...exampleDocument, value });
    expect(lines[2]).toBe(`Excellent - Ship it! · ${word} the threshold of 90 %`);
  });
});

describe('the trend', () => {
  test('names its changes and what the picture shows, and has the numbers, newest first', () => {
    const text = part('Trend over 90 days');
    expect(text).toContain(
      '<p class="soft">-4.5 in 7 days · -14.4 in 30 days · -14.4 in 90 days</p>',
    );
    expect(text).toContain(
      'aria-label="Readiness score over 90 days: between 77.6 and 92 percent, now 77.6; threshold 90"',
    );
    const commit = `<code>${'a'.repeat(12)}</code>`;
    expect(bodyRows(text)).toEqual([
      [at('2026-02-01T09:00:00.000Z'), commit, '77.6 %'],
      [at('2026-01-20T09:00:00.000Z'), commit, '82.1 %'],
      [at('2025-12-20T09:00:00.000Z'), commit, '92 %'],
    ]);
    expect([...(text ?? '').matchAll(/<circle/g)]).toHaveLength(3);
    // 43 days are 678 units: the oldest point is at the left end, the newest at the right one, that of 12 days ago 189.2 before it.
    expect(text).toContain('<circle cx="34"');
    expect(text).toContain('<circle cx="712"');
    expect(text).toContain('<circle cx="522.8"');
  });

  test('of a first look is a line across its chart, and no bar at an edge', () => {
    const points = troubledHistory.points.slice(-1);
    const text = part('Trend over 90 days', { ...troubledHistory, points });
    expect(text).toContain('<path d="M34,51.7L712,51.7L712,51.7" fill="none"');
  });

  test('without a point says so', () => {
    const text = part('Trend over 90 days', { ...troubledHistory, points: [] });
    expect(text).toContain('aria-label="Readiness score: no point yet"');
    expect(bodyRows(text)).toEqual([]);
  });

  test('lists 60 numbers at most', () => {
    const points = Array.from({ length: 70 }, (_, index) => ({
      ...{ at: new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString() },
      ...{ commit: 'c', score: index, metrics: {} },
    }));
    const rows = bodyRows(part('Trend over 90 days', { ...troubledHistory, points }));
    expect(rows).toHaveLength(60);
    expect(rows[0]?.[2]).toBe('69 %');
  });
});

test('each line has its inputs, points and share, below its component', () => {
  const rows = bodyRows(part('Where the points are'));
  expect(
    rows.map((row) => row.slice(0, 4).map((cell) => cell.replaceAll(/<[^>]*>/g, '|'))),
  ).toEqual([
    ['CI pass rate', '7 of 10 runs passed, 2 not counted', '28', '40'],
    ['Test coverage', '71 of 80 lines covered (88.7 %)', '26.63', '30'],
    ['Static security analysis||Security|', '0 high, 0 medium, 0 low', '10', '10'],
    ['Known vulnerabilities||Security|', '0 vulnerable packages', '8', '8'],
    ['Dependency conflicts||Security|', '|no input|', '0', '2'],
    ['Linting||Code quality|', '5 findings', '0', '5'],
    ['Formatting||Code quality|', '0 unformatted files', '2', '2'],
    ['Types||Code quality|', '0 type errors', '1', '1'],
    [
      'Documentation||Code quality|',
      'readme, license, changelog, contributing; 20 of 20 public objects with a docstring',
      ...['2', '2'],
    ],
  ]);
  expect(rows.map((row) => /width:([\d.]+%)/.exec(row[4] ?? '')?.[1])).toEqual([
    ...['70%', '88.8%', '100%', '100%', '0%', '0%', '100%', '100%', '100%'],
  ]);
  const weightless = troubledDocument.lines.map((line) => ({ ...line, points: 0, maximum: 0 }));
  const empty = bodyRows(
    part('Where the points are', troubledHistory, { ...troubledDocument, lines: weightless }),
  );
  expect(empty.every((row) => row[4]?.includes('width:0%'))).toBe(true);
});

describe('what to do', () => {
  test('is the cheapest way to the threshold, and what is missing', () => {
    expect(plain(part('The cheapest way to the threshold (90 %)') ?? '').split('\n')).toEqual([
      'The cheapest way to the threshold (90 %)Cover 9 more lines by tests (+3.38 points)Fix the 5 lint findings (ruff check --fix .) (+5 points)Re-run a failed run of the branch, if its failure was flaky, or add 1 green run (+4 points)',
      'Inputs that are missing, and count nothing:conflicts: pip-check.txt is missing',
    ]);
    const lines = troubledDocument.lines.map(({ reason: _reason, ...line }) => line);
    const document = { ...troubledDocument, lines };
    expect(part('The cheapest way to the threshold (90 %)', troubledHistory, document)).toContain(
      '<li>conflicts: no input</li>',
    );
  });

  test('is nothing where every point is won', () => {
    expect(part('What to fix first', troubledHistory, exampleDocument)).toBe(
      '<h2>What to fix first</h2><p>Nothing to fix: every point is won.</p>',
    );
  });

  test('has no aim in the highest band, and names five things at most', () => {
    const lines = troubledDocument.lines.map((line) => ({
      ...line,
      ...{ state: 'missing' as const, points: 0, measures: {} },
    }));
    const document = { ...troubledDocument, band: 'excellent' as const, threshold: 70, lines };
    const [list = ''] = part('What to fix first', troubledHistory, document)?.split('\n') ?? [];
    expect([...list.matchAll(/<li>/g)]).toHaveLength(5);
  });

  test('has no aim where nothing leads to the band above', () => {
    const bands = { excellent: 100, good: 99.9, fair: 99.8 };
    const lines = troubledDocument.lines.slice(0, 2);
    const document = { ...troubledDocument, bands, lines };
    expect(part('What to fix first', troubledHistory, document)).toContain('<ol><li>');
  });
});

test('the health has a card for each metric, with a line where there are two values', () => {
  const cards = (history: History) =>
    (part('CI health', history)?.split('<div class="card">').slice(1) ?? []).map((card) => [
      plain(card.replace('<b>', ': ')),
      /aria-label="([^"]*)"/.exec(card)?.[1],
    ]);
  expect(cards(troubledHistory)).toEqual([
    ['CI pass rate: 70 %70 to 100', 'CI pass rate: from 100 to 70'],
    ['Green without a retry: 60 %', undefined],
    ['Average build time: 312 s', undefined],
    ['Cache hit rate: 90 %', undefined],
    ['Test coverage: 88.7 %88.7 to 91', 'Test coverage: from 91 to 88.7'],
    ['Security issues: 2', undefined],
  ]);
  const { metrics: _metrics, ...unknown } = { ...troubledHistory, points: [] };
  expect(cards(unknown).map(([text]) => text)).toEqual([
    'CI pass rate: not known',
    'Green without a retry: not known',
    'Average build time: not known',
    'Cache hit rate: not known',
    'Test coverage: not known',
    'Security issues: not known',
  ]);
});

describe('flaky tests', () => {
  test('have their rate, its range and no prediction without enough runs', () => {
    const text = part('Flaky tests');
    expect(text).toContain(
      '<p class="soft">Seen in 4 runs of the tests, each attempt, environment and pull request by itself; the range holds the true rate with 95 % confidence. No prediction: the past ones were no better than a simple guess, or there were too few runs.</p>',
    );
    expect(bodyRows(text)).toEqual([
      [
        '<code>tests.test_api::test_slow</code>',
        '2 (50 %)',
        '15 % to 85 %',
        expect.stringContaining('<circle cx="60"'),
        '2026-02-01 (newest run)',
        '<span class="soft">no prediction</span>',
      ],
    ]);
  });

  test('have a prediction where the past ones were good', () => {
    const rows = bodyRows(part('Flaky tests', { ...troubledHistory, observations: predictable }));
    expect(rows.find(([name]) => name?.includes('late'))?.[5]).toMatch(/^[6789]\d %$/);
    expect(rows.find(([name]) => name?.includes('early'))?.slice(4)).toEqual([
      '2026-01-03 (50 runs ago)',
      expect.stringMatching(/^\d %$/),
    ]);
  });

  test('are fifteen at most, and have no section where there is none', () => {
    const rerun = Array.from({ length: 17 }, (_, index) => `t${index}`);
    const observations = troubledHistory.observations.map((one) => ({ ...one, rerun }));
    expect(bodyRows(part('Flaky tests', { ...troubledHistory, observations }))).toHaveLength(15);
    expect(part('Flaky tests', { ...troubledHistory, observations: [] })).toBeUndefined();
  });
});

describe('recent runs', () => {
  test('are listed newest first, with a link where the address is one', () => {
    const address = 'https://github.com/acme/orders-service/actions/runs';
    const runs = [...troubledHistory.runs]
      .reverse()
      .map((run) => (run.id === 11 ? { ...run, url: 'javascript:alert(1)' } : run));
    const commit = `<code>${'b'.repeat(12)}</code>`;
    expect(bodyRows(part('Recent runs', { ...troubledHistory, runs }))).toEqual([
      [`<a href="${address}/12">12</a>`, 'failure', at('2026-02-01T12:00:00Z'), commit, '2'],
      ['11', 'success', at('2026-02-01T11:00:00Z'), commit, '1'],
      [`<a href="${address}/10">10</a>`, 'cancelled', at('2026-02-01T10:00:00Z'), commit, '1'],
      [`<a href="${address}/9">9</a>`, 'running', at('2026-02-01T09:00:00Z'), commit, '1'],
    ]);
  });

  test('are fifteen at most, and have no section where there is none', () => {
    const [one] = troubledHistory.runs;
    if (one === undefined) throw new Error('no run');
    const runs = Array.from({ length: 17 }, (_, id) => ({ ...one, id }));
    expect(bodyRows(part('Recent runs', { ...troubledHistory, runs }))).toHaveLength(15);
    expect(part('Recent runs', { ...troubledHistory, runs: [] })).toBeUndefined();
  });
});

describe('overrides', () => {
  test('are listed newest first', () => {
    expect(bodyRows(part('Overrides'))).toEqual([
      ['#7', 'wren', at('2026-01-15T08:00:00Z'), 'hotfix'],
      ['#5', 'maya', at('2025-12-31T23:00:00Z'), 'before the audited months'],
    ]);
  });

  test('are fifteen at most, and have no section where there is none', () => {
    const overrides = Array.from({ length: 17 }, (_, index) => ({
      ...{ pullRequest: index, by: 'maya', at: '2026-01-15T08:00:00Z', reason: 'why' },
    }));
    const rows = bodyRows(part('Overrides', { ...troubledHistory, overrides }));
    expect(rows).toHaveLength(15);
    expect(rows[0]?.[0]).toBe('#16');
    expect(part('Overrides', { ...troubledHistory, overrides: [] })).toBeUndefined();
  });
});

test('a table marks its numbers, its first column and its empty heads', () => {
  expect(
    table('A <caption>', ['a', '', 'c'], [['1', '<b>2</b>', '3']], [2], { first: 'name' }),
  ).toBe(
    [
      '<div class="scroll" tabindex="0" role="region" aria-label="A &lt;caption&gt;"><table><caption>A &lt;caption&gt;</caption>',
      '<thead><tr><th scope="col" class="name">a</th><td></td><th scope="col" class="number">c</th></tr></thead>',
      '<tbody><tr><td class="name">1</td><td><b>2</b></td><td class="number">3</td></tr></tbody>',
      '</table></div>',
    ].join(''),
  );
  expect(
    table(
      'x',
      ['a', 'b'],
      [
        ['1', '2'],
        ['3', '4'],
      ],
      [1],
    ),
  ).toContain('<thead><tr><th scope="col">a</th><th scope="col" class="number">b</th>');
  expect(
    table(
      'x',
      ['a', 'b'],
      [
        ['1', '2'],
        ['3', '4'],
      ],
      [0],
    ),
  ).toContain(
    '<tbody><tr><td class="number">1</td><td>2</td></tr>\n<tr><td class="number">3</td><td>4</td></tr></tbody>',
  );
});

test.each([
  ['Trend over 90 days', [2], undefined],
  ['Where the points are', [2, 3], undefined],
  ['Flaky tests', [1, 2, 4], 'name'],
  ['Recent runs', [4], undefined],
  ['Overrides', [], undefined],
])('of %s the columns %j are numbers, and the first one is a %s', (title, numbers, first) => {
  const heads = [...(part(title)?.matchAll(/<th scope="col"(?: class="(\w+)")?>/g) ?? [])];
  const classes = heads.map(([, name]) => name);
  expect(classes.flatMap((name, index) => (name === 'number' ? [index] : []))).toEqual(numbers);
  expect(classes[0]).toBe(first);
});

test('a line without a point to win has an empty bar', () => {
  const lines = troubledDocument.lines.map((line) => ({ ...line, maximum: 0, points: 0 }));
  const text = part('Where the points are', troubledHistory, { ...troubledDocument, lines });
  expect(text).toContain('width:0%');
  expect(text).not.toContain('NaN');
});

test('the days of a short trend are named once each', () => {
  const points = [9, 15, 22, 27].map((hour) => ({
    ...{ at: new Date(Date.UTC(2026, 1, 1, hour)).toISOString() },
    ...{ commit: 'c', score: 90, metrics: {} },
  }));
  const text = part('Trend over 90 days', { ...troubledHistory, points });
  const marks = [...(text ?? '').matchAll(/text-anchor="\w+">([^<]+)</g)].map(([, date]) => date);
  expect(marks).toEqual([...new Set(marks)]);
});

test('a line of one value all through is a level one', () => {
  expect(sparkLine([5, 5], 'level')).toContain('<path d="M1,14L111,14"');
  expect(sparkLine([5, 5], 'level')).not.toContain('<small');
});
