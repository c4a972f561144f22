import type { Assertions, Attempt, Expectation, SmokeCheck } from './check';

/** What was wrong with an answer. */
export interface Violation {
  readonly code:
    'unreachable' | 'status' | 'header' | 'text' | 'not-json' | 'value' | 'latency' | 'certificate';
  readonly text: string;
}

interface JudgedAttempt {
  readonly latencyMs: number;
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

/** Judges one attempt: every violation, so that one run tells all there is to fix. An empty list: it passed. */
export function judgeAttempt(check: SmokeCheck, attempt: Attempt): readonly Violation[] {
  if (attempt.outcome === 'unreachable') return [{ code: 'unreachable', text: attempt.reason }];
  return [
    ...(attempt.outcome === 'answered' && check.probe === 'http'
      ? [
          ...judgeStatus([check.expectedStatus].flat(), attempt.status),
          ...judgeHeaders(check.expectHeaders ?? {}, attempt.headers ?? {}),
          ...judgeText(check.expectText, attempt.text ?? ''),
          ...judgeJson(check.expectJson, attempt.json),
        ]
      : []),
    ...(attempt.outcome === 'connected' && check.probe === 'tls'
      ? judgeCertificate(check.certificateDays, attempt.certificateDays)
      : []),
    ...judgeLatency(check.latencyBudgetMs, attempt.latencyMs),
  ];
}

function judgeStatus(expected: readonly number[], found: number): readonly Violation[] {
  return expected.includes(found)
    ? []
    : [{ code: 'status', text: `status ${found} instead of ${expected.join(' or ')}` }];
}

function judgeHeaders(
  expected: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): readonly Violation[] {
  return Object.entries(expected).flatMap(([name, part]) => {
    const value = found[name.toLowerCase()];
    if (value?.includes(part) === true) return [];
    const wanted = part === '' ? 'present' : `something that contains ${show(part)}`;
    return [
      { code: 'header' as const, text: `header ${name} is ${show(value)} instead of ${wanted}` },
    ];
  });
}

function judgeText(expected: string | undefined, found: string): readonly Violation[] {
  return expected === undefined || found.includes(expected)
    ? []
    : [{ code: 'text', text: `the body does not contain ${show(expected)}` }];
}

function judgeJson(
  expectations: Readonly<Record<string, Expectation>>,
  json: unknown,
): readonly Violation[] {
  const expected = Object.entries(expectations).sort(([a], [b]) => (a < b ? -1 : 1));
  if (expected.length === 0) return [];
  if (json === undefined) return [{ code: 'not-json', text: 'the response is not JSON' }];
  return expected.flatMap(([path, expectation]) => {
    const found = valueAt(json, path);
    return unmet(expectation, found).map((wanted) => ({
      code: 'value' as const,
      text: `${path} is ${show(found)} instead of ${wanted}`,
    }));
  });
}

/** What a value should have been; empty when it is. */
function unmet(expectation: Expectation, found: unknown): readonly string[] {
  if (expectation === null || typeof expectation !== 'object') {
    return found === expectation ? [] : [show(expectation)];
  }
  const { exists = true, type, atLeast, atMost, contains, minItems }: Assertions = expectation;
  if (!exists) return found === undefined ? [] : ['absent'];
  if (found === undefined) return ['present'];
  const wanted: (string | false)[] = [
    type !== undefined && typeOf(found) !== type && `of type ${type}`,
    // The comparisons are written so that NaN and other types fail them.
    atLeast !== undefined &&
      !(typeof found === 'number' && found >= atLeast) &&
      `at least ${atLeast}`,
    atMost !== undefined && !(typeof found === 'number' && found <= atMost) && `at most ${atMost}`,
    contains !== undefined &&
      !holds(found, contains) &&
      `something that contains ${show(contains)}`,
    minItems !== undefined &&
      !(Array.isArray(found) && found.length >= minItems) &&
      `a list of at least ${minItems}`,
  ];
  return wanted.filter((text) => text !== false);
}

function holds(found: unknown, part: string | number | boolean): boolean {
  if (Array.isArray(found)) return found.includes(part);
  return typeof found === 'string' && typeof part === 'string' && found.includes(part);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function judgeCertificate(fewest: number, days: number | undefined): readonly Violation[] {
  if (days !== undefined && days >= fewest) return [];
  const text =
    days === undefined
      ? 'the expiry date of the certificate is unknown'
      : `the certificate expires in ${days} days, fewer than ${fewest}`;
  return [{ code: 'certificate', text }];
}

function judgeLatency(budgetMs: number, latencyMs: number): readonly Violation[] {
  return latencyMs <= budgetMs
    ? []
    : [{ code: 'latency', text: `${Math.round(latencyMs)} ms instead of at most ${budgetMs} ms` }];
}

export function checkResult(check: SmokeCheck, attempts: readonly Attempt[]): CheckResult {
  const judged = attempts.map((attempt) => ({
    latencyMs: attempt.latencyMs,
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
