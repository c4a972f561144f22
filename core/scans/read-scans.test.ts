import { readScans, rated, type RepositoryScans, type ScannedProject } from './read-scans';

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const bandit = (...results: readonly object[]) => ({ errors: [], results });
const injection = {
  filename: './src/shop/db.py',
  line_number: 12,
  issue_severity: 'MEDIUM',
  issue_confidence: 'MEDIUM',
  issue_text: 'Possible SQL injection vector through string-based query construction.',
  test_id: 'B608',
  test_name: 'hardcoded_sql_expressions',
  more_info: 'https://bandit.readthedocs.io/en/1.9.4/plugins/b608_hardcoded_sql_expressions.html',
};
const ruffInjection = {
  code: 'S608',
  message: 'Possible SQL injection vector through string-based query construction',
  filename: '/builds/shop/src/shop/db.py',
  location: { row: 12, column: 5 },
  end_location: { row: 13, column: 9 },
  url: 'https://docs.astral.sh/ruff/rules/hardcoded-sql-expression',
};
const audited = (id: string, ...aliases: readonly string[]) => ({
  dependencies: [
    { name: 'Werkzeug', version: '0.11.1', vulns: [{ id, fix_versions: ['0.15.3'], aliases }] },
    { name: 'click', version: '8.1.3', vulns: [] },
  ],
});
const trivyFiles = {
  SchemaVersion: 2,
  ArtifactType: 'repository',
  Results: [
    {
      Target: 'uv.lock',
      Class: 'lang-pkgs',
      Vulnerabilities: [
        {
          VulnerabilityID: 'CVE-2019-14806',
          PkgName: 'werkzeug',
          InstalledVersion: '0.11.1',
          FixedVersion: '0.15.3',
          Severity: 'HIGH',
          Title: 'insufficient debugger PIN randomness',
          PrimaryURL: 'https://avd.aquasec.com/nvd/cve-2019-14806',
          References: ['https://github.com/advisories/GHSA-gq9m-qvpx-68hc'],
        },
      ],
    },
    {
      Target: 'deploy/main.tf',
      Class: 'config',
      Misconfigurations: [
        {
          ID: 'AWS-0086',
          Title: 'S3 Access block should block public ACL',
          Message: 'No public access block so not blocking public acls',
          Resolution: 'Enable blocking any PUT calls with a public ACL specified',
          Severity: 'HIGH',
          Status: 'FAIL',
          CauseMetadata: { Resource: 'aws_s3_bucket.bucket', StartLine: 8, EndLine: 10 },
        },
        { ID: 'AWS-0087', Status: 'PASS', Severity: 'HIGH' },
      ],
    },
    {
      Target: 'env',
      Class: 'secret',
      Secrets: [{ RuleID: 'github-pat', Severity: 'CRITICAL', Title: 'Token', StartLine: 5 }],
    },
    { Target: 'Dockerfile', Class: 'config' },
  ],
};

const lock = 'version = 1\n\n[[package]]\nname = "werkzeug"\nversion = "0.11.1"\n';

function scanned(
  reports: Readonly<Record<string, unknown>>,
  more: Partial<ScannedProject> = {},
): ScannedProject {
  return {
    id: '',
    directory: '.',
    manifests: [{ path: 'uv.lock', text: lock }],
    files: new Map([
      ...Object.entries(reports).map(([name, report]) => [name, bytes(report)] as const),
      ['scan-root.txt', new TextEncoder().encode('/builds/shop\n')] as const,
    ]),
    ruff: true,
    ...more,
  };
}

const clean = {
  'bandit.json': bandit(),
  'ruff-security.json': [],
  'pip-audit.json': { dependencies: [] },
  'cve.json': { dependencies: [] },
};

const read = (reports: object, more: Partial<RepositoryScans> = {}) =>
  readScans({ projects: [scanned({ ...clean, ...reports })], trivy: false, ...more });

/** Findings of a kind of the first project. */
const found = (result: ReturnType<typeof readScans>, kind: string) =>
  result.scans.find((scan) => scan.kind === kind && scan.project === '')?.findings;

test('what Bandit and Ruff report of one line under one number is one finding', () => {
  const result = read({ 'bandit.json': bandit(injection), 'ruff-security.json': [ruffInjection] });
  expect(found(result, 'code')).toEqual([
    {
      kind: 'code',
      scanners: ['bandit', 'ruff'],
      ids: ['B608', 'S608'],
      title: 'hardcoded sql expressions',
      message: 'Possible SQL injection vector through string-based query construction.',
      severity: 'medium',
      file: 'src/shop/db.py',
      line: 12,
      endLine: 13,
      link: injection.more_info,
    },
  ]);
});

