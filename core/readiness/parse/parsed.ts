import * as z from 'zod/mini';
import { english } from '../../kernel/english';
import { parseJsonText } from '../../kernel/json-text';
import type { Problem } from '../../kernel/problem';

/** What a parser made of a text: the value, or why it could not. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Refused;

interface Refused {
  readonly ok: false;
  readonly problems: readonly Problem[];
}

/** What a parser made of the output of a check, which may have stopped early. */
export type CheckOutput<T> = Parsed<T> | Incomplete<T>;

interface Incomplete<T> extends Refused {
  /** What the check found before it stopped. */
  readonly partial: T;
}

/** A schema of either surface of zod: the small one here, the large one where others describe their own documents. */
export type Schema<T> = z.core.$ZodType<T>;

/** Largest report that is read, in bytes. A coverage report of a million lines stays below it. */
export const maximumReportBytes = 32 * 1024 * 1024;

/** Most bytes that the reports of a run may have together; what is beyond them is not read. */
export const maximumTotalBytes = 128 * 1024 * 1024;

/** Most objects and lists in a JSON report: each takes many times the memory of its text. */
export const maximumContainers = 1_000_000;

/** Deepest nesting of a report; the tools' own stay below twelve levels. */
export const maximumDepth = 64;

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refused<T>(
  file: string,
  code: string,
  message: string,
  more: Partial<Problem> = {},
): Parsed<T> {
  return { ok: false, problems: [{ code, file, message, ...more }] };
}

/** A check that did not look at everything: what it found is shown, and counts as little as no report. */
export function incomplete<T>(
  file: string,
  message: string,
  partial: T,
  more: Partial<Problem>,
): Incomplete<T> {
  return { ok: false, problems: [{ code: 'scan-incomplete', file, message, ...more }], partial };
}

/** An output whose last line counts other findings than are listed: something was added to it, or taken from it. */
export function contradiction<T>(
  file: string,
  tool: string,
  counted: number,
  listed: number,
): Parsed<T> {
  return refused(file, 'report-contradiction', `the output of ${tool} contradicts itself`, {
    found: `${counted} by its last line, ${listed} listed above it`,
    remedy: `write all that \`${tool}\` prints, and nothing else`,
  });
}

/** Text without the escape sequences of a terminal: FORCE_COLOR in a workflow makes tools write them to files too. */
export function withoutColours(text: string): string {
  // Stryker disable next-line StringLiteral: there is always a first part.
  const [first = '', ...rest] = text.split('\u001B');
  return first + rest.map((part) => part.replace(/^(?:\[[0-9;]*[A-Za-z]|\(B)/, '')).join('');
}

/**
 * A report that was not read, and why: it has more bytes than {@link maximumReportBytes}, or than there is room for, or
 * it cannot be unpacked.
 */
export type Unread = { readonly oversize: number } | { readonly damaged: string };

/** Bytes of a report as text: UTF-8 only, within the size limit, and without the NUL bytes that UTF-16 would have. */
export function decodeReport(bytes: Uint8Array | Unread, file: string): Parsed<string> {
  if ('damaged' in bytes) {
    return refused(file, 'report-damaged', 'the report cannot be unpacked', {
      found: bytes.damaged,
      remedy: 're-run the job that uploaded it',
    });
  }
  const size = 'oversize' in bytes ? bytes.oversize : bytes.byteLength;
  if ('oversize' in bytes || size > maximumReportBytes) {
    return refused(file, 'report-too-large', 'the report is too large to be read', {
      found: `${size} bytes`,
      allowed: `up to ${maximumReportBytes} bytes`,
    });
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    // By its name: the decoder may be of another realm than this code.
    // Stryker disable next-line ConditionalExpression,OptionalChaining: a decoder throws nothing else.
    if ((error as { readonly name?: unknown } | null)?.name !== 'TypeError') throw error;
    return wrongEncoding(file);
  }
  return text.includes('\0') ? wrongEncoding(file) : parsed(text);
}

function wrongEncoding(file: string): Parsed<string> {
  return refused(file, 'report-encoding', 'the report is not text in UTF-8', {
    remedy: 'let the tool write UTF-8 (PYTHONUTF8=1)',
  });
}

/** JSON text checked against a schema. Nesting and number are measured before anything is made of the text. */
export function parseJson<T>(text: string, file: string, schema: Schema<T>): Parsed<T> {
  if (text.length > maximumReportBytes) {
    return refused(file, 'report-too-large', 'the report is too large to be read', {
      found: `${text.length} characters`,
      allowed: `up to ${maximumReportBytes}`,
    });
  }
  const { depth, containers } = extentOf(text);
  if (depth > maximumDepth) {
    return refused(file, 'report-too-deep', 'the report is nested too deeply', {
      found: `more than ${maximumDepth} levels`,
      allowed: `up to ${maximumDepth} levels`,
    });
  }
  if (containers > maximumContainers) {
    return refused(file, 'report-too-large', 'the report has too many objects and lists', {
      found: `more than ${maximumContainers}`,
      allowed: `up to ${maximumContainers}`,
    });
  }
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch (error) {
    // Stryker disable next-line ConditionalExpression: a reader of JSON throws nothing else.
    if (!(error instanceof SyntaxError)) throw error;
    return refused(file, 'report-syntax', 'the report is not complete JSON', {
      found: shorten(text.trim() === '' ? 'an empty file' : error.message),
      remedy: 'see in the log of the job that wrote it whether the tool stopped early',
    });
  }
  const result = z.safeParse(schema, value, english);
  if (result.success) return parsed(result.data);
  return {
    ok: false,
    problems: result.error.issues.slice(0, 10).map((issue) => ({
      code: 'report-shape',
      file,
      path: issue.path.join('.'),
      message: 'the report does not have the form the tool writes',
      found: shorten(issue.message),
    })),
  };
}

/** Nesting and number of objects and lists, counted as far as the first limit. */
function extentOf(text: string): { readonly depth: number; readonly containers: number } {
  let depth = 0;
  let containers = 0;
  let inString = false;
  // Stryker disable next-line EqualityOperator: nothing stands behind the end.
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      containers += 1;
      if (depth > maximumDepth) break;
      // Stryker disable next-line ConditionalExpression,EqualityOperator: counting on takes longer, no more.
      if (containers > maximumContainers) break;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return { depth, containers };
}

/** A foreign text cut to a length that fits an error message, without control characters. */
export function shorten(text: string, length = 160): string {
  // Stryker disable next-line MethodExpression: what is cut off later need not be cleaned.
  const clean = Array.from(text.slice(0, length * 2), (character) =>
    // Stryker disable next-line EqualityOperator: a blank takes the place of a blank.
    character < ' ' || character === '\u007f' ? ' ' : character,
  ).join('');
  return clean.length <= length ? clean : `${clean.slice(0, length - 1)}…`;
}

/** Path of a source file as the repository sees it, whatever absolute directory the tool ran in. */
export function relativePath(path: string, root: string | undefined): string {
  const slashes = path.replaceAll('\\', '/');
  if (root === undefined || root === '') return slashes;
  const base = root.replaceAll('\\', '/').replace(/\/?$/, '/');
  return slashes.startsWith(base) ? slashes.slice(base.length) : slashes;
}
