import { emptyHistory, type History } from '../history';
import { exampleDocument, troubledDocument, troubledHistory } from './example-document';
import { renderFleet, type FleetMember } from './html-fleet';

const good: History = { ...emptyHistory, document: exampleDocument };
const named = (repository: string, value: number, more: Partial<History> = {}): History => ({
  ...good,
  document: { ...exampleDocument, repository, value },
  ...more,
});
const of = (...histories: readonly History[]) =>
  renderFleet(histories.map((history) => ({ history })));
const summary = (page: string) => /<p>([^<]* repositories.*?)<\/p>/.exec(page)?.[1];
const rows = (page: string): readonly (readonly string[])[] =>
  [...page.matchAll(/<tr>(.*?)<\/tr>/g)]
    .slice(1)
    .map(([, row = '']) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell = '']) => cell));
const bands = (page: string) =>
  [...page.matchAll(/<b>(\d+)<\/b><div class="bar"[^>]*><span style="width:([\d.]+%)"/g)].map(
    ([, count, width]) => [count, width],
  );

test('the summary counts, averages and names those without a score', () => {
  expect(summary(of())).toBe('0 repositories; 0 below the threshold.');
  expect(summary(of(good, good))).toBe(
    '2 repositories, 100&nbsp;% on average; 0 below the threshold.',
  );
  expect(summary(of(good, troubledHistory, emptyHistory))).toBe(
    '2 repositories, 88.8&nbsp;% on average; 1 below the threshold; 1 without any score yet.',
  );
});

test.each([
  [90, 0],
  [89.9, 1],
])('a score of %d counts %d times as below the threshold', (value, below) => {
  expect(summary(of(named('a/b', value)))).toContain(`; ${below} below the threshold`);
});

test('the bands are counted with their share', () => {
  expect(bands(of())).toEqual([
    ['0', '0%'],
    ['0', '0%'],
    ['0', '0%'],
    ['0', '0%'],
  ]);
  expect(bands(of(good, good, troubledHistory, named('a/b', 91)))).toEqual([
    ['3', '75%'],
    ['0', '0%'],
    ['0', '0%'],
    ['1', '25%'],
  ]);
});

test('those in need stand first, those of one score by their name', () => {
  const members = [named('a/z', 90), named('a/y', 95), named('a/a', 90), named('a/x', 60)];
  for (const page of [of(...members), of(...[...members].reverse())])
    expect(rows(page).map(([name]) => name)).toEqual(['a/x', 'a/a', 'a/z', 'a/y']);
});

test('each repository has its score, trend, metrics and gaps', () => {
  const waiver = (days: number) => ({
    ...{ what: 'F401 of ruff in src', why: 'old', owner: '@ada' },
    until: new Date(Date.parse(exampleDocument.generatedAt) + days * 86_400_000)
      .toISOString()
      .slice(0, 10),
  });
  const exceptions = {
    modes: { lint: 'new', types: 'warn', tests: 'enforce' } as const,
    waivers: [waiver(-1), waiver(7), waiver(8)],
    wrong: 0,
  };
  const owners = ['@acme/checkout', 'ada@example.com', '<b>'];
  const guardLevel = 'owned';
  const members: readonly FleetMember[] = [
    { history: troubledHistory, page: 'acme/"orders"/index.html' },
    { history: { ...good, document: { ...exampleDocument, exceptions, owners, guardLevel } } },
  ];

  const [first, second] = rows(renderFleet(members));
  expect(first).toEqual([
    '<a href="acme/&quot;orders&quot;/index.html">acme/orders-service</a>',
    '<strong class="poor">77.6 %</strong>',
    'poor',
    'not known',
    'not known',
    'conflicts',
    '-4.5',
    expect.stringContaining('aria-label="acme/orders-service: from 92 to 77.6 percent"'),
    '70 %',
    '2',
    '1',
    '0',
    '',
    'not known',
    '',
  ]);
  expect(second).toEqual([
    'acme/orders-service',
    '<strong class="excellent">100 %</strong>',
    'excellent',
    '@acme/checkout ada@example.com &lt;b&gt;',
    'owned',
    '',
    '',
    '',
    'not known',
    'not known',
    '0',
    '2 (1 ending, 1 ended)',
    'lint new, types warn',
    'not known',
    '',
  ]);
  expect(troubledDocument.lines.filter(({ state }) => state === 'missing')).toHaveLength(1);
});

test('a repository that cannot be seen any more says since when', () => {
  const unseen = { why: 'archived', text: 'archived', since: '2026-01-20T09:00:00.000Z' };
  const [row] = rows(of({ ...troubledHistory, unseen }));
  expect(row?.[5]).toBe('not seen since 2026-01-20, conflicts');
});

test('a repository that nobody owns as a whole says so', () => {
  const [row] = rows(of({ ...good, document: { ...exampleDocument, owners: [] } }));
  expect(row?.[3]).toBe('none');
});

test('columns of text are not squeezed', () => {
  const [, row = ''] = /<tbody><tr>(.*?)<\/tr>/.exec(of(good)) ?? [];
  const kinds = [...row.matchAll(/<td(?: class="(\w+)")?>/g)].map(([, kind]) => kind);
  expect(kinds.flatMap((kind, index) => (kind === 'wide' ? [index] : []))).toEqual([3, 5, 12]);
});

test('the columns of numbers are marked as such', () => {
  const heads = [
    ...of(good).matchAll(/<th scope="col"( class="\w+")?><button type="button">([^<]+)</g),
  ];
  expect(heads.filter(([, kind]) => kind === ' class="number"').map(([, , head]) => head)).toEqual([
    'score',
    '7 days',
    'CI pass rate',
    'security issues',
    'flaky tests',
    'waivers',
    'security posture',
    'posture, 7 days',
  ]);
});
