import { hasMoved, type ShownExceptions } from '../exceptions';
import { exampleDocument } from './example-document';
import { renderAudit } from './audit';
import { renderComment } from './comment';
import { renderDashboard } from './dashboard';
import { exceptionSection, exceptionSummary } from './exceptions';
import { renderHtmlDashboard } from './html-dashboard';
import { digestMessage } from './slack-message';
import { renderSummary } from './summary';
import { renderWeeklyTrend } from './weekly-trend';
import { emptyHistory } from '../history';

const now = '2026-02-01T09:00:00.000Z';
const waiver = (until: string, what = 'F401 of ruff in src') => ({
  ...{ what, until, why: 'old | code', owner: '@ada' },
});
const shown = (more: Partial<ShownExceptions> = {}): ShownExceptions => ({
  ...{ modes: {}, waivers: [], wrong: 0 },
  ...more,
});

test('nothing is said where nothing is let pass', () => {
  for (const nothing of [undefined, shown(), shown({ modes: { lint: 'enforce' } })]) {
    expect(exceptionSection(nothing, now)).toEqual([]);
    expect(exceptionSummary(nothing, now)).toEqual([]);
  }
});

test.each<[string, Partial<ShownExceptions>, string]>([
  [
    'gates that do not enforce',
    { modes: { lint: 'enforce', types: 'warn', tests: 'new' } },
    'modes of gates: types `warn`, tests `new`',
  ],
  [
    'a baseline that a gate looks at',
    { modes: { lint: 'new' }, baseline: { findings: 1, failing: 2, coverage: 61.84 } },
    'modes of gates: lint `new` · baseline: 1 finding, 2 failing tests, floor 61.84 % coverage',
  ],
  [
    'no baseline that no gate looks at',
    { modes: { lint: 'warn' }, baseline: { findings: 1, failing: 0 } },
    'modes of gates: lint `warn`',
  ],
  [
    'a baseline beside a gate that only warns, of what it has',
    { modes: { lint: 'warn', types: 'new' }, baseline: { findings: 2, failing: 0 } },
    'modes of gates: lint `warn`, types `new` · baseline: 2 findings',
  ],
  ['wrong waivers', { wrong: 2 }, '2 of the waivers are wrong and count for nothing'],
  ['a wrong waiver', { wrong: 1 }, '1 of the waivers is wrong and counts for nothing'],
  [
    'waivers by their ends',
    {
      waivers: [
        waiver('2026-01-31'),
        waiver('2026-02-01'),
        waiver('2026-02-08'),
        waiver('2026-02-09'),
      ],
    },
    '3 waivers, 2 of them ending within 7 days, 1 ended',
  ],
])('%s', (_name, more, text) => {
  expect(exceptionSummary(shown(more), now)).toEqual([`Let pass: ${text}.`, '']);
});

test('each waiver has its line, the next to end first, and foreign text stays text', () => {
  const waivers = [
    waiver('2026-03-01'),
    waiver('2026-01-31'),
    waiver('2026-02-02'),
    waiver('2026-02-01'),
  ];
  expect(exceptionSection(shown({ waivers }), now)).toEqual([
    '## Let pass',
    '',
    '| waived | until | owner | why |',
    '| --- | --- | --- | --- |',
    ...[
      '2026-01-31 (ended: counts again)',
      '2026-02-01 (ends within 7 days)',
      '2026-02-02 (ends within 7 days)',
      '2026-03-01',
    ].map((until) => `| \`F401 of ruff in src\` | ${until} | \`@ada\` | \`old \\| code\` |`),
    '',
  ]);
});

test('gates that do not enforce have a list, and no table without a waiver', () => {
  expect(exceptionSection(shown({ modes: { lint: 'warn' }, wrong: 1 }), now)).toEqual([
    '## Let pass',
    '',
    '- modes of gates: lint `warn`',
    '- 1 of the waivers is wrong and counts for nothing',
    '',
  ]);
});

