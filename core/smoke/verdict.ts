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
  return expected.flatMap(([path, expectation]) =>
    // Of the entries of a long list the first wrong one says enough.
    valuesAt(json, path)
      .flatMap(({ at, value }) =>
        unmet(expectation, value).map((wanted) => ({
          code: 'value' as const,
          text: `${at} is ${show(value)} instead of ${wanted}`,
        })),
      )
      .slice(0, path.includes('*') ? 1 : undefined),
  );
}

/** What a value should have been; empty when it is. */
function unmet(expectation: Expectation, found: unknown): readonly string[] {
  if (expectation === null || typeof expectation !== 'object') {
    return found === expectation ? [] : [show(expectation)];
  }
  const { exists = true, type, atLeast, atMost, contains }: Assertions = expectation;
  if (!exists) return found === undefined ? [] : ['absent'];
  if (found === undefined) return ['present'];
  const wanted: (string | false)[] = [
    type !== undefined && typeOf(found) !== type && `a value of type ${type}`,
    // The comparisons are written so that NaN and other types fail them.
    atLeast !== undefined &&
      !(typeof found === 'number' && found >= atLeast) &&
      `at least ${atLeast}`,
    atMost !== undefined && !(typeof found === 'number' && found <= atMost) && `at most ${atMost}`,
    contains !== undefined &&
      !holds(found, contains) &&
      `something that contains ${show(contains)}`,
    ...unmetSize(expectation, found),
  ];
  return wanted.filter((text) => text !== false);
}

/** What the size of a list or a text should have been. */
function unmetSize(
  { minItems, maxItems, minLength, maxLength }: Assertions,
  found: unknown,
): readonly (string | false)[] {
  const items = Array.isArray(found) ? found.length : Number.NaN;
  const length = typeof found === 'string' ? found.length : Number.NaN;
  return [
    minItems !== undefined && !(items >= minItems) && `a list of at least ${minItems}`,
    maxItems !== undefined && !(items <= maxItems) && `a list of at most ${maxItems}`,
    minLength !== undefined &&
      !(length >= minLength) &&
      `a text of at least ${minLength} characters`,
    maxLength !== undefined &&
      !(length <= maxLength) &&
      `a text of at most ${maxLength} characters`,
  ];
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

/** A value of a document and where it is. */
interface Located {
  readonly at: string;
  readonly value: unknown;
}

/**
 * Values at a path: keys and list positions with dots between them, `*` for every entry of a list; or, where it starts with
 * `/`, a JSON Pointer, in which a key may have dots. Only own properties, so that `constructor` finds nothing; of a path that
 * leads nowhere the one value is undefined.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function valuesAt(json: unknown, path: string): readonly Located[] {
  const isPointer = path.startsWith('/');
  const keys = isPointer
    ? path
        .slice(1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    : path.split('.');
  const separator = isPointer ? '/' : '.';
  let found: readonly { readonly keys: readonly string[]; readonly value: unknown }[] = [
    { keys: [], value: json },
  ];
  for (const key of keys) {
    found = found.flatMap((parent) => {
      if (key !== '*' || isPointer || !Array.isArray(parent.value)) {
        return [{ keys: [...parent.keys, key], value: ownValue(parent.value, key) }];
      }
      return parent.value.map((value: unknown, index) => ({
        ...{ keys: [...parent.keys, String(index)], value },
      }));
    });
  }
  return found.map(({ keys: own, value }) => ({
    at: own.every((key, index) => key === keys[index]) ? path : own.join(separator),
    value,
  }));
}

function ownValue(value: unknown, key: string): unknown {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

function show(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
