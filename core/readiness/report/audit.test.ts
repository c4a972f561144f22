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
    'Fixed since 2026-01',
    'Changes passed by an override since 2026-01',
  ]);
  expect(audit.get('Security audit of `acme/orders-service`, 2026-02')).toEqual([
    `Commit \`${'a'.repeat(40)}\`.`,
    '**Not covered:** conflicts (`pip-check.txt is missing`).',
  ]);
  expect(audit.get('Findings of static analysis')).toEqual([
    '| severity | rule | place | finding | first seen | waived until |',
    '| --- | --- | --- | --- | --- | --- |',
    '| `unknown` | `B602` | `src/orders/run.py:12` | `subprocess with shell=True` | `not recorded` | `not waived` |',
  ]);
  expect(audit.get('Packages with known vulnerabilities')).toEqual([
    'By severity: 2 unknown.',
    '| severity | package | vulnerabilities | fixed in | first seen | waived until |',
    '| --- | --- | --- | --- | --- | --- |',
    '| `unknown` | `requests 2.0` | `PYSEC-1 (unknown), PYSEC-2 (unknown)` | `2.1, 3.0` | `not recorded` | `not waived` |',
    '| `unknown` | `flask 1.0` | `PYSEC-3 (unknown)` | `no version yet` | `not recorded` | `not waived` |',
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
    '| --- | --- | --- | --- | --- | --- |',
    expect.stringMatching(
      /^\| `high` \| `bad 1` .* \| `2026-01-20 \(\d+ days ago\)` \| `not waived` \|$/,
    ),
    expect.stringMatching(/^\| `unknown` \| `unrated 1` .* \| `not recorded` \| `not waived` \|$/),
    expect.stringMatching(`^\\| \`low\` \\| \`mild 1\` .* \\| \`${day}\` \\| \`not waived\` \\|$`),
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
  expect(text.match(/^None\.$/gm)).toHaveLength(4);
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

test('says of each row until when it is waived, and that the day is over', () => {
  const { findings, packages } = troubledHistory.security ?? { findings: [], packages: [] };
  const waivedUntil = {
    'finding B602 src/orders/run.py': '2026-06-30',
    'package requests 2.0': '2026-01-31',
  };
  const history: History = { ...troubledHistory, security: { findings, packages, waivedUntil } };
  const audit = renderAudit(history, troubledDocument, '2026-02');
  const row = (text: string) => audit.split('\n').find((line) => line.includes(text));
  expect(row('B602')).toMatch(/\| `2026-06-30` \|$/);
  expect(row('requests 2.0')).toMatch(/\| `2026-01-31 \(ended: counts again\)` \|$/);
  expect(row('flask 1.0')).toMatch(/\| `not waived` \|$/);
});

test('says what was fixed since the month before, newest first, and how long that took', () => {
  const thing = (what: string, seen: string, at: string, severity?: 'high' | 'low') => ({
    ...{ what, seen: `${seen}T09:00:00.000Z`, at: `${at}T09:00:00.000Z` },
    ...(severity === undefined ? {} : { severity }),
  });
  const fixed = [
    thing('before the audited months', '2025-01-01', '2025-12-31', 'high'),
    thing('CVE-1 in flask', '2025-12-01', '2026-01-01', 'high'),
    thing('CVE-2 in flask', '2026-01-01', '2026-01-02', 'high'),
    thing('B602 in a.py', '2026-01-05', '2026-01-05'),
    thing('CVE-3 in six', '2026-01-09', '2026-01-07', 'low'),
  ];
  const history: History = {
    ...troubledHistory,
    security: { findings: [], packages: [], fixed },
  };
  const found = sections(renderAudit(history, troubledDocument, '2026-02'));
  expect(found.get('Fixed since 2026-01')).toEqual([
    'Median time to fix: 1 day; by severity: high 16 days (2), unknown 0 days (1), low 0 days (1).',
    '| severity | what | first seen | gone | time to fix |',
    '| --- | --- | --- | --- | --- |',
    '| `low` | `CVE-3 in six` | `2026-01-09` | `2026-01-07` | `0 days` |',
    '| `unknown` | `B602 in a.py` | `2026-01-05` | `2026-01-05` | `0 days` |',
    '| `high` | `CVE-2 in flask` | `2026-01-01` | `2026-01-02` | `1 day` |',
    '| `high` | `CVE-1 in flask` | `2025-12-01` | `2026-01-01` | `31 days` |',
  ]);
});
