import {
  known,
  type Facts,
  type FreshResults,
  type JobFact,
  type ReportFacts,
  type RunFact,
} from './facts';
import { measure } from './measure';
import { defaultPolicy, type ScorePolicy } from './policy';
import { scoreOf, type Score } from './score';

/** A repository without a fault: every input is there and good. Tests deviate from it in one place each. */
export const exampleReports: ReportFacts = {
  coverage: known({
    linesCovered: 1000,
    linesTotal: 1000,
    branchesCovered: 0,
    branchesTotal: 0,
    worstFiles: [],
  }),
  tests: known({
    cases: [{ id: 'tests.test_api::test_health', outcome: 'passed', reruns: 0, seconds: 0.1 }],
  }),
  lint: known({ count: 0, first: [], tool: 'ruff' }),
  format: known({ count: 0, tool: 'black' }),
  types: known({ count: 0, first: [], tool: 'mypy' }),
  codeScan: known({ high: 0, medium: 0, low: 0, first: [] }),
  vulnerabilities: known({ packages: [], audited: 40, skipped: 0, skippedNames: [] }),
  conflicts: known({ count: 0 }),
  outdated: known({ count: 3 }),
  documentation: known({
    documents: { readme: true, license: true, changelog: true, contributing: true },
    publicObjects: 20,
    documentedObjects: 20,
  }),
  mcp: known({ tools: 4, failed: 0 }),
  caches: known({ lookups: 10, hits: 9 }),
};

/** Jobs of a run in which every quality job ended the same way. */
export function exampleJobs(conclusion: JobFact['conclusion'], attempt = 1): readonly JobFact[] {
  return defaultPolicy.qualityJobs.map((name) => ({ name, conclusion, attempt, seconds: 60 }));
}

/** A completed run; a higher id started later. */
export function exampleRun(id: number, conclusion: RunFact['conclusion'] = 'success'): RunFact {
  const startedAt = new Date(Date.UTC(2026, 0, 5) + id * 3_600_000).toISOString();
  return {
    id,
    commit: id.toString(16).padStart(40, '0'),
    attempt: 1,
    conclusion,
    startedAt,
    completedAt: new Date(Date.parse(startedAt) + 300_000).toISOString(),
    url: `https://github.com/acme/orders-service/actions/runs/${id}`,
    jobs: exampleJobs(conclusion),
  };
}

export const exampleFresh: FreshResults = Object.fromEntries(
  defaultPolicy.qualityJobs.map((name) => [name, 'success' as const]),
);

export const exampleFacts: Facts = {
  now: '2026-02-01T09:00:00.000Z',
  repository: 'acme/orders-service',
  branch: 'main',
  commit: 'a'.repeat(40),
  runs: known(Array.from({ length: 10 }, (_, index) => exampleRun(index + 1))),
  fresh: exampleFresh,
  reports: exampleReports,
};

/** The score of facts. */
export function computeScore(facts: Facts, policy: ScorePolicy): Score {
  return scoreOf(measure(facts, policy), policy);
}
