import type { Attempt, SmokeCheck } from './check';

/** What was wrong with an answer. */
export interface Violation {
  readonly code: 'unreachable' | 'status' | 'not-json' | 'value' | 'latency';
  readonly text: string;
}

/** A check with all its attempts. It passes with its last attempt. */
export interface CheckResult {
  readonly check: SmokeCheck;
  readonly attempts: readonly {
    readonly latencyMs: number;
    readonly violations: readonly Violation[];
  }[];
  readonly passed: boolean;
}

export interface SmokeVerdict {
  readonly passed: boolean;
  /** Passed, but not every check at its first attempt. */
  readonly unsteady: boolean;
  readonly results: readonly CheckResult[];
}

/** Judges one attempt: every violation, so that one run tells all there is to mend. An empty list: it passed. */
export function judgeAttempt(check: SmokeCheck, attempt: Attempt): readonly Violation[] {
  if (attempt.outcome === 'unreachable') return [{ code: 'unreachable', text: attempt.reason }];
  const violations: Violation[] = [];
  if (attempt.status !== check.expectedStatus) {
    violations.push({
      code: 'status',
      text: `status ${attempt.status} instead of ${check.expectedStatus}`,
    });
  }
  const expected = Object.entries(check.expectJson).sort(([a], [b]) => (a < b ? -1 : 1));
  if (expected.length > 0 && attempt.json === undefined) {
    violations.push({ code: 'not-json', text: 'the answer is not JSON' });
  } else {
    for (const [path, value] of expected) {
      const found = valueAt(attempt.json, path);
      if (found !== value) {
        violations.push({
          code: 'value',
          text: `${path} is ${show(found)} instead of ${show(value)}`,
        });
      }
    }
  }
  if (attempt.latencyMs > check.latencyBudgetMs) {
    violations.push({
      code: 'latency',
      text: `${Math.round(attempt.latencyMs)} ms instead of at most ${check.latencyBudgetMs} ms`,
    });
  }
  return violations;
}

export function checkResult(check: SmokeCheck, attempts: readonly Attempt[]): CheckResult {
  const judged = attempts.map((attempt) => ({
    latencyMs: attempt.latencyMs,
    violations: judgeAttempt(check, attempt),
  }));
  // No attempt is no success.
  return { check, attempts: judged, passed: judged.at(-1)?.violations.length === 0 };
}

export function smokeVerdict(results: readonly CheckResult[]): SmokeVerdict {
  const passed = results.length > 0 && results.every((result) => result.passed);
  return {
    passed,
    unsteady: passed && results.some((result) => result.attempts.length > 1),
    results,
  };
}

/** Value at a dot-separated path; numbers index lists. Only own properties, so that `constructor` finds nothing. */
export function valueAt(json: unknown, path: string): unknown {
  let value = json;
  for (const key of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

function show(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
