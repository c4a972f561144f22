import { closest, distance } from 'fastest-levenshtein';
import { type z } from 'zod';
import { type Problem } from '../kernel/problem';
import { forbiddenKey, own } from './own';
import { type KeyPath, pathText, type Place, shownKey } from './place';
import { keysAt, pathsBelow } from './schema-keys';

type Issue = z.core.$ZodIssue;

/** Longer words are nobody's slip, and comparing one of a million characters takes forever. */
const longestSlip = 60;

/** Turns zod's issues into problems that name the place, what was found, what is allowed and the nearest valid key. */
export function toProblems(
  issues: readonly Issue[],
  input: unknown,
  placeAt: (path: KeyPath) => Place,
  schema: z.core.$ZodType,
): Problem[] {
  return issues.flatMap((issue) => issueProblems(issue, input, placeAt, schema));
}

/** A key that `schema` does not know where it stands. */
export function unknownKey(
  path: KeyPath,
  key: string,
  place: Place,
  schema: z.core.$ZodType,
): Problem {
  const known = keysAt(schema, path);
  return {
    code: 'unknown-key',
    ...place,
    message: 'unknown key',
    ...(known.length === 0 ? {} : { allowed: known.join(', ') }),
    ...keySuggestion(key, known, pathsBelow(schema, path)),
  };
}

function issueProblems(
  issue: Issue,
  input: unknown,
  placeAt: (path: KeyPath) => Place,
  schema: z.core.$ZodType,
): Problem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    // That no settings can have such a key is told for every place, also where any key is allowed.
    const keys = issue.keys.filter((key) => key !== forbiddenKey);
    return keys.map((key) => unknownKey(path, key, placeAt([...path, key]), schema));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map((inner) => ({
      code: 'invalid-key',
      ...placeAt(path),
      message: `the key ${inner.message}`,
    }));
  }
  const value = valueAt(input, path);
  // What a check across keys is about may be a default of the schema, which the input does not have.
  const isMissing = value === undefined && issue.code !== 'custom';
  if (issue.code === 'invalid_union') {
    return [
      {
        code: 'invalid-value',
        ...placeAt(path),
        message: issue.message,
        // Where only references are allowed, a text may be somebody's secret: never print it.
        found: typeof value === 'string' ? 'a plain text' : describeValue(value),
      },
    ];
  }
  return [
    {
      code: isMissing ? 'missing-key' : issue.code.replaceAll('_', '-'),
      ...placeAt(path),
      message: isMissing ? 'is missing' : messageOf(issue),
      ...(value === undefined ? {} : { found: foundAt(path, value) }),
      ...allowedBy(issue),
      ...(issue.code === 'invalid_value' && typeof value === 'string'
        ? suggestion(value, issue.values.map(String))
        : {}),
    },
  ];
}

/** Where the name of a secret belongs, somebody may have written the secret itself, and into a header as well. */
function foundAt(path: KeyPath, value: unknown): string {
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

/** The nearest key at the same level, else the nearest one further below, with the way there. */
function keySuggestion(
  key: string,
  known: readonly string[],
  below: readonly (readonly string[])[],
): { remedy?: string } {
  const here = suggestion(key, known);
  if (here.remedy !== undefined) return here;
  const { remedy } = suggestion(key, [...new Set(below.map((path) => String(path.at(-1))))]);
  const path = below.find((one) => remedy === `did you mean ${String(one.at(-1))}?`);
  return path === undefined ? {} : { remedy: `did you mean ${pathText(path)}?` };
}

/** The candidate that differs least from a word, where it is near enough to have been meant. */
export function suggestion(word: string, candidates: readonly string[]): { remedy?: string } {
  if (candidates.length === 0 || word.length > longestSlip) return {};
  const candidate = closest(
    word.toLowerCase(),
    candidates.map((known) => known.toLowerCase()),
  );
  const original = candidates.find((known) => known.toLowerCase() === candidate) ?? candidate;
  const near = distance(word.toLowerCase(), candidate) <= Math.max(2, Math.floor(word.length / 3));
  return near ? { remedy: `did you mean ${original}?` } : {};
}

function valueAt(input: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(own, input);
}

function shownKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, 12).map(shownKey).join(', ') || 'no keys';
  return keys.length > 12 ? `${shown} and ${keys.length - 12} more` : shown;
}

/** Short and safe to print: long text is cut; a text that may be a secret's value is only described. */
function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return `an object with ${shownKeys(Object.keys(value))}`;
  if (typeof value === 'string')
    return value.length > 60 ? `${JSON.stringify(value.slice(0, 57))}…` : JSON.stringify(value);
  return JSON.stringify(value) ?? 'undefined';
}
