import { readReports, type ReportFiles } from '../readiness/readings';
import { noReports } from '../readiness/facts';
import { waivedPartsOf } from './waived-parts';
import type { Waived, Waiver } from './waiver';

const today = '2026-02-01';
const waiver = (what: Waived, until = '2026-03-01'): Waiver => ({
  ...{ what, until, why: 'old', owner: '@ada' },
});
const gate = (name: 'lint' | 'security' | 'coverage', until?: string) =>
  waiver({ kind: 'gate', gate: name }, until);
const vulnerability = (id: string, until?: string) => waiver({ kind: 'vulnerability', id }, until);
const root = ['', 'srv', 'work', 'shop', 'shop'].join('/');

const ruff = ['F401', 'F401', 'E501'].map((code, index) => ({
  ...{ code, filename: `${root}/src/${index === 0 ? 'old' : 'new'}/a.py`, message: 'm' },
  location: { row: 1, column: 1 },
}));
const bandit = ['MEDIUM', 'HIGH', 'LOW'].map((severity, index) => ({
  ...{ filename: 'src/a.py', line_number: 1, issue_severity: severity },
  ...{ issue_confidence: 'HIGH', issue_text: 't', test_id: `B10${index}` },
}));
const audit = (...vulns: readonly (readonly [string, ...string[]])[]) => ({
  dependencies: [
    {
      ...{ name: 'Jinja2', version: '3.0' },
      vulns: vulns.map(([id, ...aliases]) => ({ id, aliases, fix_versions: [] })),
    },
    { name: 'safe', version: '1.0', vulns: [] },
  ],
});

function run(reports: Readonly<Record<string, unknown>>) {
  const files: ReportFiles = new Map(
    Object.entries(reports).map(([name, value]) => [
      name,
      Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    ]),
  );
  return { files, reports: { ...noReports('gone'), ...readReports(files, root) }, root };
}

test.each<[string, Readonly<Record<string, unknown>>, Waiver[], unknown]>([
  ['nothing without a waiver', { 'ruff.json': ruff }, [], {}],
  [
    'a rule below a directory',
    { 'ruff.json': ruff },
    [waiver({ kind: 'finding', tool: 'ruff', rule: 'F401', path: 'src/old' })],
    { lint: [{ measure: 'findings', count: 1, until: '2026-03-01' }] },
  ],
  [
    'of a rule and its gate the later end',
    { 'ruff.json': ruff },
    [
      waiver({ kind: 'finding', tool: 'ruff', rule: 'E501', path: 'src' }, '2026-04-01'),
      gate('lint'),
    ],
    {
      lint: [
        { measure: 'findings', count: 2, until: '2026-03-01' },
        { measure: 'findings', count: 1, until: '2026-04-01' },
      ],
    },
  ],
  ['an expired waiver excuses nothing', { 'ruff.json': ruff }, [gate('lint', '2026-01-31')], {}],
  ['another tool', { 'flake8.txt': 'a.py:1:1: F401 m\n' }, [gate('security')], {}],
  [
    'files of a formatter',
    { 'black.txt': 'would reformat src/a.py\n1 file would be reformatted.\n' },
    [waiver({ kind: 'finding', tool: 'black', rule: 'format', path: 'src/a.py' })],
    { format: [{ measure: 'files', count: 1, until: '2026-03-01' }] },
  ],
  [
    'Bandit by severity',
    { 'bandit.json': { errors: [], results: bandit } },
    [
      waiver({ kind: 'finding', tool: 'bandit', rule: 'B101', path: 'src' }),
      waiver({ kind: 'finding', tool: 'bandit', rule: 'B102', path: 'src/a.py' }),
    ],
    {
      'code-scan': [
        { measure: 'high', count: 1, until: '2026-03-01' },
        { measure: 'low', count: 1, until: '2026-03-01' },
      ],
    },
  ],
  [
    'a package whose vulnerabilities are all waived, until the first of them ends',
    { 'pip-audit.json': audit(['PYSEC-2026-1', 'CVE-2026-1'], ['GHSA-aaaa']) },
    [vulnerability('cve-2026-1', '2026-02-10'), vulnerability('GHSA-aaaa')],
    { vulnerabilities: [{ measure: 'packages', count: 1, until: '2026-02-10' }] },
  ],
  [
    'no package of which the second database knows one more',
    {
      'pip-audit.json': audit(['PYSEC-2026-1']),
      'cve.json': audit(['PYSEC-2026-1'], ['GHSA-bbbb']),
    },
    [vulnerability('PYSEC-2026-1')],
    {},
  ],
  [
    'conflicts by the gate',
    { 'pip-check.txt': 'a 1 requires b, which is not installed.\n' },
    [gate('security')],
    { conflicts: [{ measure: 'conflicts', count: 1, until: '2026-03-01' }] },
  ],
  ['nothing of a report that cannot be read', { 'ruff.json': 'Traceback' }, [gate('lint')], {}],
  ['no coverage', { 'coverage.json': '{}' }, [gate('coverage')], {}],
])('%s', (_name, reports, waivers, parts) => {
  expect(waivedPartsOf(run(reports), waivers, today)).toEqual(parts);
});

test('of a project in a directory paths begin at the root of the repository', () => {
  const of = (path: string, tool: 'ruff' | 'bandit', rule: string) =>
    waivedPartsOf(
      {
        ...run({ 'ruff.json': ruff, 'bandit.json': { results: bandit, errors: [] } }),
        directory: 'api',
      },
      [waiver({ kind: 'finding', tool, rule, path })],
      today,
    );
  expect(of('api/src/old', 'ruff', 'F401')).toEqual({
    lint: [{ measure: 'findings', count: 1, until: '2026-03-01' }],
  });
  expect(of('api/src', 'bandit', 'B101')).toEqual({
    'code-scan': [{ measure: 'high', count: 1, until: '2026-03-01' }],
  });
  expect(of('src', 'ruff', 'F401')).toEqual({});
});
