import { renderAudit } from './audit';
import type { History } from '../history';
import { exampleDocument, troubledDocument, troubledHistory } from './example-document';

const quiet = { ...troubledHistory, security: { findings: [], packages: [] }, overrides: [] };
const sections = (text: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    text.split(/^##? /m).map((part) => {
      const [title = '', , ...lines] = part.split('\n');
      return [title, lines.filter((line) => line !== '')];
    }),
  );

test('the audit of a month has what is open, what was not covered, and who let what pass', () => {
  const audit = sections(renderAudit(troubledHistory, troubledDocument, '2026-02'));
  expect([...audit.keys()]).toEqual([
    '',
    'Security audit of `acme/orders-service`, 2026-02',
    'Findings of static analysis',
    'Packages with known vulnerabilities',
    'Changes passed by an override since 2026-01',
  ]);
  expect(audit.get('Security audit of `acme/orders-service`, 2026-02')).toEqual([
    `Commit \`${'a'.repeat(40)}\`.`,
    '**Not covered:** conflicts (`pip-check.txt is missing`).',
  ]);
  expect(audit.get('Findings of static analysis')).toEqual([
    '| severity | rule | place | finding | first seen |',
    '| --- | --- | --- | --- | --- |',
    '| `unknown` | `B602` | `src/orders/run.py:12` | `subprocess with shell=True` | `not recorded` |',
  ]);
  expect(audit.get('Packages with known vulnerabilities')).toEqual([
    'By severity: 2 unknown.',
    '| severity | package | vulnerabilities | fixed in | first seen |',
    '| --- | --- | --- | --- | --- |',
    '| `unknown` | `requests 2.0` | `PYSEC-1 (unknown), PYSEC-2 (unknown)` | `2.1, 3.0` | `not recorded` |',
    '| `unknown` | `flask 1.0` | `PYSEC-3 (unknown)` | `no version yet` | `not recorded` |',
  ]);
  expect(audit.get('Changes passed by an override since 2026-01')).toEqual([
    '| pull request | by | when | why |',
    '| --- | --- | --- | --- |',
    '| `7` | `wren` | `2026-01-15T08:00:00Z` | `hotfix` |',
    'Outdated packages: 3.',
  ]);
});

test('packages are sorted by severity, with the day on which they were first seen', () => {
  const one = (name: string, ...rated: readonly (readonly [string, 'high' | 'low'])[]) => ({
    ...{ name, version: '1', fixedIn: [], ids: [...rated.map(([id]) => id), 'PYSEC-9'] },
    severities: {
      ...Object.fromEntries(rated),
      ...(name === 'unrated' ? {} : { 'PYSEC-9': 'low' }),
    },
  });
  const history: History = {
    ...troubledHistory,
    security: {
      findings: [],
      packages: [one('mild', ['A', 'low']), one('unrated'), one('bad', ['A', 'high'])] as never,
      firstSeen: {
        'vulnerability bad A': '2026-01-20T09:00:00.000Z',
        'vulnerability bad PYSEC-9': troubledDocument.generatedAt,
        'vulnerability mild A': troubledDocument.generatedAt,
      },
    },
  };
  const day = troubledDocument.generatedAt.slice(0, 10);
  const lines = sections(renderAudit(history, troubledDocument, '2026-02'));
  expect(
    lines.get('Packages with known vulnerabilities')?.filter((_, index) => index !== 1),
  ).toEqual([
    'By severity: 1 high, 1 unknown, 1 low.',
    '| --- | --- | --- | --- | --- |',
    expect.stringMatching(/^\| `high` \| `bad 1` .* \| `2026-01-20 \(\d+ days ago\)` \|$/),
    expect.stringMatching(/^\| `unknown` \| `unrated 1` .* \| `not recorded` \|$/),
    expect.stringMatching(`^\\| \`low\` \\| \`mild 1\` .* \\| \`${day}\` \\|$`),
  ]);
});

test('where nothing is open it says so, and names no gap', () => {
  const { outdated: _outdated, ...document } = exampleDocument;
  const text = renderAudit(quiet, document, '2026-02');
  expect(text.split('\n').slice(0, 6)).toEqual([
    '# Security audit of `acme/orders-service`, 2026-02',
    '',
    `Commit \`${'a'.repeat(40)}\`.`,
    '',
    '## Findings of static analysis',
    '',
  ]);
  expect(text.split('\n').slice(-3)).toEqual(['', 'None.', '']);
  expect(text.match(/^None\.$/gm)).toHaveLength(3);
  const { security: _security, ...unread } = quiet;
  expect(renderAudit(unread, document, '2026-02')).toBe(text);
});

test.each([
  ['code-scan', 'Findings of static analysis', 'Packages with known vulnerabilities'],
  ['vulnerabilities', 'Packages with known vulnerabilities', 'Findings of static analysis'],
])(
  'what %s would have found is not known to be none where its report is missing',
  (id, own, other) => {
    const lines = exampleDocument.lines.map((line) =>
      line.id === id ? { ...line, state: 'missing' as const } : line,
    );
    const audit = sections(renderAudit(quiet, { ...exampleDocument, lines }, '2026-02'));
    expect(audit.get(own)).toEqual(['Not known: see above what was not covered.']);
    expect(audit.get(other)).toEqual(['None.']);
    expect(audit.get('Security audit of `acme/orders-service`, 2026-02')?.[1]).toBe(
      `**Not covered:** ${id} (\`no input\`).`,
    );
  },
);

test('a missing input of another component is no gap of the audit', () => {
  const lines = exampleDocument.lines.map((line) =>
    line.id === 'lint' ? { ...line, state: 'missing' as const } : line,
  );
  expect(renderAudit(quiet, { ...exampleDocument, lines }, '2026-02')).not.toContain('Not covered');
});

test.each([
  ['2026-02', '2026-01-01T00:00:00Z', true],
  ['2026-02', '2025-12-31T23:59:59Z', false],
  ['2026-01', '2025-12-01T00:00:00Z', true],
  ['2026-01', '2025-11-30T23:59:59Z', false],
])('the audit of %s counts an override of %s: %s', (month, at, isIn) => {
  const overrides = [{ pullRequest: 7, by: 'maya', at, reason: 'why' }];
  const text = renderAudit({ ...quiet, overrides }, exampleDocument, month);
  expect(text.includes('`maya`')).toBe(isIn);
});

test('a package that no database knows is named, as foreign text', () => {
  const history = { ...quiet, security: { ...quiet.security, skipped: ['own-lib', '@here'] } };
  expect(renderAudit(history, exampleDocument, '2026-02').split('\n')).toContain(
    '**Not looked up**, because no database knows them: `own-lib`, `@here`.',
  );
});
