import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { known, missing, type VulnerabilitiesFact } from '../../../core/readiness/facts';
import { osvLimits } from '../../../runtime/adapters/osv-severities';
import { osvUrlOf } from '../../../runtime/osv-address';
import { withSeverities } from '../../../runtime/severities';
import schema from './generated/osv-schema.json';

const critical = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
/** Records as OSV has them: https://ossf.github.io/osv-schema/ */
const record = (id: string, more: object = {}) => ({
  ...{ schema_version: '1.7.0', id, modified: '2026-01-01T00:00:00Z' },
  ...more,
});
const records: Readonly<Record<string, object>> = {
  'GHSA-aaaa-aaaa-aaaa': record('GHSA-aaaa-aaaa-aaaa', {
    severity: [{ type: 'CVSS_V3', score: critical }],
    database_specific: { severity: 'MODERATE' },
  }),
  'PYSEC-2026-1': record('PYSEC-2026-1', { severity: [{ type: 'CVSS_V3', score: critical }] }),
  'PYSEC-2026-2': record('PYSEC-2026-2', { aliases: ['CVE-2026-2', 'GHSA-aaaa-aaaa-aaaa'] }),
  'PYSEC-2026-3': record('PYSEC-2026-3'),
  // As in the records of packages whose only rating is by version 4.
  'PYSEC-2026-8': record('PYSEC-2026-8', {
    affected: [
      {
        package: { ecosystem: 'PyPI', name: 'flask', purl: 'pkg:pypi/flask' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2' }] }],
        severity: [
          {
            type: 'CVSS_V4',
            score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N',
          },
        ],
      },
    ],
  }),
};
/** What is none of its answers, by the id that it is given for. */
const wrong: Readonly<Record<string, string>> = {
  'PYSEC-2026-4': '{"vulns":[]}',
  'PYSEC-2026-5': '<html>',
  'PYSEC-2026-6': 'x'.repeat(osvLimits.bytes + 1),
};
const isRecord = addFormats(new Ajv({ strict: false, allErrors: true })).compile(schema);
let server: Server;
let url: string;
let asked: string[] = [];
let most = 0;

beforeAll(async () => {
  let open = 0;
  server = createServer((request, response) => {
    const id = decodeURIComponent(/^\/v1\/vulns\/(.+)$/.exec(request.url ?? '')?.[1] ?? '');
    asked.push(id);
    open += 1;
    most = Math.max(most, open);
    const found = records[id];
    setImmediate(() => {
      open -= 1;
      if (wrong[id] !== undefined) response.end(wrong[id]);
      else if (id === 'PYSEC-2026-7')
        response.writeHead(302, { location: '/v1/vulns/PYSEC-2026-1' }).end();
      else if (found === undefined)
        response.writeHead(404).end('{"code":5,"message":"Bug not found."}');
      else response.end(JSON.stringify(found));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  asked = [];
  most = 0;
});

const fact = (...ids: readonly string[]): VulnerabilitiesFact => ({
  packages: [{ name: 'flask', version: '1', ids, fixedIn: [] }],
  ...{ audited: 1, skipped: 0, skippedNames: [] },
});

async function rated(value: VulnerabilitiesFact, at = url) {
  const told: string[] = [];
  const tell = (message: string) => told.push(message);
  const { vulnerabilities } = await withSeverities(
    { vulnerabilities: known(value) },
    { url: at, tell },
  );
  if (vulnerabilities.state === 'missing') throw new Error(vulnerabilities.reason);
  return { severities: vulnerabilities.value.packages[0]?.severities, told };
}

test.each(Object.entries(records))(
  'the answer for %s is a record by the published schema',
  (_id, one) => {
    isRecord(one);
    expect(isRecord.errors ?? []).toEqual([]);
  },
);

test.each(Object.entries(wrong))('the one for %s is not', (_id, text) => {
  expect(text.startsWith('{') && isRecord(JSON.parse(text))).toBe(false);
});

test.each([
  ['a rating in a word', 'GHSA-aaaa-aaaa-aaaa', 'medium'],
  ['a vector', 'PYSEC-2026-1', 'critical'],
  ['a vector of CVSS 4 of an affected package', 'PYSEC-2026-8', 'high'],
  ["GitHub's advisory of a record without a rating", 'PYSEC-2026-2', 'medium'],
])('%s', async (_name, id, severity) => {
  expect(await rated(fact(id))).toEqual({ severities: { [id]: severity }, told: [] });
});

test.each([
  ['a record without a rating and an advisory', 'PYSEC-2026-3'],
  ['another document', 'PYSEC-2026-4'],
  ['no JSON', 'PYSEC-2026-5'],
  ['too long an answer', 'PYSEC-2026-6'],
  ['a redirect', 'PYSEC-2026-7'],
  ['no record', 'PYSEC-2026-99'],
])('%s leaves the severity unknown, and named', async (_name, id) => {
  expect(await rated(fact(id))).toEqual({
    severities: undefined,
    told: [`of unknown severity, which counts as high: ${id}`],
  });
});

test('where nothing answers every severity is unknown', async () => {
  const { severities } = await rated(fact('PYSEC-2026-1'), 'http://127.0.0.1:9');
  expect(severities).toBeUndefined();
});

test('what is rated already is not asked for again, nor what is no id', async () => {
  const value = fact('PYSEC-2026-1', '../admin', 'PYSEC-2026-3');
  const [one] = value.packages;
  const before = { ...value, packages: [{ ...one, severities: { 'PYSEC-2026-1': 'low' } }] };
  const { severities } = await rated(before as VulnerabilitiesFact);
  expect([severities, asked]).toEqual([{ 'PYSEC-2026-1': 'low' }, ['PYSEC-2026-3']]);
  await withSeverities(
    { vulnerabilities: missing<VulnerabilitiesFact>('gone') },
    { url, tell: () => undefined },
  );
  expect(asked).toHaveLength(1);
});

test('a long list is asked for in part, and a few at a time', async () => {
  const ids = Array.from({ length: osvLimits.ids + 5 }, (_, index) => `PYSEC-2025-${index}`);
  await rated(fact(...ids));
  expect(asked).toHaveLength(osvLimits.ids);
  expect(most).toBeLessThanOrEqual(osvLimits.atOnce);
});

test('OSV answers at its own address unless a variable names another', () => {
  expect(osvUrlOf({})).toBe('https://api.osv.dev');
  expect(osvUrlOf({ GATEHOUSE_OSV_URL: '' })).toBe('https://api.osv.dev');
  expect(osvUrlOf({ GATEHOUSE_OSV_URL: url })).toBe(url);
});
