import { closest, distance } from 'fastest-levenshtein';
import { type z } from 'zod';
import { type Problem } from '../kernel/problem';

type Issue = z.core.$ZodIssue;

/** Turns zod's issues into problems that name the key path, what was found, what is allowed and the nearest valid key. */
export function toProblems(
  issues: readonly Issue[],
  input: unknown,
  describePath: (path: readonly PropertyKey[]) => string,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
): Problem[] {
  return issues.flatMap((issue) => issueProblems(issue, input, [], describePath, keysAt));
}

function issueProblems(
  issue: Issue,
  input: unknown,
  prefix: readonly PropertyKey[],
  describePath: (path: readonly PropertyKey[]) => string,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
): Problem[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) => ({
      code: 'unknown-key',
      path: describePath([...path, key]),
      message: 'unknown key',
      ...(known.length === 0 ? {} : { allowed: known.join(', ') }),
      ...suggestion(key, known),
    }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map((inner) => ({
      code: 'invalid-key',
      path: describePath(path),
      message: `the key ${inner.message}`,
    }));
  }
  const value = valueAt(input, path);
  if (issue.code === 'invalid_union') {
    return [
      {
        code: 'invalid-value',
        path: describePath(path),
        message: issue.message,
        // Where only references are allowed, a text may be somebody's secret: never print it.
        found: typeof value === 'string' ? 'a plain text' : describeValue(value),
      },
    ];
  }
  return [
    {
      code: value === undefined ? 'missing-key' : issue.code.replaceAll('_', '-'),
      path: describePath(path),
      message: value === undefined ? 'is missing' : messageOf(issue),
      ...(value === undefined ? {} : { found: foundAt(path, value) }),
      ...allowedBy(issue),
      ...(issue.code === 'invalid_value' && typeof value === 'string'
        ? suggestion(value, issue.values.map(String))
        : {}),
    },
  ];
}

/** Where the name of a secret belongs, somebody may have written the secret itself, and into a header as well. */
function foundAt(path: readonly PropertyKey[], value: unknown): string {
  return (path.at(-1) === 'secret' || path.at(-2) === 'headers') && typeof value === 'string'
    ? 'a plain text'
    : describeValue(value);
}

function messageOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'has the wrong type';
    case 'too_small':
      return 'is too small';
    case 'too_big':
      return 'is too large';
    case 'invalid_value':
      return issue.message.startsWith('Invalid')
        ? 'is not one of the allowed values'
        : issue.message;
    default:
      return issue.message;
  }
}

function allowedBy(issue: Issue): { allowed?: string } {
  switch (issue.code) {
    case 'invalid_type':
      return {
        allowed: issue.expected === 'int' ? 'a whole number' : `a value of type ${issue.expected}`,
      };
    case 'too_small':
      return {
        allowed: `${bound(issue.origin)}${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`,
      };
    case 'too_big':
      return {
        allowed: `${bound(issue.origin)}${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`,
      };
    case 'invalid_value':
      return { allowed: issue.values.map(String).join(', ') };
    default:
      return {};
  }
}

function bound(origin: string): string {
  if (origin === 'string') return 'length ';
  if (origin === 'array' || origin === 'tuple') return 'entries ';
  return '';
}

function suggestion(word: string, candidates: readonly string[]): { remedy?: string } {
  if (candidates.length === 0) return {};
  const candidate = closest(
    word.toLowerCase(),
    candidates.map((known) => known.toLowerCase()),
  );
  const original = candidates.find((known) => known.toLowerCase() === candidate) ?? candidate;
  const near = distance(word.toLowerCase(), candidate) <= Math.max(2, Math.floor(word.length / 3));
  return near ? { remedy: `did you mean ${original}?` } : {};
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    input,
  );
}

/** Short and safe to print: long text is cut; a text that may be a secret's value is only described. */
function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object')
    return `an object with ${Object.keys(value).join(', ') || 'no keys'}`;
  if (typeof value === 'string')
    return value.length > 60 ? `${JSON.stringify(value.slice(0, 57))}…` : JSON.stringify(value);
  return JSON.stringify(value) ?? 'undefined';
}