test('a waiver ends with its day, whatever the hour; those of one end keep their order', () => {
  const late = '2026-02-01T23:30:00.000Z';
  const waivers = ['b', 'a'].map((what) => waiver('2026-02-01', what));
  expect(exceptionSummary(shown({ waivers }), late)).toEqual([
    'Let pass: 2 waivers, 2 of them ending within 7 days.',
    '',
  ]);
  const rows = exceptionSection(shown({ waivers: [...waivers, waiver('2026-02-08')] }), late);
  expect(rows.slice(4, 7)).toEqual([
    '| `b` | 2026-02-01 (ends within 7 days) | `@ada` | `old \\| code` |',
    '| `a` | 2026-02-01 (ends within 7 days) | `@ada` | `old \\| code` |',
    '| `F401 of ruff in src` | 2026-02-08 (ends within 7 days) | `@ada` | `old \\| code` |',
  ]);
});

test('every report shows it', () => {
  const exceptions = shown({ waivers: [waiver('2026-03-01')] });
  const document = { ...exampleDocument, exceptions };
  for (const text of [
    renderSummary(document),
    renderDashboard(emptyHistory, document),
    renderAudit(emptyHistory, document, '2026-02'),
    renderWeeklyTrend(emptyHistory, document, now),
  ]) {
    expect(text).toContain('| `F401 of ruff in src` | 2026-03-01 |');
  }
  const everywhere = [
    renderHtmlDashboard(emptyHistory, document),
    JSON.stringify(digestMessage(emptyHistory, document, now, 'https://example.com')),
  ];
  for (const text of everywhere) {
    expect(text).toContain('F401 of ruff in src');
    expect(text).toContain('2026-03-01');
  }
  const origin = { commit: 'a'.repeat(40), runUrl: 'https://example.com/1', now };
  expect(renderComment(document, origin, [])).toContain('Let pass: 1 waiver.');
});

test('the HTML dashboard names the mode of each gate, the Slack digest those that do not enforce', () => {
  const exceptions = shown({ modes: { lint: 'new', tests: 'enforce' } });
  const document = { ...exampleDocument, exceptions };
  expect(renderHtmlDashboard(emptyHistory, document)).toContain(
    'modes of gates: lint <code>new</code>, tests <code>enforce</code>',
  );
  const digest = JSON.stringify(digestMessage(emptyHistory, document, now, 'https://example.com'));
  expect(digest).toContain('• modes of gates: lint `new`');
  expect(digest).not.toContain('enforce');
});

test('a digest names at most ten waivers, the next to end first, and counts the others', () => {
  const waivers = Array.from({ length: 12 }, (_, index) =>
    waiver(`2026-03-${String(31 - index)}`, `<!channel> ${index}`),
  );
  const document = { ...exampleDocument, exceptions: shown({ waivers }) };
  const digest = JSON.stringify(digestMessage(emptyHistory, document, now, 'https://example.com'));
  expect(digest).toContain('&lt;!channel&gt; 11');
  expect(digest).not.toContain('channel&gt; 1`');
  expect(digest).toContain('• 2 more waivers');
});

test.each([
  ['before', '2026-02-01', false],
  ['a week before its end', '2026-02-22', true],
  ['after its end', '2026-03-02', true],
])('a waiver moves: %s', (_name, today, expected) => {
  const exceptions = shown({ waivers: [waiver('2026-03-01')] });
  expect(hasMoved({ generatedAt: now, exceptions }, today)).toBe(expected);
});

test.each<[string, ShownExceptions['modes'], string, boolean]>([
  ['the day before', { security: 'warn then enforce from 2026-03-01' }, '2026-02-28', false],
  ['on its day', { security: 'warn then enforce from 2026-03-01' }, '2026-03-01', true],
  [
    'to the first of two stages',
    { types: 'warn then new from 2026-02-02 then enforce from 2026-09-01' },
    '2026-02-02',
    true,
  ],
  [
    'after a pause',
    { lint: 'new then enforce from 2026-02-02', types: 'warn' },
    '2026-05-01',
    true,
  ],
  ['that moved before', { security: 'warn then enforce from 2026-01-02' }, '2026-03-01', false],
  ['without a day', { security: 'warn' }, '2030-01-01', false],
])('a mode moves: %s', (_name, modes, today, expected) => {
  expect(hasMoved({ generatedAt: now, exceptions: shown({ modes }) }, today)).toBe(expected);
});

test('what was made without exceptions does not move', () => {
  expect(hasMoved({ generatedAt: now }, '2030-01-01')).toBe(false);
  expect(hasMoved(undefined, '2030-01-01')).toBe(false);
});
