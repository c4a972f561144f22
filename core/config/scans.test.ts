import { licenseProblems, scanSections } from './scans';

const { scans, dependencyReview } = scanSections;
const messages = (result: { error?: { issues: readonly { message: string }[] } | undefined }) =>
  (result.error?.issues ?? []).map(({ message }) => message);

const unknown = 'is not the identifier of an SPDX licence (https://spdx.org/licenses/)';

test.each<[string, readonly string[]]>([
  ['MIT', []],
  ['GPL-3.0-or-later', []],
  ['LicenseRef-acme.internal', []],
  ['Apache 2.0', [`${unknown}; did you mean Apache-2.0?`]],
  ['mit', [`${unknown}; did you mean MIT?`]],
  ['MIT OR Apache-2.0', [unknown]],
])('the licence %j', (license, expected) => {
  const result = dependencyReview.shape.allowLicenses.safeParse([license]);
  expect(messages(result)).toEqual(expected);
});

const digest = `@sha256:${'0'.repeat(64)}`;

test.each<[string, boolean]>([
  [`ghcr.io/aquasecurity/trivy:0.72.0${digest}`, true],
  [`registry.example.com:5000/scan/trivy${digest}`, true],
  ['ghcr.io/aquasecurity/trivy:0.72.0', false],
  [`trivy${digest}`, false],
  [`ghcr.io/aquasecurity/trivy$(id)${digest}`, false],
])('the image %s', (image, isValid) => {
  expect(scans.shape.trivy.shape.image.safeParse(image).success).toBe(isValid);
});

test.each<[string, boolean]>([
  ['/var/lib/trivy', true],
  ['var/lib/trivy', false],
  ['/var/../etc', false],
  ['/var/$HOME', false],
])('the directory %s', (directory, isValid) => {
  expect(scans.shape.trivy.shape.offlineCache.safeParse(directory).success).toBe(isValid);
});

test('licences are allowed or denied, not both', () => {
  const rules = { mode: 'enforce', failOnSeverity: 'high' } as const;
  const of = (allowLicenses: string[], denyLicenses: string[]) =>
    licenseProblems({ dependencyReview: { ...rules, allowLicenses, denyLicenses } });
  expect(of(['MIT'], [])).toEqual([]);
  expect(of([], ['MIT'])).toEqual([]);
  expect(of(['MIT'], ['AGPL-3.0-only']).map(([path]) => path.join('.'))).toEqual([
    'dependencyReview.denyLicenses',
  ]);
});
