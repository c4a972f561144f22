import { osvRecordSchema, ratedAliases, severityOf } from './osv-record';
import { worstSeverity, type Severity } from './severity';

const critical = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const low = 'CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N';
const v3 = (score: string) => ({ type: 'CVSS_V3', score });
const v2 = { type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' };
const v4 = {
  type: 'CVSS_V4',
  score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
};

test.each<[string, Record<string, unknown>, Severity | undefined]>([
  ['a word of its database', { database_specific: { severity: 'HIGH' } }, 'high'],
  ["GitHub's word for medium", { database_specific: { severity: 'MODERATE' } }, 'medium'],
  [
    'the word before a vector',
    { severity: [v3(critical)], database_specific: { severity: 'LOW' } },
    'low',
  ],
  ['a vector', { severity: [v3(critical)] }, 'critical'],
  ['the worst of several vectors', { severity: [v3(low), v3(critical)] }, 'critical'],
  [
    'a word of an affected package',
    { affected: [{ ecosystem_specific: { severity: 'Low' } }] },
    'low',
  ],
  ['a vector of an affected package', { affected: [{ severity: [v3(low)] }] }, 'low'],
  ['nothing', {}, undefined],
  [
    'null in place of lists',
    { severity: null, affected: null, database_specific: null },
    undefined,
  ],
  ['a vector of CVSS 4 alone', { severity: [v4] }, 'critical'],
  ['a vector of CVSS 4 that is milder than one of CVSS 3', { severity: [v3(low), v4] }, 'critical'],
  ['a vector of CVSS 2 alone', { severity: [v2] }, undefined],
  ['a vector of a later version', { severity: [{ ...v4, type: 'constructor' }] }, undefined],
  ['a word that is none', { database_specific: { severity: 'UNREVIEWED' } }, undefined],
  ['a number', { database_specific: { severity: 7.5 } }, undefined],
  ['a vector that is none', { severity: [v3('CVSS:3.1/AV:N')] }, undefined],
])('%s', (_name, record, severity) => {
  expect(severityOf(osvRecordSchema.parse({ id: 'PYSEC-2026-1', ...record }))).toBe(severity);
});

test("GitHub's advisories are asked for where a record has no rating", () => {
  const aliases = ['CVE-2026-1', 'GHSA-aaaa-bbbb-cccc'];
  expect(ratedAliases({ id: 'PYSEC-2026-1', aliases })).toEqual(['GHSA-aaaa-bbbb-cccc']);
  expect(ratedAliases({ id: 'PYSEC-2026-1', aliases: null })).toEqual([]);
});

test.each<[readonly (Severity | undefined)[], Severity | undefined]>([
  [['low', 'medium'], 'medium'],
  [['low', undefined], undefined],
  [['medium', undefined], undefined],
  [['high', undefined], 'high'],
  [['critical', 'low'], 'critical'],
  [[undefined], undefined],
  [[], undefined],
])('a package with %j is %s', (all, severity) => {
  expect(worstSeverity(all)).toBe(severity);
});
