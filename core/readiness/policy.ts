import type { Problem } from '../kernel/problem';

/** Points of each component; they add up to 100. */
export interface Weights {
  readonly ci: number;
  readonly coverage: number;
  readonly security: number;
  readonly quality: number;
}

export const bandNames = ['excellent', 'good', 'fair', 'poor'] as const;
export type Band = (typeof bandNames)[number];

/** Lowest score, in percent, of each band above `poor`. */
export interface BandLimits {
  readonly excellent: number;
  readonly good: number;
  readonly fair: number;
}

/** The rules a score is computed by. */
export interface ScorePolicy {
  readonly weights: Weights;
  readonly bands: BandLimits;
  /** Completed runs the CI pass rate looks back on, the fresh one included. */
  readonly window: number;
  /** The jobs whose outcomes make a run good or bad. */
  readonly qualityJobs: readonly QualityJob[];
}

/**
 * The title of a job, or its titles with the former ones after the present one, so that runs of before a rename count too.
 * A matrix job is named without its values.
 */
export type QualityJob = string | readonly [string, ...string[]];

export function presentTitle(job: QualityJob): string {
  return typeof job === 'string' ? job : job[0];
}

/** The jobs of the delivered ci.yml that make a run good or bad: title by id. */
export const qualityJobs = {
  lint: 'Lint & Format',
  test: 'Test Suite',
  security: 'Security Scan',
} as const;

/** The jobs of the delivered ci.yml whose outcome follows from the score, so that none of them may decide about a run. */
export const verdictJobs = { readiness: 'Readiness Gate', ciSuccess: 'CI Success' } as const;

/** The architecture's figures: defaults of the stack's configuration, of the action and of the functions. */
export const defaultPolicy = {
  weights: { ci: 40, coverage: 30, security: 20, quality: 10 },
  bands: { excellent: 95, good: 90, fair: 80 },
  window: 10,
  qualityJobs: Object.values(qualityJobs),
} satisfies ScorePolicy;

/** Percent that a score has to reach. */
export const defaultThreshold = 90;

/** Label by which a maintainer lets a change pass below the threshold. */
export const defaultOverrideLabel = 'readiness-override';

/** Days that a waiver may last at most. */
export const defaultLongestWaiverDays = 90;

/** Branch that holds the dashboard, its history and the badge. */
export const defaultDataBranch = 'gatehouse-data';

/** Points each line of the security score can give, in percent of the component. */
export const securityShares = { codeScan: 50, vulnerabilities: 40, conflicts: 10 } as const;

/** Percent of the security component that one finding takes away, never more than its line's share. */
export const securityDeductions = {
  high: 30,
  medium: 8,
  low: 1,
  /** A package with a vulnerability of critical, high or unknown severity, and with none worse than medium or low. */
  vulnerablePackage: 20,
  mediumPackage: 8,
  lowPackage: 2,
  conflict: 5,
} as const;

/** Points each line of the code quality score can give, in percent of the component. */
export const qualityShares = { lint: 50, format: 20, types: 10, documentation: 20 } as const;

/** Percent of the quality component that one type error takes away: warnings, so gently. */
export const typeErrorDeduction = 1;

/** Share of each document in the documentation line; docstrings are the rest. */
export const documentShares = {
  readme: 0.2,
  license: 0.1,
  changelog: 0.1,
  contributing: 0.1,
} as const;
export const docstringShare = 0.5;

export function bandOf(score: number, limits: BandLimits): Band {
  if (score >= limits.excellent) return 'excellent';
  if (score >= limits.good) return 'good';
  if (score >= limits.fair) return 'fair';
  return 'poor';
}

/** What is wrong with a policy; all at once. An empty list: the policy can be used. */
export function checkPolicy(policy: ScorePolicy): readonly Problem[] {
  const problems: Problem[] = [];
  const { ci, coverage, security, quality } = policy.weights;
  const weights = Object.entries({ ci, coverage, security, quality });
  for (const [name, weight] of weights) {
    if (!Number.isFinite(weight) || weight < 0 || weight > 100) {
      problems.push({
        code: 'weight-out-of-range',
        path: `weights.${name}`,
        message: 'a weight must be a number of points',
        found: String(weight),
        allowed: '0 to 100',
      });
    }
  }
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  // Stryker disable next-line EqualityOperator: so little is binary dust.
  if (problems.length === 0 && Math.abs(sum - 100) > 1e-9) {
    problems.push({
      code: 'weights-sum',
      path: 'weights',
      message: 'the weights must add up to 100',
      found: `${weights.map(([name, weight]) => `${name} ${weight}`).join(' + ')} = ${sum}`,
      allowed: 'a sum of 100',
      remedy: 'change one weight by the difference',
    });
  }
  const { excellent, good, fair } = policy.bands;
  if (!(excellent <= 100 && excellent > good && good > fair && fair > 0)) {
    problems.push({
      code: 'bands-order',
      path: 'bands',
      message: 'the limits of the bands must fall from excellent to fair',
      found: `excellent ${excellent}, good ${good}, fair ${fair}`,
      allowed: '100 ≥ excellent > good > fair > 0',
    });
  }
  if (!Number.isInteger(policy.window) || policy.window < 1 || policy.window > 100) {
    problems.push({
      code: 'window-out-of-range',
      path: 'window',
      message: 'the CI pass rate must look back on a whole number of runs',
      found: String(policy.window),
      allowed: '1 to 100',
    });
  }
  if (policy.qualityJobs.length === 0) {
    problems.push({
      code: 'no-quality-jobs',
      path: 'quality-jobs',
      message: 'at least one job must decide whether a run is good',
      found: 'none',
      remedy: 'name the jobs, such as {"test":"Test Suite"}',
    });
  }
  return problems;
}
