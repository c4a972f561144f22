import * as fc from 'fast-check';
import {
  conclusions,
  known,
  missing,
  type Facts,
  type FreshResults,
  type Reading,
  type ReportFacts,
  type RunFact,
} from './facts';
import { exampleFacts, exampleRun } from './example-facts';
import { defaultPolicy, type ScorePolicy } from './policy';

/** Any number at all, the impossible ones too: a score must survive what a parser should have refused. */
const anyNumber = fc.oneof(
  fc.nat(2000),
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, -1, 1e308, Number.MAX_SAFE_INTEGER),
);

function reading<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Reading<T>> {
  return fc.oneof(
    { weight: 4, arbitrary: value.map((one) => known(one)) },
    { weight: 1, arbitrary: fc.constant(missing<T>('is missing')) },
  );
}

function reports(number: fc.Arbitrary<number>): fc.Arbitrary<ReportFacts> {
  const counted = reading(fc.record({ count: number }));
  const findings = reading(fc.record({ count: number, first: fc.constant([]) }));
  return fc.record({
    coverage: reading(
      fc.tuple(number, number, number, number).map(([lines, noLines, branches, noBranches]) => ({
        linesCovered: lines,
        linesTotal: lines + noLines,
        branchesCovered: branches,
        branchesTotal: branches + noBranches,
        worstFiles: [],
      })),
    ),
    tests: reading(
      fc.record({
        cases: fc.array(
          fc.record({
            id: fc.string(),
            outcome: fc.constantFrom('passed' as const, 'failed' as const, 'skipped' as const),
            reruns: fc.nat(3),
            seconds: number,
          }),
          { maxLength: 5 },
        ),
      }),
    ),
    lint: findings,
    format: counted,
    types: findings,
    codeScan: reading(
      fc.record({ high: number, medium: number, low: number, first: fc.constant([]) }),
    ),
    vulnerabilities: reading(
      fc.record({
        packages: fc.array(
          fc.record({
            name: fc.string(),
            version: fc.string(),
            ids: fc.array(fc.string(), { maxLength: 2 }),
            fixedIn: fc.constant<string[]>([]),
          }),
          { maxLength: 4 },
        ),
        audited: number,
        skipped: number,
        skippedNames: fc.constant<string[]>([]),
      }),
    ),
    conflicts: counted,
    outdated: counted,
    documentation: reading(
      fc.record({
        documents: fc.record({
          readme: fc.boolean(),
          license: fc.boolean(),
          changelog: fc.boolean(),
          contributing: fc.boolean(),
        }),
        publicObjects: number,
        documentedObjects: number,
      }),
    ),
    mcp: reading(fc.record({ tools: number, failed: number })),
    caches: reading(fc.record({ lookups: number, hits: number })),
  });
}

const arbitraryRuns: fc.Arbitrary<readonly RunFact[]> = fc
  .array(
    fc.record({
      conclusion: fc.constantFrom(...conclusions, null),
      jobs: fc.array(
        fc.record({
          name: fc.constantFrom(
            ...defaultPolicy.qualityJobs,
            'Readiness Gate',
            'Test Suite (3.12)',
          ),
          conclusion: fc.constantFrom(...conclusions, null),
          attempt: fc.integer({ min: 1, max: 3 }),
          seconds: fc.nat(600),
        }),
        { maxLength: 5 },
      ),
    }),
    { maxLength: 15 },
  )
  .map((runs) => runs.map((run, index) => ({ ...exampleRun(index + 1), ...run })));

const fresh: fc.Arbitrary<FreshResults> = fc.dictionary(
  fc.constantFrom(...defaultPolicy.qualityJobs),
  fc.constantFrom('success' as const, 'failure' as const, 'cancelled' as const, 'skipped' as const),
);

function facts(number: fc.Arbitrary<number>): fc.Arbitrary<Facts> {
  return fc
    .record(
      { runs: reading(arbitraryRuns), fresh, reports: reports(number) },
      { requiredKeys: ['runs', 'reports'] },
    )
    .map((parts) => {
      const { fresh: _ours, ...base } = exampleFacts;
      return { ...base, ...parts };
    });
}

/** Facts with any numbers at all. */
export const arbitraryFacts = facts(anyNumber);

/** Facts as parsers give them: whole numbers of at least 0. */
export const plausibleFacts = facts(fc.nat(2000));

/** Policies that pass checkPolicy. */
export const arbitraryPolicy: fc.Arbitrary<ScorePolicy> = fc
  .record({
    cuts: fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)),
    window: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ cuts, window }) => {
    const [a, b, c] = [...cuts].sort((x, y) => x - y) as [number, number, number];
    return {
      ...defaultPolicy,
      weights: { ci: a, coverage: b - a, security: c - b, quality: 100 - c },
      window,
    };
  });
