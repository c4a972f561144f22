import { judgePrivateOptions } from './github/judge-options';
import { ownerWideFindings } from './owner-wide';

const settings = (inputs: Readonly<Record<string, unknown>>, count = 5) =>
  Array.from({ length: count }, (_, index) => ({
    type: 'gatehouse:index:RepositorySettings',
    inputs: { repository: `r${index}`, ...inputs },
    provider: undefined,
  }));
const scanned = settings({ secretScanning: true });
const messages = (resources: Parameters<typeof ownerWideFindings>[2], isOrganization = true) =>
  ownerWideFindings('acme', isOrganization, resources).map(({ message }) => message);

const proposal =
  'security features: the same in 5 repositories; a security configuration of the organization could set it once, for all repositories of acme';

it.each<[string, readonly string[], readonly string[]]>([
  ['the same security features', messages(scanned), [proposal]],
  ['of a user', messages(scanned, false), []],
  ['in few repositories', messages(scanned.slice(1)), []],
  ['that differ', messages([...scanned, ...settings({ secretScanning: false }, 1)]), []],
  ['that are not named', messages(settings({ allowAutoMerge: true })), []],
])('proposes one setting of the organization: %s', (_, found, expected) => {
  expect(found).toEqual(expected);
});

it('says what a private repository cannot have', () => {
  const found = judgePrivateOptions({
    allowAutoMerge: true,
    secretScanning: true,
    secretScanningPushProtection: false,
    privateVulnerabilityReporting: false,
  });
  expect(found.map(({ status, message }) => `${status}: ${message}`)).toEqual([
    'missing: privateVulnerabilityReporting: for public repositories only',
    'warning: secretScanning: private repositories need GitHub Secret Protection, which GitHub does not show to this check',
  ]);
  expect(judgePrivateOptions({ deleteBranchOnMerge: true })).toEqual([]);
});
