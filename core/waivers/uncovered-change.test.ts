import { uncoveredChange } from './uncovered-change';
import { type Waiver } from './waiver';

const today = '2026-03-31';
const waived = (until: string): readonly Waiver[] => [
  { what: { kind: 'gate', gate: 'coverage' }, why: 'old', owner: '@ada', until },
];
const of = (covered: number, total: number) => ({ coverage: { covered, total, uncovered: [] } });
const onlyNew = { modes: { tests: 'new' }, minimum: 80 } as const;

test.each<[string, Parameters<typeof uncoveredChange>, string | undefined]>([
  ['a change below the target', [of(79, 100), onlyNew, [], today], '79 % (79 of 100)'],
  [
    'a change that is just below it',
    [of(7999, 10_000), onlyNew, [], today],
    '79.9 % (7999 of 10000)',
  ],
  ['a change at the target', [of(8, 10), onlyNew, [], today], undefined],
  ['a change without a line to cover', [of(0, 0), onlyNew, [], today], undefined],
  ['no change', [undefined, onlyNew, [], today], undefined],
  ['a change whose lines are not known', [{}, onlyNew, [], today], undefined],
  [
    'tests that enforce the minimum of all',
    [of(0, 9), { modes: { tests: 'enforce' }, minimum: 80 }, [], today],
    undefined,
  ],
  ['coverage that is waived', [of(0, 9), onlyNew, waived('2026-03-31'), today], undefined],
  ['coverage that was waived', [of(0, 9), onlyNew, waived('2026-03-30'), today], '0 % (0 of 9)'],
])('%s', (_name, given, found) => {
  expect(uncoveredChange(...given)?.found).toBe(found);
});
