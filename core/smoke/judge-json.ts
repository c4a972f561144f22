import type { Assertions, Expectation } from './check';
import { valuesAt } from './json-values';
import { shownValue } from './shown-value';

interface JsonViolation {
  readonly code: 'not-json' | 'value';
  readonly text: string;
}

/** What each value of an answer should have been. */
export function judgeJson(
  expectations: Readonly<Record<string, Expectation>>,
  json: unknown,
): readonly JsonViolation[] {
  const expected = Object.entries(expectations).sort(([a], [b]) => (a < b ? -1 : 1));
  if (expected.length === 0) return [];
  if (json === undefined) return [{ code: 'not-json', text: 'the response is not JSON' }];
  return expected.flatMap(([path, expectation]) =>
    // Of the entries of a long list the first wrong one says enough.
    valuesAt(json, path)
      .flatMap(({ at, value }) =>
        unmet(expectation, value).map((wanted) => ({
          code: 'value' as const,
          text: `${at} is ${shownValue(value)} instead of ${wanted}`,
        })),
      )
      .slice(0, path.includes('*') ? 1 : undefined),
  );
}

/** What a value should have been; empty when it is. */
function unmet(expectation: Expectation, found: unknown): readonly string[] {
  if (expectation === null || typeof expectation !== 'object') {
    return found === expectation ? [] : [shownValue(expectation)];
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
      `something that contains ${shownValue(contains)}`,
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
