import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Reading } from '../../../core/readiness/facts';
import { parseCoverageJson, parseCoverageXml } from '../../../core/readiness/parse/coverage';
import { readReports } from '../../../core/readiness/readings';
import { readReportFiles } from '../../../runtime/adapters/report-files';
import { realReports, type RealReports } from './real-reports';

let reports: RealReports;
beforeAll(() => {
  reports = realReports();
});

const read = async (which: 'clean' | 'faulty') =>
  readReports(await readReportFiles(reports[which]), reports.project);
const text = (which: 'clean' | 'faulty', name: string) =>
  readFileSync(path.join(reports[which], name), 'utf8');

function value<T>(reading: Reading<T>): T {
  if (reading.state === 'missing') throw new Error(reading.reason);
  return reading.value;
}

test('a clean project has nothing to find, in the words of the real tools', async () => {
  const found = await read('clean');
  expect(value(found.lint)).toEqual({ count: 0, first: [], tool: 'ruff' });
  expect(value(found.format)).toEqual({ count: 0, tool: 'black' });
  expect(value(found.types)).toEqual({ count: 0, first: [], tool: 'mypy' });
  expect(value(found.codeScan)).toMatchObject({ high: 0, medium: 0 });
  expect(value(found.conflicts)).toEqual({ count: 0 });
  const { cases } = value(found.tests);
  expect(cases.length).toBeGreaterThan(20);
  expect(new Set(cases.map((one) => one.outcome))).toEqual(new Set(['passed']));
});

test('ruff: each violation with its place in the repository, not on the machine', async () => {
  const { count, first } = value((await read('faulty')).lint);
  expect(count).toBeGreaterThanOrEqual(1);
  expect(first).toContainEqual(
    expect.objectContaining({ file: 'src/orders/faulty.py', line: 1, rule: 'F401' }),
  );
});

test('black: the files it would reformat', async () => {
  // Both planted files.
  expect(value((await read('faulty')).format).count).toBe(2);
});

test('mypy: its errors', async () => {
  const { count, first } = value((await read('faulty')).types);
  expect(count).toBe(1);
  expect(first[0]).toMatchObject({ file: 'src/orders/faulty.py', line: 10, rule: 'return-value' });
});

test('bandit: findings by severity', async () => {
  const scan = value((await read('faulty')).codeScan);
  expect(scan.high).toBe(1);
  expect(scan.first[0]).toMatchObject({ file: 'src/orders/faulty.py', rule: 'B602' });
});

test('pytest: failed, skipped, and passed after a re-run', async () => {
  const { cases } = value((await read('faulty')).tests);
  const of = (name: string) => cases.find((one) => one.id.endsWith(`::${name}`));
  expect(of('test_fails')).toMatchObject({ outcome: 'failed', reruns: 2 });
  expect(of('test_flakes')).toMatchObject({ outcome: 'passed', reruns: 1 });
  expect(of('test_skipped')).toMatchObject({ outcome: 'skipped', reruns: 0 });
});

test('coverage.py: XML and JSON of one run say the same', () => {
  const xml = parseCoverageXml(text('faulty', 'coverage.xml'), 'coverage.xml');
  const json = parseCoverageJson(text('faulty', 'coverage.json'), 'coverage.json');
  if (!xml.ok || !json.ok) throw new Error('a report was refused');
  expect(xml.value.linesTotal).toBe(json.value.linesTotal);
  expect(xml.value.linesCovered).toBe(json.value.linesCovered);
  expect(json.value.worstFiles.map((one) => one.uncovered)).toEqual(
    xml.value.worstFiles.map((one) => one.uncovered),
  );
  expect(json.value.linesCovered).toBeLessThan(json.value.linesTotal);
});

test('pip-audit: every package audited, or a reason why that is not known', async () => {
  const { vulnerabilities } = await read('clean');
  if (vulnerabilities.state === 'known') expect(vulnerabilities.value.audited).toBeGreaterThan(20);
  else expect(vulnerabilities.reason).toMatch(/no package at all|is missing/);
});

test.each(['coverage.xml', 'junit.xml', 'coverage.json', 'ruff.json', 'bandit.json'])(
  'a %s that ends early is missing, with the file and the reason',
  async (name) => {
    const files = new Map(await readReportFiles(reports.faulty));
    const whole = files.get(name);
    if (!(whole instanceof Uint8Array)) throw new Error(`${name} is not there, or too large`);
    // Without the other form of the same report, which would be used instead.
    if (name === 'coverage.xml') files.delete('coverage.json');
    if (name === 'coverage.json') files.delete('coverage.xml');
    for (const part of [0, 0.1, 0.5, 0.9]) {
      files.set(name, whole.subarray(0, Math.floor(whole.length * part)));
      const found = readReports(files);
      const missing = Object.values(found)
        .filter((one) => one.state === 'missing')
        .map((one) => one.reason);
      expect(missing.some((reason) => reason.startsWith(`${name}:`))).toBe(true);
    }
  },
);
