import type { Attempt, Phases, SmokeCheck } from './check';
import { judgeAttempt, type Violation } from './judge';

interface JudgedAttempt {
  readonly latencyMs: number;
  readonly phases?: Phases;
  readonly violations: readonly Violation[];
}

/** A check with all its attempts. It passes with its last attempt. */
export interface CheckResult {
  readonly check: SmokeCheck;
  readonly attempts: readonly JudgedAttempt[];
  readonly passed: boolean;
  /** Name of the failed check that it depends on; only of one that failed. */
  readonly blockedBy?: string;
}

export interface SmokeVerdict {
  readonly passed: boolean;
  /** Passed, but not every check at its first attempt. */
  readonly unsteady: boolean;
  readonly results: readonly CheckResult[];
  /** Names of the checks that were left to someone inside the service's network. */
  readonly leftOut: readonly string[];
}

export function checkResult(check: SmokeCheck, attempts: readonly Attempt[]): CheckResult {
  const judged = attempts.map((attempt) => ({
    latencyMs: attempt.latencyMs,
    ...(attempt.phases === undefined ? {} : { phases: attempt.phases }),
    violations: judgeAttempt(check, attempt),
  }));
  // No attempt is no success.
  return { check, attempts: judged, passed: judged.at(-1)?.violations.length === 0 };
}

export function smokeVerdict(
  checked: readonly CheckResult[],
  leftOut: readonly string[] = [],
): SmokeVerdict {
  const results = checked.map((result) => withCause(result, checked));
  const passed = results.length > 0 && results.every((result) => result.passed);
  return {
    passed,
    unsteady: passed && results.some((result) => result.attempts.length > 1),
    results,
    leftOut,
  };
}

/** A result with the failed check that explains it, if one does. */
function withCause(result: CheckResult, all: readonly CheckResult[]): CheckResult {
  if (result.passed) return result;
  const { dependsOn = [] } = result.check;
  const cause = all.find(({ check, passed }) => !passed && dependsOn.includes(check.name));
  return cause === undefined ? result : { ...result, blockedBy: cause.check.name };
}
