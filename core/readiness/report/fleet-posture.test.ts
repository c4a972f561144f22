import { emptyHistory, type History } from '../history';
import { type KeptPosture } from '../posture';
import { renderDashboard } from './dashboard';
import { exampleDocument } from './example-document';
import { fleetMessage } from './fleet-message';
import { renderFleet } from './html-fleet';
import { renderHtmlDashboard } from './html-dashboard';
import { digestMessage } from './slack-message';
import { renderWeeklyTrend } from './weekly-trend';

const now = '2026-11-24T09:00:00Z';
const gain = (id: string, gained: number): KeptPosture['gains'][number] => ({
  ...{ id, check: id, what: `Do ${id}`, how: `\`set.${id}: true\``, gain: gained },
});
const posture: KeptPosture = {
  at: now,
  score: 5,
  checks: { 'Token-Permissions': 0, License: 10 },
  unknown: ['Webhooks'],
  gains: [gain('one', 2), gain('two', 1), gain('three', 0.5), gain('four', 0.1)],
  changes: [
    { check: 'Token-Permissions', from: 10, to: 0 },
    { check: 'License', from: 0, to: 10 },
  ],
  points: [
    { at: '2026-11-10T09:00:00Z', score: 6 },
    { at: '2026-11-17T09:00:00Z', score: 5.5 },
    { at: now, score: 5 },
  ],
};

const repository = (name: string, change: Partial<KeptPosture> = {}): History => ({
  ...emptyHistory,
  document: { ...exampleDocument, repository: `acme/${name}`, generatedAt: now },
  posture: { ...posture, ...change },
});
const unjudged: History = {
  ...emptyHistory,
  document: { ...exampleDocument, repository: 'acme/unjudged', generatedAt: now },
};

function sections(histories: readonly History[], days = 7): readonly string[] {
  const { blocks } = fleetMessage({ stack: 'prod', histories, days, now, pageUrl: 'https://p/' });
  return blocks.flatMap((one) => (one.type === 'section' ? [one.text?.text ?? ''] : []));
}
const sectionOf = (title: string, histories: readonly History[]): string | undefined =>
  sections(histories).find((text) => text.startsWith(`*${title}*`));

describe('the message about a fleet', () => {
  test('begins with the mean and its change over the days of the message', () => {
    const all = [repository('a'), repository('b', { score: 8 }), unjudged];
    expect(sections(all)[0]).toContain('security posture 6.5 of 10 (-0.5)');
    expect(sections(all, 30)[0]).toContain('security posture 6.5 of 10 (-1)');
    expect(sections([repository('a', { points: [] })])[0]).toContain('posture 5 of 10 ·');
    expect(sections([unjudged]).join()).not.toContain('posture');
  });

  test('names who is below the minimum, the lowest first, and what helps', () => {
    const all = [
      repository('high', { score: 6, minimum: 6 }),
      repository('low', { score: 5.9, minimum: 6 }),
      repository('lowest', { score: 1, minimum: 6, gains: [] }),
      repository('free', { score: 0 }),
    ];
    expect(sectionOf('Security posture below its minimum', all)).toBe(
      [
        '*Security posture below its minimum*',
        '• `acme/lowest` security posture 1 of 10, below 6',
        '• `acme/low` security posture 5.9 of 10, below 6: Do one (+2)',
      ].join('\n'),
    );
  });

  test('says which checks got worse and better', () => {
    const all = [repository('a'), repository('same', { changes: [] })];
    expect(sectionOf('Security posture got worse', all)).toBe(
      '*Security posture got worse*\n• `acme/a` Token-Permissions from 10 to 0',
    );
    expect(sectionOf('Security posture got better', all)).toBe(
      '*Security posture got better*\n• `acme/a` License from 0 to 10',
    );
  });

  test('ends with the three changes that would help most across the fleet', () => {
    const all = [repository('a'), repository('b', { gains: [gain('two', 3)] })];
    expect(sectionOf('Would help the security posture most', all)).toBe(
      [
        '*Would help the security posture most*',
        '• +2 Do two, in 2 of 2: `set.two: true`',
        '• +1 Do one, in 1 of 2: `set.one: true`',
        '• +0.3 Do three, in 1 of 2: `set.three: true`',
      ].join('\n'),
    );
    expect(sectionOf('Would help the security posture most', [unjudged])).toBeUndefined();
  });
});

test('the page of a fleet has a column for it, what would help and what moved', () => {
  const page = renderFleet([{ history: repository('a') }, { history: unjudged }]);
  expect(page).toContain('>security posture<');
  expect(page).toContain('<td class="number">5 of 10</td><td class="number">-0.5</td>');
  expect(page).toContain('<td class="number">not known</td><td class="number"></td>');
  expect(page).toContain('<p>5 of 10 on average of 1 repositories.</p>');
  expect(page).toContain('<li>+2 Do one, in 1 of 1: `set.one: true`</li>');
  expect(page).toContain('<li>acme/a: worse: Token-Permissions from 10 to 0</li>');
  expect(renderFleet([{ history: unjudged }])).not.toContain('<h2>Security posture</h2>');
});

const summary = '5 of 10 · -0.5 in 7 days · 1 check not known · as of 2026-11-24';

test.each([
  ['dashboard', renderDashboard],
  ['weekly trend', (history: History) => renderWeeklyTrend(history, exampleDocument, now)],
])('the %s of a repository says it in words', (_name, render) => {
  const text = render(repository('a'), exampleDocument);
  expect(text).toContain(
    [
      '## Security posture',
      '',
      `${summary}.`,
      '',
      '- worse: Token-Permissions from 10 to 0',
      '- better: License from 0 to 10',
      '',
      'What would help most:',
      '',
      '- +2 Do one: `set.one: true`',
      '- +1 Do two: `set.two: true`',
      '- +0.5 Do three: `set.three: true`',
      '',
    ].join('\n'),
  );
  expect(render(unjudged, exampleDocument)).not.toContain('posture');
});

test('the page of a repository has every check, and says what is not known', () => {
  const page = renderHtmlDashboard(repository('a'), exampleDocument);
  expect(page).toContain(`<p>${summary}</p>`);
  expect(page).toContain('<td>Token-Permissions</td><td class="number">0</td>');
  expect(page).toContain('<td>Webhooks</td><td class="number">not known</td>');
  expect(renderHtmlDashboard(unjudged, exampleDocument)).not.toContain('posture');
});

test('the digest of a repository names the score', () => {
  const text = (history: History): string =>
    JSON.stringify(digestMessage(history, exampleDocument, now, 'https://p/'));
  expect(text(repository('a'))).toContain('security posture 5 of 10');
  expect(text(repository('a', { score: undefined }))).toContain('security posture not known');
  expect(text(unjudged)).not.toContain('posture');
});
