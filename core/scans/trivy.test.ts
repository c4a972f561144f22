import { parseTrivy } from './trivy';

/*
 * The shapes of reports are those of Trivy's own test data (integration/testdata of aquasecurity/trivy at dc3c56e), with the
 * keys that are there and values of our own.
 */

const report = (ArtifactType: string, ...Results: readonly object[]) =>
  JSON.stringify({
    ...{
      SchemaVersion: 2,
      Trivy: { Version: 'dev' },
      ReportID: '017b7d41-e09f-7000-80ea-000000000001',
    },
    ...{ CreatedAt: '2021-08-25T12:20:30.000000005Z', ArtifactName: 'x', ArtifactType, Results },
  });
const found = (text: string, dockerfile?: string) => {
  const read = parseTrivy(text, 'trivy.json', dockerfile);
  if (!read.ok) throw new Error('refused');
  return read.value;
};

const vulnerability = {
  ...{ VulnerabilityID: 'CVE-2026-1', PkgID: 'a@1', PkgName: 'a', InstalledVersion: '1' },
  PkgIdentifier: { PURL: 'pkg:pypi/a@1', UID: 'debd192c5b1bc1d2' },
  ...{ FixedVersion: '2', Status: 'fixed', SeveritySource: 'nvd', Severity: 'MEDIUM' },
  DataSource: { ID: 'ghsa', Name: 'GitHub', URL: 'https://github.com/advisories' },
  ...{ Fingerprint: 'sha256:64b5', Title: 'T', Description: 'D', CweIDs: ['CWE-1'] },
  VendorSeverity: { nvd: 2 },
  CVSS: { nvd: { V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', V3Score: 9.8 } },
  References: ['https://github.com/advisories/GHSA-aaaa-bbbb-cccc', 'https://example.com'],
  ...{ PublishedDate: '2026-01-01T00:00:00Z', LastModifiedDate: '2026-01-02T00:00:00Z' },
  PrimaryURL: 'https://avd.aquasec.com/nvd/cve-2026-1',
};
const layer = { Layer: { Digest: 'sha256:1', DiffID: 'sha256:2' } };

describe('vulnerable packages', () => {
  const one = {
    ...{ kind: 'dependencies', scanners: ['trivy'], file: 'uv.lock', severity: 'medium' },
    ids: ['CVE-2026-1', 'GHSA-aaaa-bbbb-cccc'],
    ...{ title: 'T', message: 'a 1, fixed in 2', subject: 'a' },
    link: 'https://avd.aquasec.com/nvd/cve-2026-1',
  };
  test.each(['filesystem', 'repository'])('of a lock file, by `trivy %s`', (type) => {
    const lock = { Target: 'uv.lock', Class: 'lang-pkgs', Type: 'uv' };
    expect(found(report(type, { ...lock, Vulnerabilities: [vulnerability] }))).toEqual([one]);
  });

  test.each([
    ['of the system', 'os-pkgs', 'alpine', {}],
    ['of a language, in a layer', 'lang-pkgs', 'python-pkg', { PkgPath: 'usr/lib/a/METADATA' }],
  ])('of an image, %s, are findings of its Dockerfile', (_name, Class, Type, more) => {
    const target = { Target: 'shop.tar (alpine 3.10.2)', Class, Type };
    const vulnerabilities = [{ ...vulnerability, ...layer, ...more, VendorIDs: ['RHSA-2026:1'] }];
    const text = report('container_image', { ...target, Vulnerabilities: vulnerabilities });
    expect(found(text, 'deploy/Dockerfile')).toEqual([
      {
        ...one,
        ...{ kind: 'image', file: 'deploy/Dockerfile' },
        ids: ['CVE-2026-1', 'RHSA-2026:1', 'GHSA-aaaa-bbbb-cccc'],
      },
    ]);
  });

  test.each([
    ['UNKNOWN', undefined],
    ['', undefined],
    ['LOW', 'low'],
    ['CRITICAL', 'critical'],
  ])('rated as %j', (Severity, severity) => {
    const lock = { Target: 'go.mod', Class: 'lang-pkgs' };
    const [only] = found(
      report('repository', { ...lock, Vulnerabilities: [{ ...vulnerability, Severity }] }),
    );
    expect(only?.severity).toBe(severity);
  });

  test('without a fix, a title, a severity or a link', () => {
    const bare = { VulnerabilityID: 'GMS-2022-20', PkgName: 'b', InstalledVersion: '1' };
    const lock = { Target: 'go.mod', Class: 'lang-pkgs' };
    expect(found(report('repository', { ...lock, Vulnerabilities: [bare] }))).toEqual([
      {
        ...{ kind: 'dependencies', scanners: ['trivy'], file: 'go.mod', ids: ['GMS-2022-20'] },
        title: 'Known vulnerability of a package',
        ...{ message: 'b 1, no fixed version yet', subject: 'b' },
      },
    ]);
  });
});

describe('infrastructure as code', () => {
  const mistake = {
    ...{ Type: 'Dockerfile Security Check', ID: 'DS-0002', Title: 'Image user', Description: 'D' },
    ...{ Message: 'Specify a USER', Namespace: 'builtin.dockerfile.DS002', Query: 'data.deny' },
    ...{ Resolution: 'Add a USER line', Severity: 'HIGH', Status: 'FAIL' },
    PrimaryURL: 'https://avd.aquasec.com/misconfig/ds-0002',
    References: ['https://docs.docker.com/'],
    CauseMetadata: { Provider: 'Dockerfile', Service: 'general' },
  };
  const whole = {
    ...{ kind: 'configuration', scanners: ['trivy'], file: 'x', ids: ['DS-0002'] },
    ...{ title: 'Image user', message: 'Specify a USER; fix: Add a USER line', severity: 'high' },
    link: 'https://avd.aquasec.com/misconfig/ds-0002',
  };
  const cause = {
    ...{ Resource: 'aws_s3_bucket.b', Provider: 'AWS', Service: 's3', StartLine: 25, EndLine: 47 },
    Code: { Lines: [{ Number: 25, Content: 'resource', IsCause: true }] },
  };
  test.each<[string, object, object]>([
    ['about a whole Dockerfile', {}, {}],
    [
      'about a resource of Terraform',
      { CauseMetadata: cause },
      { line: 25, endLine: 47, subject: 'aws_s3_bucket.b' },
    ],
    [
      'about a resource in a module, with where it is used',
      {
        CauseMetadata: {
          ...cause,
          Occurrences: [
            { Resource: 'module.b', Filename: 'main.tf', Location: { StartLine: 1, EndLine: 5 } },
          ],
          RenderedCause: { Raw: 'x' },
        },
      },
      { line: 25, endLine: 47, subject: 'aws_s3_bucket.b' },
    ],
    [
      'about one line',
      { CauseMetadata: { ...cause, EndLine: 25 } },
      { line: 25, subject: 'aws_s3_bucket.b' },
    ],
    ['without a cause', { CauseMetadata: null }, {}],
  ])('%s', (_name, more, expected) => {
    const target = {
      ...{ Target: 'x', Class: 'config', Type: 'terraform' },
      MisconfSummary: { Successes: 20, Failures: 1 },
    };
    const text = report('repository', { ...target, Misconfigurations: [{ ...mistake, ...more }] });
    expect(found(text)).toEqual([{ ...whole, ...expected }]);
  });

  test('what passes is no finding', () => {
    const target = { Target: 'x', Class: 'config', Type: 'helm' };
    const passed = { ...mistake, Status: 'PASS' };
    expect(found(report('filesystem', { ...target, Misconfigurations: [passed] }))).toEqual([]);
  });
});

test('secrets of files, whose text is not in the finding', () => {
  const secret = {
    ...{ RuleID: 'aws-access-key-id', Category: 'AWS', Severity: 'CRITICAL', Title: 'AWS key' },
    ...{ StartLine: 3, EndLine: 3, Match: 'KEY=********************', Offset: 5 },
    Code: { Lines: [{ Number: 3, Content: 'KEY=********************' }] },
  };
  const [only, ...others] = found(
    report('repository', { Target: 'deploy.sh', Class: 'secret', Secrets: [secret] }),
  );
  expect(others).toEqual([]);
  expect(only).toMatchObject({
    ...{ file: 'deploy.sh', ids: ['secret:aws-access-key-id'], severity: 'critical', line: 3 },
  });
  expect(JSON.stringify(only)).not.toContain('***');
});

test.each<[string, object]>([
  ['a target in which nothing was found', { Target: 'Dockerfile', Class: 'config' }],
  [
    'lists that are null',
    { Target: 'x', Vulnerabilities: null, Misconfigurations: null, Secrets: null },
  ],
  [
    'what a policy of one’s own adds to an image',
    {
      Target: 'x',
      Class: 'custom',
      CustomResources: [{ Type: 'passwd', FilePath: '/etc/passwd', ...layer, Data: {} }],
    },
  ],
  [
    'what was suppressed',
    {
      ...{ Target: 'package-lock.json', Class: 'lang-pkgs' },
      ExperimentalModifiedFindings: [
        {
          Type: 'vulnerability',
          Status: 'ignored',
          Statement: 's',
          Source: '.trivyignore',
          Finding: vulnerability,
        },
      ],
    },
  ],
  [
    'packages that have no vulnerability',
    { Target: 'x', Class: 'lang-pkgs', Packages: [{ ID: 'a@1' }] },
  ],
])('%s is no finding', (_name, result) => {
  expect(found(report('filesystem', result))).toEqual([]);
});

test('a report without results finds nothing, and one of another schema is refused', () => {
  const { Results: _, ...empty } = JSON.parse(report('filesystem')) as { Results: unknown };
  expect(found(JSON.stringify(empty))).toEqual([]);
  expect(found(JSON.stringify({ ...empty, Results: null }))).toEqual([]);
  expect(parseTrivy(JSON.stringify({ ...empty, SchemaVersion: 1 }), 'trivy.json').ok).toBe(false);
});
