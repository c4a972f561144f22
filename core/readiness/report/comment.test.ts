import {
  commentMarker,
  fixFirst,
  headline,
  judgementTable,
  renderComment,
  renderUnscored,
  scoreOf,
} from './comment';
import { numbersOf, numbersSchema, type CommentFacts } from './document';
import { exampleDocument, troubledDocument } from './example-document';

const good: CommentFacts = exampleDocument;
const bad: CommentFacts = troubledDocument;

test('the comment of a repository in trouble', () => {
  const origin = {
    commit: '0123456789abcdef',
    runUrl: 'https://github.com/acme/o/actions/runs/1',
    now: '2026-02-01T09:00:00.000Z',
  };
  expect(renderComment(bad, origin, ['gate', '']).split('\n')).toEqual([
    '<!-- gatehouse:readiness -->',
    '## ❌ Release readiness: 77.6 %',
    '',
    'Poor - Not ready for release; **below the threshold of 90 %**; -4.5 against the base branch (82.1 %).',
    '',
    'gate',
    '',
    '| | measured | points | of |',
    '| --- | --- | ---: | ---: |',
    '| **CI pass rate** | 7 of 10 runs passed, 2 not counted | 28 | 40 |',
    '| **Test coverage** | 71 of 80 lines covered (88.7 %) | 26.63 | 30 |',
    '| **Security** | | **18** | 20 |',
    '| Static security analysis | 0 high, 0 medium, 0 low | 10 | 10 |',
    '| Known vulnerabilities | 0 vulnerable packages | 8 | 8 |',
    '| Dependency conflicts | ⚠️ no input | 0 | 2 |',
    '| **Code quality** | | **5** | 10 |',
    '| Linting | 5 findings | 0 | 5 |',
    '| Formatting | 0 unformatted files | 2 | 2 |',
    '| Types | 0 type errors | 1 | 1 |',
    '| Documentation | readme, license, changelog, contributing; 20 of 20 public objects with a docstring | 2 | 2 |',
    '',
    '**The cheapest way to the threshold (90 %)**',
    '',
    '1. Cover 9 more lines by tests (+3.38 points)',
    '1. Fix the 5 lint findings (ruff check --fix .) (+5 points)',
    '1. Re-run a failed run of the branch, if its failure was flaky, or add 1 green run (+4 points)',
    '',
    "<sub>Commit 0123456789ab · [run](https://github.com/acme/o/actions/runs/1) · the points are explained in the run's summary</sub>",
    '',
  ]);
  expect(commentMarker).toBe('<!-- gatehouse:readiness -->');
});

describe('the headline', () => {
  const second = (facts: CommentFacts) => headline(facts).split('\n\n')[1];
  test.each<[string, Partial<CommentFacts>, string]>([
    ['a pass', {}, 'reaches the threshold of 90 %; the base branch has no recorded score yet.'],
    [
      'a failure',
      { passed: false },
      '**below the threshold of 90 %**; the base branch has no recorded score yet.',
    ],
    [
      'an override',
      { overridden: true, value: 80 },
      'below the threshold of 90 %, let pass by an override; the base branch has no recorded score yet.',
    ],
    ['a rise', { base: 99 }, 'reaches the threshold of 90 %; +1 against the base branch (99 %).'],
    [
      'no change',
      { base: 100 },
      'reaches the threshold of 90 %; ±0 against the base branch (100 %).',
    ],
    [
      'a base of 0',
      { base: 0 },
      'reaches the threshold of 90 %; +100 against the base branch (0 %).',
    ],
  ])('of %s', (_name, change, text) => {
    expect(second({ ...good, ...change })).toBe(`Excellent - Ship it!; ${text}`);
  });
});

test('each component has its total, and its lines where it has more than one', () => {
  const rows = judgementTable(good);
  expect(rows).toContain('| **CI pass rate** | 10 of 10 runs passed | 40 | 40 |');
  expect(rows).toContain('| **Security** | | **20** | 20 |');
  const without = { ...good, lines: good.lines.filter(({ component }) => component !== 'quality') };
  expect(judgementTable(without).at(-1)).toBe('| **Code quality** | | **0** | 0 |');
});

