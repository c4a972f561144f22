import { parseJsonText } from '../../core/kernel/json-text';
import type { Problem } from '../../core/kernel/problem';

/**
 * Reads plain values and notes what is wrong with them. By hand and not by a schema library: each function reads its
 * environment and events this way before it loads anything else.
 */
export interface ShapeReader {
  /** What is read, as a user knows it. */
  readonly file: string;
  readonly problems: Problem[];
  text(value: unknown, path: string, pattern?: RegExp): string;
  number(value: unknown, path: string, minimum: number, maximum: number): number;
  object(value: unknown, path: string): Readonly<Record<string, unknown>>;
  list(value: unknown, path: string): readonly unknown[];
  oneOf<T extends string>(value: unknown, path: string, allowed: readonly T[]): T;
}

/** A reader for one input; `file` is how a user knows it. */
export function shapeReader(file: string): ShapeReader {
  const problems: Problem[] = [];
  const refuse = (path: string, value: unknown, allowed: string): void => {
    problems.push({
      code: 'wrong-shape',
      file,
      path,
      message: 'the value is not valid here',
      found: value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80),
      allowed,
    });
  };
  return {
    file,
    problems,
    text: (value, path, pattern = /\S/) => {
      if (typeof value === 'string' && pattern.test(value)) return value;
      refuse(path, value, `a string that matches ${pattern.source}`);
      return '';
    },
    number: (value, path, minimum, maximum) => {
      if (typeof value === 'number' && value >= minimum && value <= maximum) return value;
      refuse(path, value, `a number from ${minimum} to ${maximum}`);
      return minimum;
    },
    object: (value, path) => {
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        return value as Readonly<Record<string, unknown>>;
      }
      refuse(path, value, 'an object');
      return {};
    },
    list: (value, path) => {
      if (Array.isArray(value)) return value as readonly unknown[];
      refuse(path, value, 'a list');
      return [];
    },
    oneOf: <T extends string>(value: unknown, path: string, allowed: readonly T[]): T => {
      const found = allowed.find((one) => one === value);
      if (found === undefined) refuse(path, value, allowed.join(', '));
      // A reader with problems is never used for its values; this one only satisfies the type.
      return found ?? (allowed[0] as T);
    },
  };
}

/** A value, or everything that is wrong with it. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function result<T>(reader: ShapeReader, value: T): Read<T> {
  return reader.problems.length === 0
    ? { ok: true, value }
    : { ok: false, problems: reader.problems };
}

/** Parses JSON and reads it. */
export function readJson<T>(
  text: string,
  file: string,
  read: (value: unknown, reader: ShapeReader) => T,
): Read<T> {
  const reader = shapeReader(file);
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const problem = { code: 'no-json', file, message: `it is not JSON: ${error.message}` };
    return { ok: false, problems: [problem] };
  }
  return result(reader, read(value, reader));
}

/** The version of a document or message that functions read; keys that a newer one adds within it are ignored. */
const knownVersion = 1;

/** Notes a version that is not the known one: what a newer release wrote is not damaged, and is to be read by that one. */
export function readVersion(value: unknown, reader: ShapeReader): void {
  if (typeof value !== 'number' || value <= knownVersion) {
    reader.number(value, 'version', knownVersion, knownVersion);
    return;
  }
  reader.problems.push({
    code: 'newer-version',
    file: reader.file,
    path: 'version',
    message: 'was written by a newer version of Gatehouse',
    found: String(value),
    allowed: String(knownVersion),
    remedy: 'deploy that version again, then redrive the dead letters',
  });
}
