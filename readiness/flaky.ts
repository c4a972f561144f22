import { latestAttempts, newestFirst } from './pass-rate';
import type { RunFact, TestsFact } from './facts';

/** What one run saw of its tests. */
export interface TestObservation {
  readonly run: number;
  readonly commit: string;
  readonly tests: TestsFact;
}

/** How often a test gave two answers for the same code. */
export interface FlakyTest {
  readonly id: string;
  /** Runs in which it flaked: it passed after a re-run, or passed and failed on one commit. */
  readonly flakes: number;
  readonly runs: number;
  readonly rate: number;
  /** Bounds of the rate at 95 % confidence. */
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson score interval of a proportion; unlike the usual approximation it stays within 0 and 1 and says something
 * useful about a test seen only a few times. https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval
 */
export function wilson(hits: number, trials: number, z = 1.96): { low: number; high: number } {
  if (!(trials > 0)) return { low: 0, high: 1 };
  const rate = Math.min(1, Math.max(0, hits / trials));
  const centre = (rate + (z * z) / (2 * trials)) / (1 + (z * z) / trials);
  const half =
    (z * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials))) /
    (1 + (z * z) / trials);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** Flaky tests, the surest first: ranked by the lower bound, so that one flake in one run does not lead the list. */
export function flakyTests(observations: readonly TestObservation[]): readonly FlakyTest[] {
  const byTest = new Map<
    string,
    { run: number; commit: string; passed: boolean; rerun: boolean }[]
  >();
  for (const { run, commit, tests } of observations) {
    for (const test of tests.cases) {
      if (test.outcome === 'skipped') continue;
      const seen = byTest.get(test.id) ?? [];
      const passed = test.outcome === 'passed';
      seen.push({ run, commit, passed, rerun: passed && test.reruns > 0 });
      byTest.set(test.id, seen);
    }
  }
  const result: FlakyTest[] = [];
  for (const [id, seen] of byTest) {
    const flipped = commitsWithBoth(seen);
    const flakes = seen.filter(
      (one) => one.rerun || (!one.passed && flipped.has(one.commit)),
    ).length;
    if (flakes === 0) continue;
    result.push({
      id,
      flakes,
      runs: seen.length,
      rate: flakes / seen.length,
      ...wilson(flakes, seen.length),
    });
  }
  return result.sort((a, b) => b.low - a.low || b.rate - a.rate || (a.id < b.id ? -1 : 1));
}

function commitsWithBoth(
  seen: readonly { readonly commit: string; readonly passed: boolean }[],
): ReadonlySet<string> {
  const passed = new Set(seen.filter((one) => one.passed).map((one) => one.commit));
  return new Set(
    seen.filter((one) => !one.passed && passed.has(one.commit)).map((one) => one.commit),
  );
}

/** Share of runs that were green at their first attempt, beside the pass rate that counts re-runs: "green without retry". */
export function firstAttemptRate(
  runs: readonly RunFact[],
  isQuality: (job: string) => boolean,
): { readonly green: number; readonly counted: number } {
  let green = 0;
  let counted = 0;
  for (const run of newestFirst(runs)) {
    const first = run.jobs.filter((job) => job.attempt === 1 && isQuality(job.name));
    const last = latestAttempts(run.jobs).filter((job) => isQuality(job.name));
    const jobs = first.length > 0 ? first : run.attempt === 1 ? last : [];
    if (jobs.length === 0 || jobs.some((job) => job.conclusion === 'cancelled')) continue;
    counted += 1;
    if (jobs.every((job) => job.conclusion === 'success')) green += 1;
  }
  return { green, counted };
}