describe('what to fix first', () => {
  test('is nothing where every point is won', () => {
    expect(fixFirst(good)).toEqual(['Nothing to fix: every point is won.']);
  });

  test('has no aim in the highest band, and names three things at most', () => {
    const excellent = { ...bad, value: 96, band: 'excellent' as const };
    const lines = fixFirst(excellent);
    expect(lines.slice(0, 2)).toEqual(['**What to fix first**', '']);
    expect(lines.slice(2)).toHaveLength(3);
    expect(lines.slice(2).every((line) => /^1\. .+ \(\+[\d.]+ points?\)$/.test(line))).toBe(true);
  });

  test('has no aim where nothing leads to the band above', () => {
    const unreachable = {
      ...bad,
      bands: { ...bad.bands, fair: 100 },
      lines: bad.lines.slice(0, 2),
    };
    expect(fixFirst(unreachable)[0]).toBe('**What to fix first**');
  });

  test('one point is one point', () => {
    const lines = good.lines.map((line) =>
      line.id === 'conflicts' ? { ...line, points: 1, measures: { conflicts: 1 } } : line,
    );
    expect(fixFirst({ ...good, lines }).at(-1)).toMatch(/\(\+1 point\)$/);
  });
});

test('the score in the form the core explains has the same numbers', () => {
  const { value, band, passRate, lines } = scoreOf(bad);
  expect({ value, band, passRate }).toEqual({
    value: bad.value,
    band: bad.band,
    passRate: bad.passRate,
  });
  expect(lines).toEqual(bad.lines);
  const [line] = bad.lines;
  if (line === undefined) throw new Error('no line');
  const measures = { passed: 7, counted: undefined };
  expect(scoreOf({ ...bad, lines: [{ ...line, measures }] }).lines).toStrictEqual([
    { ...line, measures: { passed: 7 } },
  ]);
});

describe('what an untrusted run may hand over', () => {
  const numbers = numbersOf(troubledDocument);
  const [line] = numbers.lines;

  test('is what it measured, and not what it makes of it', () => {
    expect(Object.keys(numbers)).toEqual(['version', 'passRate', 'lines']);
    expect(Object.keys(line ?? {})).toEqual(['id', 'state', 'measures']);
    expect(numbersSchema.parse(numbers)).toEqual(numbers);
  });

  test('has the numbers of a change, without the names of tests', () => {
    const change = {
      newlyFailing: { count: 1, first: ['@here'] },
      fixed: { count: 0, first: [] },
      flaky: 2,
    };
    expect(numbersOf({ ...troubledDocument, change })).toStrictEqual({
      change: { newlyFailing: { count: 1 }, fixed: { count: 0 }, flaky: 2 },
      version: 1,
      passRate: troubledDocument.passRate,
      lines: troubledDocument.lines.map(({ id, state, measures, tool }) => ({
        ...{ id, state, measures },
        ...(tool === undefined ? {} : { tool }),
      })),
    });
  });

  test.each<[string, object]>([
    ['a text beside the numbers', { note: '<b>' }],
    ['a verdict', { value: 100, passed: true, overridden: true }],
    ['a text in a line', { lines: numbers.lines.map((one) => ({ ...one, reason: '<b>' })) }],
    ['points', { lines: numbers.lines.map((one) => ({ ...one, points: 100, maximum: 100 })) }],
    ['more of the pass rate', { passRate: { ...numbers.passRate, note: '<b>' } }],
  ])('is nothing else: %s is dropped', (_name, change) => {
    expect(numbersSchema.parse({ ...numbers, ...change })).toEqual(numbers);
  });

  test.each<[string, object]>([
    ['a tool of another name', { lines: [{ ...line, tool: '<b>' }] }],
    ['a measure of another name', { lines: [{ ...line, measures: { evil: 1 } }] }],
    ['a measure that is no count', { lines: [{ ...line, measures: { passed: -1 } }] }],
    ['more lines than there are', { lines: [...numbers.lines, ...numbers.lines] }],
    ['a line of another name', { lines: [{ ...line, id: 'evil' }] }],
    ['a state of another name', { lines: [{ ...line, state: 'evil' }] }],
    ['another version', { version: 2 }],
    ['a basis of another name', { passRate: { ...numbers.passRate, basis: 'evil' } }],
    ['an outcome of another name', { passRate: { ...numbers.passRate, outcomes: ['evil'] } }],
    [
      'a pass rate above what can be counted',
      { passRate: { ...numbers.passRate, passed: 2 ** 60 } },
    ],
  ])('is not %s', (_name, change) => {
    expect(numbersSchema.safeParse({ ...numbers, ...change }).success).toBe(false);
  });
});

test('a run without numbers says why in code, and which run and commit it was', () => {
  const origin = { commit: 'b'.repeat(40), runUrl: 'https://example.com/1' };
  expect(renderUnscored('<no> report', origin, ['the gate', '']).split('\n')).toEqual([
    commentMarker,
    '## ⚠️ Release readiness: not known',
    '',
    'The run left no numbers that can be read: `<no> report`',
    '',
    'the gate',
    '',
    `<sub>Commit ${'b'.repeat(12)} · [run](https://example.com/1)</sub>`,
    '',
  ]);
});