test.each([
  ['another line', { location: { row: 20 }, end_location: { row: 20 } }],
  ['another rule', { code: 'S603' }],
  ['another file', { filename: '/builds/shop/src/shop/other.py' }],
])('%s is another finding', (_title, change) => {
  const result = read({
    'bandit.json': bandit(injection),
    'ruff-security.json': [{ ...ruffInjection, ...change }],
  });
  expect(found(result, 'code')).toHaveLength(2);
});

test('rules of Ruff that are not about security do not count, nor do files outside of the repository', () => {
  const result = read({
    'bandit.json': bandit({ ...injection, filename: '../../elsewhere.py' }),
    'ruff-security.json': [
      { ...ruffInjection, code: 'SIM102' },
      { ...ruffInjection, code: null },
      { ...ruffInjection, filename: '/elsewhere/db.py' },
    ],
  });
  expect(found(result, 'code')).toEqual([]);
});

test('one vulnerability that databases know by different ids is one finding, with the worst severity', () => {
  const result = read(
    {
      'pip-audit.json': audited('PYSEC-2019-140', 'GHSA-gq9m-qvpx-68hc'),
      'cve.json': audited('GHSA-gq9m-qvpx-68hc', 'CVE-2019-14806'),
      'trivy-files.json': trivyFiles,
    },
    { trivy: true },
  );
  expect(found(result, 'dependencies')).toMatchObject([
    {
      scanners: ['pip-audit', 'osv', 'trivy'],
      ids: ['PYSEC-2019-140', 'GHSA-gq9m-qvpx-68hc', 'CVE-2019-14806'],
      severity: 'high',
      file: 'uv.lock',
      line: 4,
      message: 'Werkzeug 0.11.1, fixed in 0.15.3',
    },
  ]);
  expect(found(result, 'configuration')).toMatchObject([
    { ids: ['secret:github-pat'], file: 'env', line: 5, severity: 'critical' },
    { ids: ['AWS-0086'], file: 'deploy/main.tf', line: 8, endLine: 10 },
  ]);
  expect(result.problems).toEqual([]);
});

test('a finding of a further project is in its directory, and its packages are its own', () => {
  const files = {
    SchemaVersion: 2,
    Results: [{ ...trivyFiles.Results[0], Target: 'services/api/uv.lock' }],
  };
  const one = scanned({ ...clean, 'trivy-files.json': files });
  const two = scanned(
    { ...clean, 'bandit.json': bandit(injection) },
    { id: 'api', directory: 'services/api', manifests: [] },
  );
  const { scans } = readScans({ projects: [one, two], trivy: true });
  const places = scans.flatMap(({ kind, project, findings }) =>
    findings.map(({ file }) => `${kind} ${project} ${file}`),
  );
  expect(places).toEqual([
    'code api services/api/src/shop/db.py',
    'dependencies api services/api/uv.lock',
  ]);
});

test('what an image has is a finding of the file that it is built from', () => {
  const result = read({ 'trivy.json': trivyFiles }, { dockerfile: 'deploy/Dockerfile' });
  expect(found(result, 'image')?.map(({ kind, file }) => [kind, file])).toContainEqual([
    'image',
    'deploy/Dockerfile',
  ]);
});

test.each([
  ['a missing report', { 'bandit.json': undefined }, 'code', 'bandit.json is missing'],
  ['a report that is no JSON', { 'cve.json': 'x' }, 'dependencies', 'cve.json'],
  [
    'a scan that stopped early',
    { 'bandit.json': { errors: [{ reason: 'syntax error' }], results: [] } },
    'code',
    'bandit could not scan every file',
  ],
])(
  '%s leaves its kind out, because what is not uploaded counts as fixed',
  (_t, change, kind, why) => {
    const reports = { ...clean, ...change };
    const files = new Map(
      Object.entries(reports).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, bytes(value)] as const],
      ),
    );
    const result = readScans({ projects: [{ ...scanned({}), files }], trivy: false });
    expect(found(result, kind)).toBeUndefined();
    expect(result.scans).toHaveLength(1);
    expect(result.problems.join()).toContain(why);
  },
);

test('a severity of a database is for what no report rates', () => {
  const { scans } = read({
    'pip-audit.json': audited('PYSEC-2019-140'),
    'bandit.json': bandit(injection),
  });
  const severities = new Map([
    ['PYSEC-2019-140', 'low' as const],
    ['B608', 'critical' as const],
  ]);
  expect(
    rated(scans, severities).flatMap(({ findings }) => findings.map(({ severity }) => severity)),
  ).toEqual(['medium', 'low']);
});
