import { listedWaivers, longestDaysIn } from './listed-waivers';

const today = '2026-03-31';
const entry = (gate: string, until: string): string =>
  `  - { what: { gate: ${gate} }, why: old, owner: '@ada', until: ${until} }\n`;
const listed = (longestDays: number, ...entries: readonly string[]) =>
  listedWaivers(`waivers:\n${entries.join('')}`, { longestDays, today });

test('waivers are listed to the last day that the gates allow, the next to end first', () => {
  expect(listed(10, entry('types', '2026-04-10'), entry('lint', '2026-04-02'))).toEqual([
    'the gate lint, waived by @ada until 2026-04-02 (ends within 7 days)',
    'the gate types, waived by @ada until 2026-04-10',
  ]);
  expect(listed(9, entry('types', '2026-04-10'), entry('lint', '2026-04-11'))).toEqual([
    '2 longer than 9 days, which does not count',
  ]);
});

test('what is wrong is counted by itself, and where no waiver is allowed there is none', () => {
  expect(listed(9, entry('types', '2026-04-10'), entry('moon', '2026-04-01'))).toEqual([
    '1 longer than 9 days, which does not count',
    '1 wrong in .github/gatehouse/waivers.yaml',
  ]);
  expect(listed(0, entry('types', today))).toEqual([]);
});

test('of more than twenty it says how many more there are', () => {
  const rules = Array.from(
    { length: 23 },
    (_, index) =>
      `  - { what: { policy: { rule: rule-${String(index)} } }, why: old, owner: '@ada', until: 2026-04-20 }\n`,
  );
  const lines = listed(90, ...rules);
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toBe('3 more');
  expect(listed(90, ...rules.slice(0, 20)).at(-1)).toContain('rule-');
});

test.each<[string, readonly string[], number]>([
  ['the fewest days of several count', ['longest-days: 90', 'x --longest-days 30 --y'], 30],
  ['no workflow that says it, and the longest of all counts', ['name: CI'], 3650],
  ['another word is none', ['my-longest-daysx: 3', 'xlongest-days: 4'], 3650],
])('%s', (_name, texts, days) => {
  expect(longestDaysIn(texts)).toBe(days);
});
