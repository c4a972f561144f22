import { exampleDocument } from './report/example-document';
import { findingKey, firstSeen, vulnerabilityKey, type FirstSeen } from './first-seen';

const old = '2026-01-01T00:00:00.000Z';
const { generatedAt: now } = exampleDocument;
const missing = (id: string) => ({
  generatedAt: now,
  lines: exampleDocument.lines.map((line) =>
    line.id === id ? { ...line, state: 'missing' as const } : line,
  ),
});
const finding = { rule: 'B602', file: 'src/run.py' };
const flask = { name: 'Flask', ids: ['PYSEC-1', 'PYSEC-2'] };
const none = { findings: [], packages: [] };
const key = { finding: findingKey(finding), first: vulnerabilityKey('flask', 'PYSEC-1') };
const second = vulnerabilityKey('flask', 'PYSEC-2');

test.each<[string, FirstSeen | undefined, Parameters<typeof firstSeen>[1], string, FirstSeen]>([
  [
    'what is new is seen now',
    undefined,
    { findings: [finding], packages: [flask] },
    '',
    { [key.finding]: now, [key.first]: now, [second]: now },
  ],
  [
    'what was there keeps its day',
    { [key.first]: old },
    { findings: [], packages: [flask] },
    '',
    { [key.first]: old, [second]: now },
  ],
  ['what is gone is forgotten', { [key.first]: old, [key.finding]: old }, none, '', {}],
  [
    'of what was not audited nothing is',
    { [key.first]: old, [key.finding]: old },
    none,
    'vulnerabilities',
    { [key.first]: old },
  ],
  [
    'nor of what was not scanned',
    { [key.first]: old, [key.finding]: old },
    none,
    'code-scan',
    { [key.finding]: old },
  ],
])('%s', (_name, before, open, gap, expected) => {
  expect(firstSeen(before, open, missing(gap))).toEqual(expected);
});
