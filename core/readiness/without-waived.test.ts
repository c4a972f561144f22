import * as fc from 'fast-check';
import { withoutWaived } from './without-waived';
import { measure } from './measure';
import { scoreOf, type MeasuredLine } from './score';
import { inputsOf } from './line-words';
import { defaultPolicy } from './policy';
import { exampleFacts } from './example-facts';
import { known } from './facts';

const lint = (findings: number): MeasuredLine => ({
  id: 'lint',
  state: 'measured',
  measures: { findings },
});
const part = (count: number, until: string, measured = 'findings') => ({
  ...{ measure: measured, count, until },
});

test.each<
  [string, ReturnType<typeof part>[], number, { count: number; until: string } | undefined]
>([
  ['nothing is waived', [], 5, undefined],
  ['its last day counts', [part(2, '2026-02-01')], 3, { count: 2, until: '2026-02-01' }],
  ['the day after does not', [part(2, '2026-01-31')], 5, undefined],
  [
    'the first end is named',
    [part(2, '2026-03-01'), part(1, '2026-02-03'), part(1, '2026-01-01')],
    2,
    { count: 3, until: '2026-02-03' },
  ],
  ['more than there is', [part(9, '2026-03-01')], 0, { count: 5, until: '2026-03-01' }],
  ['a measure of another line', [part(2, '2026-03-01', 'errors')], 5, undefined],
])('%s', (_name, parts, findings, waived) => {
  const line = withoutWaived(lint(5), { lint: parts }, '2026-02-01');
  expect([line.measures['findings'], line.waived]).toEqual([findings, waived]);
});

test('a missing report stays missing', () => {
  const line: MeasuredLine = { id: 'lint', state: 'missing', measures: {}, reason: 'gone' };
  expect(withoutWaived(line, { lint: [part(2, '2026-03-01')] }, '2026-02-01')).toBe(line);
});

test('waived and counted findings together are those that were measured', () => {
  const days = fc.constantFrom('2026-01-31', '2026-02-01', '2026-02-02');
  const parts = fc.array(fc.record({ count: fc.integer({ min: 1, max: 9 }), until: days }));
  fc.assert(
    fc.property(fc.nat(40), parts, (all, some) => {
      const waived = { lint: some.map(({ count, until }) => part(count, until)) };
      const line = withoutWaived(lint(all), waived, '2026-02-01');
      const counted = line.measures['findings'] ?? 0;
      expect(counted).toBeGreaterThanOrEqual(0);
      expect(counted + (line.waived?.count ?? 0)).toBe(all);
    }),
  );
});

test('a waived finding costs no points until its day, and is named with it', () => {
  const facts = {
    ...exampleFacts,
    reports: { ...exampleFacts.reports, lint: known({ count: 2, first: [] }) },
    waived: { lint: [part(2, exampleFacts.now.slice(0, 10))] },
  };
  const scoreAt = (now: string) =>
    scoreOf(measure({ ...facts, now }, defaultPolicy), defaultPolicy);
  const today = scoreAt(facts.now);
  const after = scoreAt(new Date(Date.parse(facts.now) + 86_400_000).toISOString());
  expect(Number((today.value - after.value).toFixed(1))).toBe(5);
  const words = today.lines.flatMap((line) => (line.id === 'lint' ? inputsOf(line, today) : []));
  expect(words).toEqual([`0 findings, 2 waived (until ${facts.now.slice(0, 10)} at the earliest)`]);
});
