import * as fc from 'fast-check';
import { exampleFacts } from './example-facts';
import { judgedChange, type JudgedChange } from './judged-change';
import { measure } from './measure';
import { defaultPolicy } from './policy';
import { newestChanges, replayChange, type ReplayRules } from './replay';

const clean = judgedChange(7, exampleFacts, measure(exampleFacts, defaultPolicy));

/** The clean change with other measures of one line. */
function withLine(id: string, measures: Record<string, number>): JudgedChange {
  const lines = clean.lines.map((one) =>
    one.id === id ? { ...one, measures: { ...one.measures, ...measures } } : one,
  );
  return { ...clean, lines };
}
const withoutLine = (id: string): JudgedChange => ({
  ...clean,
  lines: clean.lines.map((one) =>
    one.id === id ? { id: one.id, state: 'missing' as const, measures: {} } : one,
  ),
});

type Gates = ReplayRules['gates'];
const all = (mode: Gates['lint']): Gates => ({
  ...{ lint: mode, format: mode, types: mode, tests: mode, security: mode },
  ...{ coverage: 80, readiness: 0 },
});
const rules = (gates: Partial<Gates> = {}): ReplayRules => ({
  gates: { ...all('enforce'), ...gates },
  ...{ weights: defaultPolicy.weights, bands: defaultPolicy.bands },
});

test('a clean change passes whatever the rules', () => {
  const strict = rules({ coverage: 100, readiness: 100 });
  expect(replayChange(clean, strict)).toMatchObject({ pullRequest: 7, blockedBy: [], unknown: [] });
});

test.each<[string, JudgedChange, readonly string[]]>([
  ['a lint finding', withLine('lint', { findings: 1 }), ['lint']],
  ['a file that is not formatted', withLine('format', { files: 2 }), ['format']],
  ['a type error', withLine('types', { errors: 1 }), ['types']],
  ['a failed test', { ...clean, failedTests: 1 }, ['tests']],
  ['low coverage', withLine('line-coverage', { covered: 799 }), ['coverage']],
  ['exactly the floor', withLine('line-coverage', { covered: 800 }), []],
  [
    'branches that are not covered',
    withLine('line-coverage', { covered: 800, branches: 1 }),
    ['coverage'],
  ],
  ['a high finding of Bandit', withLine('code-scan', { high: 1 }), ['security']],
  ['a medium finding of Bandit', withLine('code-scan', { medium: 3 }), []],
  [
    'a vulnerable package of low severity',
    withLine('vulnerabilities', { lowPackages: 1 }),
    ['security'],
  ],
  ['a conflict', withLine('conflicts', { conflicts: 1 }), ['security']],
])('%s is judged by the mode of its gate', (_name, change, blockedBy) => {
  expect(replayChange(change, rules())).toMatchObject({ blockedBy, unknown: [] });
  expect(replayChange(change, { ...rules(), gates: all('warn') }).blockedBy).toEqual([]);
  // Only a baseline says what of it is new.
  const asNew = replayChange(change, { ...rules(), gates: all('new') });
  expect(asNew).toMatchObject({ blockedBy: [], unknown: blockedBy });
});

test.each([
  ['lint', 'lint'],
  ['format', 'format'],
  ['types', 'types'],
  ['line-coverage', 'coverage'],
  ['code-scan', 'security'],
])('of a change without %s it is not known whether %s would have failed', (line, gate) => {
  expect(replayChange(withoutLine(line), rules())).toMatchObject({
    blockedBy: [],
    unknown: [gate],
  });
  expect(replayChange(withoutLine(line), { ...rules(), gates: all('off') }).unknown).toEqual([]);
});

test('the score is that of the weights and lines; what is missing is worth nothing', () => {
  const low = withLine('lint', { findings: 1 });
  const weak = { ...rules({ ...all('warn'), readiness: 95 }) };
  expect(replayChange(low, weak).blockedBy).toEqual([]);
  const weights = { ci: 0, coverage: 0, security: 0, quality: 100 };
  expect(replayChange(low, { ...weak, weights }).blockedBy).toEqual(['readiness']);
  expect(replayChange(withoutLine('line-coverage'), weak).blockedBy).toEqual(['readiness']);
});

test('a stricter minimum never lets pass what a weaker one blocks', () => {
  const minimum = fc.integer({ min: 0, max: 100 });
  fc.assert(
    fc.property(minimum, minimum, fc.nat(1000), fc.nat(5), (a, b, covered, findings) => {
      const change = {
        ...withLine('line-coverage', { covered }),
        failedTests: findings > 3 ? 1 : 0,
      };
      const at = (coverage: number, readiness: number) =>
        replayChange(change, rules({ coverage, readiness })).blockedBy;
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      expect(at(high, high)).toEqual(expect.arrayContaining([...at(low, low)]));
      expect(at(high, 0).includes('coverage')).toBe(covered / 10 < high);
    }),
  );
});

test('of each pull request the last judgement counts, of the newest ones', () => {
  const of = (pullRequest: number, day: string) => ({
    ...{ ...clean, pullRequest, at: `2026-01-${day}T00:00:00.000Z` },
  });
  const changes = [of(1, '05'), of(2, '02'), of(1, '03'), of(3, '04')];
  const brief = (most: number) =>
    newestChanges(changes, most).map(({ pullRequest, at }) => [pullRequest, at.slice(8, 10)]);
  expect(brief(9)).toEqual([
    [2, '02'],
    [3, '04'],
    [1, '05'],
  ]);
  expect(brief(2)).toEqual([
    [3, '04'],
    [1, '05'],
  ]);
});
