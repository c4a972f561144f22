import type { AnsweredAttempt, StepsCheck } from './check';
import { valuesAt } from './json-values';

type Step = StepsCheck['steps'][number];
type Source = NonNullable<Step['extract']>[string];

/** Longest value that a step may give to a later one; a token of several kilobytes is usual. */
const longestValue = 16_384;

/** The value that a later step takes from an answer; undefined where there is none, or none that is one text. */
export function extractedValue(
  from: Source,
  { json, headers = {} }: AnsweredAttempt,
): string | undefined {
  const value: unknown =
    typeof from === 'string'
      ? valuesAt(json, from)[0]?.value
      : headers[from.header.toLowerCase()]?.trim();
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return undefined;
  }
  const text = String(value);
  return text === '' || text.length > longestValue ? undefined : text;
}

/** Cookies that an answer sets and takes away, by name. All steps ask one service, so that each gets all of them. */
export function keepCookies({ headers = {} }: AnsweredAttempt, cookies: Map<string, string>): void {
  for (const line of (headers['set-cookie'] ?? '').split('\n')) {
    const [pair = '', ...attributes] = line.split(';');
    const equals = pair.indexOf('=');
    if (equals < 1) continue;
    const name = pair.slice(0, equals).trim();
    const isGone = attributes.some((each) => /^\s*max-age\s*=\s*(0|-\d+)\s*$/i.test(each));
    if (isGone) cookies.delete(name);
    else cookies.set(name, pair.slice(equals + 1).trim());
  }
}
