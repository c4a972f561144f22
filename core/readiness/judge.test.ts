import * as fc from 'fast-check';
import { arbitraryFacts, arbitraryPolicy, plausibleFacts } from './arbitrary-facts';
import { exampleFacts } from './example-facts';
import { judge } from './judge';
import { measure } from './measure';
import { defaultPolicy } from './policy';
import { judgedFacts, buildDocument } from './report/build-document';
import { numbersOf, numbersSchema } from './report/document';

const rules = { ...defaultPolicy, threshold: 90 };
const measured = measure(exampleFacts, rules);

test('what is handed over as numbers is judged as where it was measured', () => {
  fc.assert(
    fc.property(plausibleFacts, arbitraryPolicy, fc.nat(100), (facts, policy, threshold) => {
      const own = { ...policy, threshold };
      const here = judge(measure(facts, policy), own);
      const document = buildDocument(facts, policy, here);
      const numbers = numbersSchema.parse(JSON.parse(JSON.stringify(numbersOf(document))));
      const there = judge(numbers, own);
      expect(there.score.value).toBe(here.score.value);
      expect(there.verdict.passed).toBe(here.verdict.passed);
      const { lines, ...head } = judgedFacts(there, own);
      expect(JSON.parse(JSON.stringify(document))).toMatchObject(
        JSON.parse(JSON.stringify(head)) as object,
      );
      expect(lines.map(({ points }) => points)).toEqual(document.lines.map(({ points }) => points));
    }),
  );
});

test('whatever is handed over, a line counts once and the score stays within its bounds', () => {
  fc.assert(
    fc.property(arbitraryFacts, arbitraryPolicy, (facts, policy) => {
      const given = measure(facts, policy);
      const twice = { ...given, lines: [...given.lines, ...given.lines] };
      const { score } = judge(twice, { ...policy, threshold: 90 });
      expect(score).toEqual(judge(given, { ...policy, threshold: 90 }).score);
      expect(score.value).toBeGreaterThanOrEqual(0);
      expect(score.value).toBeLessThanOrEqual(100);
    }),
  );
});

test('whatever numbers a report had, they can be written and handed over', () => {
  fc.assert(
    fc.property(arbitraryFacts, arbitraryPolicy, (facts, policy) => {
      const { outdated } = exampleFacts.reports;
      const given = { ...facts, reports: { ...facts.reports, outdated } };
      const judgement = judge(measure(given, policy), { ...policy, threshold: 90 });
      const document = buildDocument(given, policy, judgement);
      expect(numbersSchema.safeParse(numbersOf(document)).success).toBe(true);
    }),
  );
});

test('a line that is not handed over is a missing input', () => {
  const lines = measured.lines.filter(({ id }) => id !== 'line-coverage');
  const { score, verdict } = judge({ ...measured, lines }, rules);
  expect(score.value).toBe(70);
  expect(verdict.reasons.map(({ code }) => code)).toContain('input-missing');
});

test('the rules decide what the same measurement is worth', () => {
  const half = measure({ ...exampleFacts, reports: { ...exampleFacts.reports } }, rules);
  const weights = { ci: 0, coverage: 100, security: 0, quality: 0 };
  expect(judge(half, { ...rules, weights }).score.lines[1]).toMatchObject({ points: 100 });
  expect(judge(half, { ...rules, threshold: 100 }).verdict.passed).toBe(true);
});
