import { exampleDocument } from './report/example-document';
import { findingsKept } from './facts';
import { findingKey, firstSeen, fixedThings, vulnerabilityKey, type FirstSeen } from './first-seen';

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

describe('what was fixed', () => {
  const pkg = { ...flask, version: '1.0', severities: { 'PYSEC-1': 'high' as const } };
  const before = {
    findings: [finding],
    packages: [pkg],
    firstSeen: { [key.finding]: old, [key.first]: old, [second]: now },
  };
  const first = { what: 'PYSEC-1 in flask', severity: 'high', seen: old, at: now };
  const scanned = { what: 'B602 in src/run.py', seen: old, at: now };
  const many = Array.from({ length: findingsKept }, () => finding);

  test.each<
    [string, Parameters<typeof fixedThings>[0], Parameters<typeof fixedThings>[1], object[]]
  >([
    ['nothing while all is there', before, { seen: before.firstSeen, findings: [finding] }, []],
    [
      'a vulnerability with its severity',
      before,
      { seen: { [key.finding]: old, [second]: now }, findings: [finding] },
      [first],
    ],
    [
      'a finding, and a vulnerability that nothing rates',
      before,
      { seen: { [key.first]: old }, findings: [] },
      [scanned, { what: 'PYSEC-2 in flask', seen: now, at: now }],
    ],
    [
      'what was known before a look that found nothing out',
      { ...before, findings: [], packages: [] },
      { seen: { [second]: now }, findings: [] },
      [scanned, { what: 'PYSEC-1 in flask', seen: old, at: now }],
    ],
    [
      'no finding where more were there than are listed',
      { ...before, findings: many },
      { seen: { [key.first]: old, [second]: now }, findings: [] },
      [],
    ],
    [
      'no finding where more are there than are listed',
      before,
      { seen: { [key.first]: old, [second]: now }, findings: many },
      [],
    ],
    [
      'what was remembered, before the rest',
      { ...before, fixed: [scanned] },
      { seen: { [key.finding]: old, [second]: now }, findings: [finding] },
      [scanned, first],
    ],
    [
      'nothing where nothing was dated',
      { findings: [finding], packages: [pkg] },
      { seen: {}, findings: [] },
      [],
    ],
    [
      'no key of another form',
      { ...before, firstSeen: { odd: old } },
      { seen: {}, findings: [] },
      [],
    ],
  ])('%s', (_name, earlier, seen, expected) => {
    expect(fixedThings(earlier, seen, now)).toEqual(expected);
  });

  test('the last two hundred', () => {
    const fixed = Array.from({ length: 200 }, (_, index) => ({ ...scanned, what: `${index}` }));
    const found = fixedThings({ ...before, fixed }, { seen: {}, findings: [] }, now);
    expect([found.length, found[0]?.what, found.at(-1)?.what]).toEqual([
      200,
      '3',
      'PYSEC-2 in flask',
    ]);
  });
});
