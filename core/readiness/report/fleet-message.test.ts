import { emptyHistory, type History } from '../history';
import { exampleDocument, troubledDocument } from './example-document';
import { fleetMessage, type FleetNews } from './fleet-message';
import { slackLimits } from './slack-message';

const now = '2026-02-09T09:30:00.000Z';
const daysAgo = (days: number): string =>
  new Date(Date.parse(now) - days * 86_400_000).toISOString();

/** A repository whose score went through `scores`, one for each number of days ago. */
function repository(
  name: string,
  scores: Readonly<Record<number, number>>,
  more: Partial<History> = {},
): History {
  const points = Object.entries(scores)
    .map(([days, score]) => ({ at: daysAgo(Number(days)), commit: 'a', score, metrics: {} }))
    .sort((one, other) => (one.at < other.at ? -1 : 1));
  const value = points.at(-1)?.score ?? 100;
  const document = { ...exampleDocument, repository: `acme/${name}`, value, generatedAt: now };
  return { ...emptyHistory, document, points, ...more };
}

const read = (news: Partial<FleetNews>) => {
  const { text, blocks } = fleetMessage({
    ...{ stack: 'prod', histories: [], days: 7, now, pageUrl: 'https://pages.example/' },
    ...news,
  });
  const sections = blocks.flatMap((block) =>
    block.type === 'section' ? [block.text?.text ?? ''] : [],
  );
  return { text, blocks, sections };
};

test('the first line counts, averages and says since when', () => {
  const [overview] = read({
    histories: [
      repository('a', { 8: 90, 1: 96 }),
      repository('b', { 8: 94, 1: 92 }),
      repository('new', { 1: 70 }),
      repository('lost', { 8: 10, 1: 20 }, { unseen: { why: 'gone', text: 'gone', since: now } }),
      emptyHistory,
    ],
  }).sections;
  expect(overview).toBe(
    '*86 %* on average of 3 repositories · +2 in 7 days · 1 below their threshold · 1 that cannot be seen · ' +
      '1 without a score · 0 security issues · 0 flaky tests · as of 2026-02-09',
  );
});

test('without a score there is nothing to average', () => {
  const { text, sections } = read({ histories: [emptyHistory] });
  expect(text).toBe('Weekly readiness: stack prod');
  expect(sections).toEqual([
    '0 below their threshold · 1 without a score · 0 security issues · 0 flaky tests · as of 2026-02-09',
  ]);
});

test('who moved is named with the change, the largest first, by the days that are looked at', () => {
  const histories = [
    repository('a', { 20: 70, 8: 90, 1: 96 }),
    repository('b', { 20: 99, 8: 99, 1: 92 }),
    repository('c', { 8: 95, 1: 92.5 }),
    repository('still', { 8: 95, 1: 95 }),
  ];
  expect(read({ histories }).sections.slice(1)).toEqual([
    '*Got worse*\n• `acme/b` -7, from 99 % to 92 %\n• `acme/c` -2.5, from 95 % to 92.5 %',
    '*Got better*\n• `acme/a` +6, from 90 % to 96 %',
  ]);
  const monthly = read({ histories, days: 30 });
  expect(monthly.text).toBe('Monthly readiness: stack prod');
  expect(monthly.sections.at(-1)).toBe('*Got better*\n• `acme/a` +26, from 70 % to 96 %');
});

test('repositories below the threshold are listed lowest first, each with what helps most', () => {
  const troubled = (name: string, value: number): History => ({
    ...emptyHistory,
    document: { ...troubledDocument, repository: `acme/${name}`, value },
  });
  const [, list] = read({ histories: [troubled('a', 77.6), troubled('b', 40)] }).sections;
  expect(list).toBe(
    '*Have to act*\n' +
      '• `acme/b` 40 %, below 90 %: Cover 9 more lines by tests (+3.38)\n' +
      '• `acme/a` 77.6 %, below 90 %: Cover 9 more lines by tests (+3.38)',
  );
});

test('a score at the threshold has nothing to do', () => {
  expect(read({ histories: [repository('a', { 1: 90 })] }).sections).toHaveLength(1);
});

test('overrides of the time are counted, older ones are not', () => {
  const override = (at: string) => ({ pullRequest: 1, by: 'ada', at, reason: 'hotfix' });
  const histories = [
    repository('a', { 1: 95 }, { overrides: [override(daysAgo(1)), override(daysAgo(2))] }),
    repository('b', { 1: 95 }, { overrides: [override(daysAgo(20))] }),
  ];
  expect(read({ histories }).sections.at(-1)).toBe(
    '*Passed by an override*\n• `acme/a` 2 pull requests',
  );
  expect(read({ histories, days: 30 }).sections.at(-1)).toContain('`acme/b` 1 pull request');
});

test('missing inputs are named, and waivers counted, first those that end', () => {
  const waiver = (days: number) => ({
    ...{ what: 'F401 of ruff in src', why: 'old', owner: '@ada' },
    until: daysAgo(-days).slice(0, 10),
  });
  const waiving = (name: string, ...days: readonly number[]): History => {
    const own = repository(name, { 1: 95 });
    const exceptions = { modes: {}, waivers: days.map(waiver), wrong: 0 };
    return { ...own, ...(own.document && { document: { ...own.document, exceptions } }) };
  };
  const document = { ...troubledDocument, repository: 'acme/c', value: 95 };
  const histories = [
    ...[waiving('a', 30), waiving('b', 30, 3, -1), repository('none', { 1: 95 })],
    { ...emptyHistory, document },
  ];
  expect(read({ histories }).sections.slice(1)).toEqual([
    '*Missing inputs*\n• `acme/c` conflicts',
    '*Waivers*\n• `acme/b` 2 (1 ending, 1 ended)\n• `acme/a` 1',
  ]);
});

test('a thousand repositories fit into one message, which names five of a kind', () => {
  const histories = Array.from({ length: 1000 }, (_, index) =>
    repository(`service-${'x'.repeat(90)}-${index}`, { 8: 95, 1: 50 }),
  );
  const { blocks, sections } = read({ histories });
  expect(blocks.length).toBeLessThanOrEqual(50);
  for (const text of sections) expect(text.length).toBeLessThanOrEqual(slackLimits.section);
  expect(sections[2]?.split('\n').at(-1)).toBe('and 995 more');
});

test('what repositories are called cannot link or mention', () => {
  const { blocks } = read({ stack: '<!channel>', histories: [repository('<!here>', { 1: 5 })] });
  expect(JSON.stringify(blocks.slice(1))).not.toContain('<!');
});
